"""The prompts of somebody who is known already: before managing devices, before a new password."""

from datetime import datetime, timedelta
from typing import cast
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from accounts.models import User
from mfa.challenges.freshness import step_is_fresh
from mfa.challenges.services import challenge_answer
from mfa.methods.base import Answer
from mfa.models import Purpose
from mfa.sign_in.selectors import ACCOUNT, person_signing_in, service_named
from mfa.web.asking import Asking
from mfa.web.browser import challenge_id_of, challenge_keep, origin_of
from mfa.web.words import lock_text

KEY = "mfa_verify"  # purpose → who is asked, and where to go then


class VerifyPlace:
    """A second step without a sign-in; who is asked was put into the session by `begin`."""

    takes_passcode = False

    def __init__(self, name: str, purpose: Purpose, home: str) -> None:
        self.name, self.purpose, self.home = name, purpose, home

    def begin(self, request: HttpRequest, *, user: User, next_path: str) -> str:
        """Ask `user` in this browser; return the address of the prompt."""
        kept = request.session.get(KEY, {})
        request.session[KEY] = {**kept, str(self.purpose): {"user": user.pk, "next": next_path}}
        return reverse(f"mfa:{self.name}")

    def is_fresh(self, request: HttpRequest, *, user: User, within: timedelta) -> bool:
        """Say whether `user` did this second step in this browser at most `within` ago."""
        return step_is_fresh(
            challenge_id=challenge_id_of(request, self.purpose),
            user_id=user.pk,
            purpose=self.purpose,
            origin=origin_of(request),
            within=within,
        )

    def asking(self, request: HttpRequest) -> Asking | None:
        kept = request.session.get(KEY, {}).get(self.purpose)
        person = person_signing_in(user_id=kept["user"]) if kept else None
        if person is None or not _is_self_or_nobody(request, person.user):
            return None
        return Asking(
            purpose=self.purpose,
            user=person.user,
            service=service_named(ACCOUNT),
            origin=origin_of(request),
            place=self,
            locked_seconds=person.locked_seconds if person.is_locked else 0,
        )

    def lost(self, request: HttpRequest) -> HttpResponse:  # noqa: ARG002
        return redirect(self.home)

    def locked(self, request: HttpRequest, asking: Asking) -> HttpResponse:
        messages.error(request, lock_text(asking.locked_seconds))
        return self.cancel(request, asking)

    def answer(
        self, request: HttpRequest, asking: Asking, challenge_id: UUID, typed: str, at: datetime
    ) -> Answer | HttpResponse:
        answer = challenge_answer(
            challenge_id=challenge_id, browser=asking.origin.browser, typed=typed, at=at
        )
        if answer != Answer.ACCEPTED:
            return answer
        return self.finish(request, asking, challenge_id, at)

    def finish(
        self,
        request: HttpRequest,
        asking: Asking,  # noqa: ARG002
        challenge_id: UUID,
        at: datetime,  # noqa: ARG002
    ) -> HttpResponse:
        """Go on: the pages behind look for the approval themselves."""
        challenge_keep(request, self.purpose, challenge_id)
        request.session.cycle_key()  # more is allowed now, so the key changes (case F2)
        return redirect(self._next(request))

    def devices_next(self, request: HttpRequest) -> bool:  # noqa: ARG002
        return False  # it leads to what it was begun for

    def cancel(self, request: HttpRequest, asking: Asking) -> HttpResponse:  # noqa: ARG002
        challenge_keep(request, self.purpose, None)
        return redirect(self.home)

    def _next(self, request: HttpRequest) -> str:
        kept = request.session.get(KEY, {}).get(self.purpose, {})
        return str(kept.get("next") or reverse(self.home))


def _is_self_or_nobody(request: HttpRequest, user: User) -> bool:
    """Say whether the person asked is the one signed in, where somebody is."""
    reader = cast(User, request.user)
    return not reader.is_authenticated or reader.pk == user.pk


MANAGE = VerifyPlace("verify", Purpose.MANAGE, "mfa:devices")
PASSWORD = VerifyPlace("password_step", Purpose.PASSWORD, "mfa:sign_in")
