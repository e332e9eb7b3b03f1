"""Time-based codes (RFC 6238)."""

from datetime import datetime

from django_otp.oath import hotp

from mfa.domain.codes import same

DIGITS = 6
STEP_SECONDS = 30
# One step either way for a clock that is off; a documented deviation from ASVS 6.5.5.
TOLERANCE_STEPS = 1


def step_of(code: str, *, seed: bytes, now: datetime, after: int) -> int | None:
    """Return the time step whose code this is, if it is near `now` and later than step `after`."""
    current = int(now.timestamp()) // STEP_SECONDS
    for step in range(current - TOLERANCE_STEPS, current + TOLERANCE_STEPS + 1):
        shown = f"{hotp(seed, step, DIGITS):0{DIGITS}d}"  # type: ignore[no-untyped-call]
        if step > after and same(shown, code):
            return step
    return None
