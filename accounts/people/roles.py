"""Giving and taking roles.

Granting one needs a second administrator. Approvals come later, so for now only the operator at the
command line (actor None) grants.
"""

from datetime import datetime

from django.contrib.auth.models import Group
from django.utils.translation import gettext as _

from accounts import interfaces
from accounts.models import User
from accounts.roles import Role, roles_of
from accounts.sessions import sessions_end
from audit.record import record
from audit.refusal import Refused, audited
from audit.tags import Tag


class RoleRefused(Refused):
    """This role cannot be given or taken by this person."""


@audited
def role_grant(*, user: User, role: Role, actor: User | None, at: datetime) -> bool:
    """Give `user` a role; False when they have it already. Raises RoleRefused."""
    if actor is not None:
        message = _("Granting a role needs a second administrator.")
        raise _refusal(message, user, actor, role, "second-administrator")
    group, _created = Group.objects.get_or_create(name=role.value)
    if user.groups.filter(pk=group.pk).exists():
        return False
    user.groups.add(group)
    _forget(user)
    ended = sessions_end(user=user)  # they would keep the longer lengths of an ordinary person's
    interfaces.watcher().role_granted(user=user, at=at)
    tag = Tag.SYSTEM_ROLE_GRANTED
    record(tag, at=at, actor=None, subject=user, role=role.value, ended=ended)
    return True


@audited
def role_revoke(*, user: User, role: Role, actor: User | None, at: datetime) -> bool:
    """Take a role and end all sessions of `user`, at once (B6); False when there was none."""
    if actor == user:
        message = _("Nobody changes their own roles.")
        raise _refusal(message, user, actor, role, "own-account")
    if actor is not None and Role.ADMINISTRATOR not in roles_of(actor):
        raise _refusal(_("Only an administrator may do this."), user, actor, role, "role")
    groups = user.groups.filter(name=role.value)
    if not groups:
        return False
    user.groups.remove(*groups)
    _forget(user)
    ended = sessions_end(user=user)
    tag = Tag.STAFF_ROLE_REVOKED if actor else Tag.SYSTEM_ROLE_REVOKED
    record(tag, at=at, actor=actor, subject=user, role=role.value, ended=ended)
    return True


def _forget(user: User) -> None:
    user.__dict__.pop("role_names", None)


def _refusal(message: str, user: User, actor: User | None, role: Role, reason: str) -> RoleRefused:
    facts = {"role": role.value, "reason": reason}
    return RoleRefused(message, tag=Tag.STAFF_ROLE_REFUSED, actor=actor, subject=user, **facts)
