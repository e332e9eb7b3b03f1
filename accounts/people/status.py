"""Locking, disabling and enabling a person."""

from datetime import datetime

from django.utils.translation import gettext as _

from accounts import interfaces
from accounts.links.lifecycle import links_withdraw
from accounts.models import User
from accounts.models.user import Status
from accounts.roles import Role, roles_of
from accounts.sessions import sessions_end
from audit.record import record
from audit.refusal import Refused, audited
from audit.tags import Tag

TAGS = {
    Status.ACTIVE: Tag.STAFF_PERSON_ENABLED,
    Status.LOCKED: Tag.STAFF_PERSON_LOCKED,
    Status.DISABLED: Tag.STAFF_PERSON_DISABLED,
}


class StatusRefused(Refused):
    """The status stays what it is."""


@audited
def person_status_change(*, user: User, status: Status, actor: User, at: datetime) -> bool:
    """Set the status; False when it was that already. Sessions and links end unless it is ACTIVE.

    Raises StatusRefused: only another person who is an administrator may do it.
    """
    reason = "own-account" if actor == user else ""
    if Role.ADMINISTRATOR not in roles_of(actor):
        reason = "role"
    if reason:
        message = _("Only another administrator may change this person's status.")
        facts = {"reason": reason, "status": status.value}
        tag = Tag.STAFF_PERSON_REFUSED
        raise StatusRefused(message, tag=tag, actor=actor, subject=user, **facts)
    if not User.objects.filter(pk=user.pk).exclude(status=status).update(status=status):
        return False
    user.status = status
    ended = 0
    if status != Status.ACTIVE:
        ended = sessions_end(user=user)
        links_withdraw(user=user, at=at)
        interfaces.watcher().account_closed(user=user, at=at)
    record(TAGS[status], at=at, actor=actor, subject=user, ended=ended)
    return True
