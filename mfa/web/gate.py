"""What accounts asks before a password changes: a second step of its own, used once."""

from datetime import timedelta

from django.http import HttpRequest

from accounts.models import User
from mfa.challenges.lifecycle import challenge_use
from mfa.models import Purpose
from mfa.web.browser import challenge_id_of, challenge_keep, origin_of
from mfa.web.place_verify import PASSWORD


class PasswordGate:
    """`accounts.interfaces.SecondStepGate`, registered in `ready()`."""

    def is_fresh(self, request: HttpRequest, *, user: User, within: timedelta) -> bool:
        return PASSWORD.is_fresh(request, user=user, within=within)

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
