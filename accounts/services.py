"""What people do to their own account: password and sessions."""

from datetime import datetime
from uuid import UUID

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts import interfaces
from accounts.links.lifecycle import links_withdraw
from accounts.models import Session, User
from accounts.passwords import PASSWORD_COLUMNS, password_check, same_refusal
from accounts.sessions import key_hash, sessions_end
from audit.clock import ClockTimestamp
from audit.record import record
from audit.refusal import audited
from audit.tags import Tag


def password_change(
    *, user: User, current: str, new: str, session_key: str, ip: str, at: datetime
) -> None:
    """Set a new password and end every other session.

    The caller has made sure of a second step (`interfaces.gate`). Raises ValidationError when the
    current password is wrong (counted like one at sign-in) or the new one too weak or the same.
    """
    validate_password(new, user)
    if new == current:
        raise same_refusal()
    if password_check(username=user.username, password=current, ip=ip, at=at) is None:
        raise ValidationError(_("The current password is not right."), code="current")
    _password_set(user=user, new=new, session_key=session_key, ip=ip, at=at)


@audited
def _password_set(*, user: User, new: str, session_key: str, ip: str, at: datetime) -> None:
    user.set_password(new)
    user.password_changed_at = at
    user.password_change_required_at = None
    user.save(update_fields=list(PASSWORD_COLUMNS))
    links_withdraw(user=user, at=at)
    ended = sessions_end(user=user, except_key=session_key)
    interfaces.watcher().password_changed(user=user, at=at)
    interfaces.courier().notice_send(user=user, kind="password_changed", at=at)
    record(Tag.USER_PASSWORD_CHANGED, at=at, actor=user, subject=user, ended=ended, ip=ip)


def password_change_require(*, user: User) -> None:
    """Ask for a new password before anything else, since the present one may be known to others.

    In the caller's transaction, whose event tells about it. The first time stands.
    """
    rows = User.objects.filter(pk=user.pk, password_change_required_at__isnull=True)
    rows.update(password_change_required_at=ClockTimestamp())


@audited
def language_choose(*, user: User, language: str, at: datetime) -> None:
    """Keep the language that a person chose; "" stands for the browser's."""
    User.objects.filter(pk=user.pk).update(language=language)
    user.language = language
    record(Tag.USER_LANGUAGE_CHANGED, at=at, actor=user, subject=user, language=language)


@audited
def session_revoke(*, user: User, session_id: UUID, at: datetime) -> bool:
    """End one session of `user`; False when it is not theirs or was over already."""
    if not Session.objects.filter(user=user, id=session_id).delete()[0]:
        return False
    record(Tag.USER_SESSION_ENDED, at=at, actor=user, subject=user, ended=1, how="one")
    return True


@audited
def sessions_revoke(*, user: User, at: datetime) -> int:
    """Sign `user` out everywhere, also here."""
    ended = sessions_end(user=user)
    record(Tag.USER_SESSION_ENDED, at=at, actor=user, subject=user, ended=ended, how="all")
    return ended


@audited
def session_leave(*, user: User, session_key: str, at: datetime) -> None:
    """Sign `user` out of this browser."""
    Session.objects.filter(user=user, session_key=key_hash(session_key)).delete()
    record(Tag.USER_SESSION_ENDED, at=at, actor=user, subject=user, ended=1, how="here")
