"""Whether a key's answer is good. Whatever the library raises, the answer is "no" (case E8)."""

import json
import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar
from uuid import UUID

from django.conf import settings
from webauthn import verify_authentication_response, verify_registration_response
from webauthn.helpers import (
    parse_authentication_credential_json,
    parse_client_data_json,
    parse_registration_credential_json,
)

from mfa.keys.options import ALGORITHMS, challenge_bytes, rp_id
from mfa.models import Authenticator, Challenge

T = TypeVar("T")
logger = logging.getLogger(__name__)

LONGEST_ID = 1023  # bytes (WebAuthn §4)
LONGEST_KEY = 1024


class CeremonyRefused(Exception):  # noqa: N818
    """The answer is not one to this challenge by this key."""


@dataclass(frozen=True, slots=True)
class NewKey:
    """A key that was just made."""

    credential_id: bytes
    public_key: bytes
    sign_count: int
    transports: list[str]
    aaguid: UUID
    is_backed_up: bool


@dataclass(frozen=True, slots=True)
class Proof:
    """A good signature. `sign_count` is what the key says; whether it fits is for the caller."""

    sign_count: int
    is_backed_up: bool


def is_answer(typed: str) -> bool:
    """Say whether this can be a key's answer at all."""
    try:
        return isinstance(json.loads(typed), dict)
    except (ValueError, RecursionError):
        return False


def registration_verify(*, challenge: Challenge, device: Authenticator, typed: str) -> NewKey:
    """Return the key that answers an enrolment; raises CeremonyRefused."""
    return _guarded(lambda: _registration(challenge, device, typed))


def assertion_verify(*, challenge: Challenge, device: Authenticator, typed: str) -> Proof:
    """Return what `device` signed for this challenge; raises CeremonyRefused."""
    return _guarded(lambda: _assertion(challenge, device, typed))


def _registration(challenge: Challenge, device: Authenticator, typed: str) -> NewKey:
    credential = parse_registration_credential_json(typed)
    _same_site(credential.response.client_data_json)
    verified = verify_registration_response(
        credential=credential,
        require_user_verification=device.is_passkey,
        supported_pub_key_algs=ALGORITHMS,
        **_expected(challenge),
    )
    if (
        len(verified.credential_id) > LONGEST_ID
        or len(verified.credential_public_key) > LONGEST_KEY
    ):
        message = "too long"
        raise CeremonyRefused(message)
    return NewKey(
        credential_id=verified.credential_id,
        public_key=verified.credential_public_key,
        sign_count=verified.sign_count,
        transports=[one.value for one in credential.response.transports or []],
        aaguid=UUID(verified.aaguid),
        is_backed_up=verified.credential_backed_up,
    )


def _assertion(challenge: Challenge, device: Authenticator, typed: str) -> Proof:
    credential = parse_authentication_credential_json(typed)
    if device.credential_id is None or credential.raw_id != bytes(device.credential_id):
        message = "another key"
        raise CeremonyRefused(message)
    _same_site(credential.response.client_data_json)
    verified = verify_authentication_response(
        credential=credential,
        credential_public_key=bytes(device.public_key or b""),
        # The library compares the counts before it looks at the signature. Ours are compared
        # after it: nobody without the key may make it look copied.
        credential_current_sign_count=0,
        require_user_verification=device.is_passkey,
        **_expected(challenge),
    )
    return Proof(verified.new_sign_count, verified.credential_backed_up)


def _expected(challenge: Challenge) -> dict[str, Any]:
    return {
        "expected_challenge": challenge_bytes(challenge),
        "expected_rp_id": rp_id(),
        "expected_origin": settings.ORIGIN,
    }


def _same_site(client_data: bytes) -> None:
    """Refuse an answer that was given inside another site's frame."""
    if parse_client_data_json(client_data).cross_origin:
        message = "in a frame"
        raise CeremonyRefused(message)


def _guarded(verify: Callable[[], T]) -> T:
    try:
        return verify()
    except CeremonyRefused:
        raise
    except Exception as error:
        logger.info("A key's answer was refused: %s", type(error).__name__)
        raise CeremonyRefused from error
