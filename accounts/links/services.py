"""Sending a link and setting a password with it."""

from datetime import datetime, timedelta
from uuid import UUID

from django.contrib.auth.hashers import check_password
from django.contrib.auth.password_validation import validate_password
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from accounts import interfaces
from accounts.links import lifecycle
from accounts.links.selectors import link_by_id
from accounts.models import ContactAddress, LinkToken, User
from accounts.models.address import Kind
from accounts.models.link import Purpose
from accounts.passwords import PASSWORD_COLUMNS, same_refusal
from accounts.sessions import sessions_end
from accounts.throttle import throttle_hit
from audit.record import record
from audit.refusal import Refused, audited
from audit.tags import Tag

LIFE = {Purpose.ACTIVATE: timedelta(hours=24), Purpose.RESET: timedelta(minutes=30)}
SENT_LIMIT = 3
SENT_WINDOW = timedelta(hours=1)


class LinkRefused(Refused):
    """No link is sent, or the one that was opened is not good any more."""


@audited
def link_send(*, user: User, purpose: Purpose, actor: User | None, at: datetime) -> LinkToken:
    """Mail a one-use link to the address of `user` that has been on file unchanged for longest.

    An older link for the same purpose ends. `actor` is who asked: the person, an administrator who
    invites, or None for the system. Raises LinkRefused, NotWired.
    """
    address = _address_for(user, purpose, actor)
    lifecycle.links_withdraw(user=user, purpose=purpose, at=at)
    link = lifecycle.link_create(
        user=user, purpose=purpose, address=address, life=LIFE[purpose], at=at
    )
    interfaces.courier().link_send(link=link, at=at)
    record(_sent_tag(user, actor), at=at, actor=actor, subject=user, purpose=str(purpose))
    return link


@audited
def link_request(*, user_id: int, at: datetime) -> LinkToken:
    """Mail a link to somebody who forgot the password; 0 stands for a name nobody has."""
    user = User.objects.filter(pk=user_id).first()
    if user is None:
        raise _dead(None, "unknown")
    return link_send(user=user, purpose=Purpose.RESET, actor=user, at=at)


@audited
def link_redeem(*, link_id: UUID, password: str, ip: str, at: datetime) -> User:
    """Set the password of the link's person, once, and end all their sessions.

    For RESET the caller has made sure of a second step (`interfaces.gate`). Raises LinkRefused, and
    ValidationError when the password is too weak: the link stays good then.
    """
    link = link_by_id(link_id=link_id)
    user = link.user if link else None
    if link is None or user is None:
        raise _dead(None, "unknown")
    if link.purpose == Purpose.ACTIVATE and user.has_usable_password():
        raise _dead(user, "has-password")
    validate_password(password, user)
    if user.has_usable_password() and check_password(password, user.password):
        raise same_refusal()
    if not lifecycle.link_spend(link_id=link.pk, at=at):
        raise _dead(user, "used")
    user.set_password(password)
    user.password_changed_at = at
    user.password_change_required_at = None
    user.save(update_fields=list(PASSWORD_COLUMNS))
    lifecycle.links_withdraw(user=user, at=at)
    sessions_end(user=user)
    interfaces.watcher().password_changed(user=user, at=at)
    interfaces.courier().notice_send(user=user, kind="password_changed", at=at)
    record(Tag.USER_LINK_USED, at=at, actor=user, subject=user, purpose=link.purpose, ip=ip)
    return user


def _address_for(user: User, purpose: Purpose, actor: User | None) -> ContactAddress:
    reason = ""
    addresses = user.addresses.filter(kind=Kind.EMAIL, removed_at=None)
    address = addresses.order_by(Coalesce("changed_at", "added_at"), "pk").first()
    if not user.is_active:
        reason = user.status.lower()
    elif user.has_usable_password() == (purpose == Purpose.ACTIVATE):
        reason = "has-password" if purpose == Purpose.ACTIVATE else "no-password"
    elif not throttle_hit(bucket=f"link {user.pk}", limit=SENT_LIMIT, window=SENT_WINDOW):
        reason = "throttled"
    if reason or address is None:
        message = _("No link can be sent to this person now.")
        facts = {"purpose": str(purpose), "reason": reason or "no-address"}
        tag = Tag.USER_LINK_REFUSED if actor in {user, None} else Tag.STAFF_PERSON_REFUSED
        raise LinkRefused(message, tag=tag, actor=actor, subject=user, **facts)
    return address


def _sent_tag(user: User, actor: User | None) -> Tag:
    if actor is None:
        return Tag.SYSTEM_PERSON_INVITED
    return Tag.USER_LINK_SENT if actor == user else Tag.STAFF_PERSON_INVITED


def _dead(user: User | None, reason: str) -> LinkRefused:
    message = _("This link is not valid any more. Ask for a new one.")
    return LinkRefused(message, tag=Tag.USER_LINK_REFUSED, subject=user, reason=reason)
