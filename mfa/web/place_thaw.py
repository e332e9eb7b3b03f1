"""The prompt of somebody whose password was right and whose account is frozen."""

from datetime import datetime
from typing import cast
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.sessions import Opening, SessionStore
from audit.origin import request_facts
from mfa.domain.policy import POLICY
from mfa.models import Purpose
from mfa.reports.freezing import ThawRefused, account_thaw
from mfa.sign_in.selectors import ACCOUNT, Person, person_signing_in, service_named
from mfa.web.asking import Asking
from mfa.web.browser import origin_of
from mfa.web.pending import pending_begin, pending_of
from mfa.web.place_sign_in import asking_of
from mfa.web.place_verify import VerifyPlace
from mfa.web.prompt import prompt_start

KEY = "mfa_frozen"


class ThawPlace(VerifyPlace):
    """Stands where the sign-in would be, for as long as that would last; opens no session."""

    def met(self, request: HttpRequest, user: User) -> HttpResponse:
        """Tell somebody whose password was right that the account is frozen, if that is why."""
        person = person_signing_in(user_id=user.pk, is_frozen=True)
        if person is None:
            return redirect("mfa:sign_in")
        store, life = cast(SessionStore, request.session), POLICY.pending_sign_in
        store.flush()
        facts = request_facts(request)
        store.opening = Opening(ip=facts["ip"], user_agent=facts["agent"], absolute=life, idle=life)
        store[KEY] = {
            "user": user.pk,
            "auth": person.user.get_session_auth_hash(),
            "at": person.now.isoformat(),
        }
        return redirect("mfa:frozen")

    def person(self, request: HttpRequest) -> Person | None:
        """Return who stands here, while that lasts and the account is frozen."""
        kept = request.session.get(KEY)
        if not kept:
            return None
        person = person_signing_in(user_id=kept["user"], auth_hash=kept["auth"], is_frozen=True)
        if person is None:
            return None
        is_late = person.now - datetime.fromisoformat(kept["at"]) > POLICY.pending_sign_in
        return None if is_late else person

    def asking(self, request: HttpRequest) -> Asking | None:
        person = self.person(request)
        if person is None:
            return None
        return Asking(
            purpose=self.purpose,
            user=person.user,
            service=service_named(ACCOUNT),
            origin=origin_of(request),
            place=self,
            locked_seconds=person.locked_seconds if person.is_locked else 0,
        )

    def finish(
        self, request: HttpRequest, asking: Asking, challenge_id: UUID, at: datetime
    ) -> HttpResponse:
        """Lift the freeze; an ordinary sign-in follows, in whose place this does not stand."""
        try:
            account_thaw(user=asking.user, challenge_id=challenge_id, origin=asking.origin, at=at)
        except ThawRefused as refused:
            messages.error(request, refused.message)
            return redirect(self.home)
        person = person_signing_in(user_id=asking.user.pk)
        if person is None:
            return redirect(self.home)
        pending_begin(request, person=person, next_path="")
        pending = pending_of(request)
        if pending is not None:
            prompt_start(request, asking_of(request, pending))
        text = _("Your account is open again. Confirm once more to sign in.")
        messages.success(request, text)
        return redirect("mfa:prompt")

    def cancel(self, request: HttpRequest, asking: Asking) -> HttpResponse:  # noqa: ARG002
        request.session.flush()
        return redirect(self.home)


THAW = ThawPlace("thaw", Purpose.THAW, "mfa:sign_in")
