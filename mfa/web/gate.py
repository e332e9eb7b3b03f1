"""What accounts asks before a password changes: a second step of its own, used once."""

from datetime import timedelta
from typing import Any

from django.db.models import DateTimeField, ExpressionWrapper, Value
from django.db.models.functions import Greatest
from django.http import HttpRequest

from accounts.models import Session, User
from accounts.sessions import key_hash
from audit.clock import ClockTimestamp
from mfa.challenges.lifecycle import challenge_use
from mfa.challenges.rules import DEVICES
from mfa.models import Authenticator, Kind, Purpose
from mfa.web.browser import challenge_id_of, challenge_keep, origin_of
from mfa.web.place_verify import PASSWORD


class PasswordGate:
    """`accounts.interfaces.SecondStepGate`, registered in `ready()`."""

    def is_fresh(self, request: HttpRequest, *, user: User, within: timedelta) -> bool:
        """Say so of a second step for this; where a new password is due, of the sign-in itself."""
        is_fresh = PASSWORD.is_fresh(request, user=user, within=within)
        return is_fresh or _signed_in_just_now(request, user, within)

    def start_url(self, request: HttpRequest, *, user: User, next_path: str) -> str:
        return PASSWORD.begin(request, user=user, next_path=next_path)

    def spend(self, request: HttpRequest, *, user: User) -> None:
        challenge_id = challenge_id_of(request, Purpose.PASSWORD)
        if challenge_id is not None:
            challenge_use(
                challenge_id=challenge_id,
                user_id=user.pk,
                purpose=Purpose.PASSWORD,
                browser=origin_of(request).browser,
                within=timedelta(minutes=30),
            )
        challenge_keep(request, Purpose.PASSWORD, None)


def _signed_in_just_now(request: HttpRequest, user: User, within: timedelta) -> bool:
    """Say whether a due new password needs no second step beside the one of this very sign-in.

    That sign-in has to be by a device, younger than `within`, and younger than the report: a
    session that somebody else opened before it must not get round the second step.
    """
    reader: Any = request.user
    required_at = user.password_change_required_at
    if required_at is None or not reader.is_authenticated or reader.pk != user.pk:
        return False
    device = getattr(reader, "otp_device", None)
    if not isinstance(device, Authenticator) or device.kind == Kind.RECOVERY:
        return False
    sessions = Session.objects.filter(user=user, session_key=key_hash(_key_of(request)))
    return sessions.filter(
        opened_by__in=DEVICES,
        created_at__gt=Greatest(
            ExpressionWrapper(ClockTimestamp() - within, output_field=DateTimeField()),
            Value(required_at, output_field=DateTimeField()),
        ),
    ).exists()


def _key_of(request: HttpRequest) -> str:
    return request.session.session_key or ""
