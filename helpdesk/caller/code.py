"""The code by which a person knows the agent whose call the desk has placed (case A11)."""

import hashlib
import hmac
from uuid import UUID

from django.conf import settings

DIGITS = 6


def caller_code(case_id: UUID, person_id: int) -> str:
    """Return the six digits of a case: derived when they are shown, kept nowhere."""
    text = f"caller-code\n{case_id}\n{person_id}".encode()
    value = int.from_bytes(hmac.digest(settings.CODE_KEY, text, hashlib.sha256), "big")
    return f"{value % 10**DIGITS:0{DIGITS}d}"
