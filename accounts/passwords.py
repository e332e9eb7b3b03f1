"""Checking a password, and the words that no password may be built on."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth.hashers import check_password, make_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.throttle import throttle_hit, throttle_release
from audit.record import record
from audit.tags import Tag

WINDOW = timedelta(minutes=15)
USERNAME_LIMIT = 10
IP_LIMIT = 100
PASSWORD_MAX = 1024  # longer ones only burn time
CONTEXT_WORDS = ("keydesk", "helpdesk", "help desk", "passcode", "authenticator", "password")
WORD_SHARE = 0.5  # a password is refused when such words make up half of it or more


# What a new password changes; it also ends the duty to choose one.
PASSWORD_COLUMNS = ("password", "password_changed_at", "password_change_required_at")


def same_refusal() -> ValidationError:
    """Return the refusal of a new password that is the present one, to be raised."""
    return ValidationError(_("Choose another password than the present one."), code="same")


@dataclass(frozen=True, slots=True)
class _Verdict:
    user: User | None
    reason: str  # "" when the password is right


def password_check(*, username: str, password: str, ip: str, at: datetime) -> User | None:
    """Return the active person with this name and password, else None.

    Whatever happens, one hash is run and one event written, so that neither time nor text tells an
    unknown name from a wrong password, a locked account or too many attempts.
    """
    name = username.strip().lower()[:150]
    buckets = {f"password name {name}": USERNAME_LIMIT, f"password ip {ip}": IP_LIMIT}
    hits = [
        throttle_hit(bucket=bucket, limit=limit, window=WINDOW) for bucket, limit in buckets.items()
    ]
    verdict = _judge(name, password, is_throttled=not all(hits))
    with transaction.atomic():
        if not verdict.reason:
            for bucket in buckets:
                throttle_release(bucket=bucket)
        _record(verdict, ip, at)
    return None if verdict.reason else verdict.user


def _judge(name: str, password: str, *, is_throttled: bool) -> _Verdict:
    user = None if "\x00" in name else User.objects.filter(username=name).first()
    has_hash = user is not None and user.has_usable_password()
    if not has_hash or user is None or is_throttled or len(password) > PASSWORD_MAX:
        make_password(password[:PASSWORD_MAX])
        reason = "throttled" if is_throttled else "unknown" if user is None else "wrong"
        return _Verdict(user, reason)
    if not check_password(password, user.password):
        return _Verdict(user, "wrong")
    return _Verdict(user, "" if user.is_active else user.status.lower())


def _record(verdict: _Verdict, ip: str, at: datetime) -> None:
    """Write the event. What was typed as a name stays out: it may have been the password."""
    if verdict.reason:
        tag, facts = Tag.USER_PASSWORD_FAILED, {"reason": verdict.reason}
        record(tag, at=at, actor=None, subject=verdict.user, ip=ip, **facts)
    else:
        record(Tag.USER_PASSWORD_ACCEPTED, at=at, actor=verdict.user, subject=verdict.user, ip=ip)


class ContextWordsValidator:
    """Refuse passwords made of the organisation's or the product's own words (ASVS 6.2.11)."""

    def validate(self, password: str, user: User | None = None) -> None:
        plain = _letters(password)
        rest = plain
        own = (user.username, user.given_name, user.family_name) if user else ()
        for word in sorted(context_words(*own), key=len, reverse=True):
            rest = rest.replace(word, "")
        if len(plain) - len(rest) >= max(len(password) * WORD_SHARE, 1):
            raise ValidationError(self.get_help_text(), code="password_context_words")

    def get_help_text(self) -> str:
        return _("Don't build the password on your name, the organisation's or this product's.")


def context_words(*own: str) -> set[str]:
    """Return the words and `own` ones, in the spelling that `_letters` gives a password."""
    name = settings.ORGANISATION
    spoken = [name, *re.split(r"\W+", name), *CONTEXT_WORDS, *own]
    return {_letters(word) for word in spoken if len(word) > 3}  # noqa: PLR2004


def _letters(text: str) -> str:
    """Fold case and the usual digits for letters, and drop what is no letter."""
    folded = text.casefold().translate(str.maketrans("013457@$", "oleastas"))
    return "".join(c for c in folded if c.isalpha())
