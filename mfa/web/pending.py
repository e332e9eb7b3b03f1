"""A pending sign-in: the password was right, nothing is open yet (case F3).

It lives in an anonymous session, for minutes, and opens nothing but the second step.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import cast
from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme

from accounts.models import User
from accounts.sessions import Opening, SessionStore
from audit.origin import request_facts
from mfa.challenges.cancelling import browser_challenges_cancel
from mfa.domain.policy import POLICY
from mfa.models import Service
from mfa.sign_in.selectors import ACCOUNT, Person, person_signing_in, service_named
from mfa.web.browser import CHALLENGES, origin_of

KEY = "mfa_pending"


@dataclass(frozen=True, slots=True)
class Pending:
    """Who is signing in to what; `is_first`: this account never had an authenticator."""

    person: Person
    service: Service
    next_path: str
    is_first: bool
    proof: UUID | None  # the mailed code's challenge, once it was right

    @property
    def user(self) -> User:
        return self.person.user


def pending_begin(
    request: HttpRequest, *, person: Person, next_path: str, is_first: bool = False
) -> None:
    """Begin; whatever the browser held before ends, and its session key changes (case F2)."""
    store = cast(SessionStore, request.session)
    _call_off(request)
    store.flush()
    origin = request_facts(request)
    life = _life(is_first)
    store.opening = Opening(ip=origin["ip"], user_agent=origin["agent"], absolute=life, idle=life)
    store[KEY] = {
        "user": person.user.pk,
        "auth": person.user.get_session_auth_hash(),
        "at": person.now.isoformat(),
        "service": ACCOUNT,
        "next": next_path,
        "first": is_first,
    }


def pending_of(request: HttpRequest) -> Pending | None:
    """Return the pending sign-in while it lasts; a locked one is returned, to be told and ended."""
    kept = request.session.get(KEY)
    if not kept:
        return None
    person = person_signing_in(user_id=kept["user"], auth_hash=kept["auth"])
    if person is None or person.now - datetime.fromisoformat(kept["at"]) > _life(kept["first"]):
        pending_end(request)
        return None
    return Pending(
        person=person,
        service=service_named(kept["service"]),
        next_path=kept["next"],
        is_first=kept["first"],
        proof=UUID(kept["proof"]) if kept.get("proof") else None,
    )


def pending_change(request: HttpRequest, **changes: str) -> None:
    """Remember more about the pending sign-in: `proof`, `next`."""
    request.session[KEY] = {**request.session[KEY], **changes}


def pending_end(request: HttpRequest) -> None:
    """Forget it, with all that this session held."""
    request.session.flush()


def path_or_empty(path: str) -> str:
    """Return `path` when it is one of our own, else nothing: no open redirects."""
    is_own = path.startswith("/") and url_has_allowed_host_and_scheme(path, allowed_hosts=None)
    return path if is_own and len(path) <= 300 else ""  # noqa: PLR2004


def _call_off(request: HttpRequest) -> None:
    """End what the old pending sign-in waits for: nobody sees its number or digit any more."""
    kept = request.session.get(KEY)
    if kept and CHALLENGES in request.session:
        browser_challenges_cancel(
            user_id=kept["user"], browser=origin_of(request).browser, at=timezone.now()
        )


def _life(is_first: bool) -> timedelta:  # noqa: FBT001
    return POLICY.first_enrolment if is_first else POLICY.pending_sign_in
