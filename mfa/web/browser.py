"""This browser, as challenges know it: the hash of a random secret in its session."""

import hashlib
import secrets
from typing import Any
from uuid import UUID

from django.http import HttpRequest

from audit.origin import request_facts
from mfa.challenges.origin import Origin
from mfa.models import Purpose

SECRET = "mfa_browser"  # noqa: S105 - the name of a session key
CHALLENGES = "mfa_challenges"
CHOICES = "mfa_choices"


def origin_of(request: HttpRequest) -> Origin:
    """Return where this request comes from; a session without a secret gets one."""
    secret = request.session.get(SECRET)
    if secret is None:
        secret = request.session[SECRET] = secrets.token_urlsafe(32)
    facts = request_facts(request)
    return Origin(
        browser=hashlib.sha256(secret.encode()).hexdigest(),
        ip=facts["ip"] or None,
        user_agent=facts["agent"],
    )


def browser_hash(request: HttpRequest) -> str:
    """Return the hash by which challenges know this browser, "" if it has none."""
    secret = request.session.get(SECRET)
    return hashlib.sha256(secret.encode()).hexdigest() if secret else ""


def challenge_ids_of(request: HttpRequest) -> list[UUID]:
    """Return every challenge that this browser is busy with, whatever for."""
    return [UUID(found) for found in request.session.get(CHALLENGES, {}).values()]


def challenge_id_of(request: HttpRequest, purpose: Purpose) -> UUID | None:
    """Return the challenge of this purpose that this browser is busy with."""
    found = request.session.get(CHALLENGES, {}).get(purpose)
    return UUID(found) if found else None


def challenge_keep(request: HttpRequest, purpose: Purpose, challenge_id: UUID | None) -> None:
    """Remember (or forget) the challenge that this browser is busy with."""
    _put(request, CHALLENGES, purpose, str(challenge_id) if challenge_id else None)


def choice_of(request: HttpRequest, purpose: Purpose) -> str:
    """Return what the person picked among the other options: a device's id or a method."""
    return str(request.session.get(CHOICES, {}).get(purpose, ""))


def choice_keep(request: HttpRequest, purpose: Purpose, choice: str) -> None:
    """Remember what the person picked."""
    _put(request, CHOICES, purpose, choice)


def _put(request: HttpRequest, name: str, key: str, value: Any) -> None:
    kept = {**request.session.get(name, {}), str(key): value}
    request.session[name] = {key: value for key, value in kept.items() if value}
