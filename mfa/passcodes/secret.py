"""How a passcode is kept: Argon2id over the code mixed with a pepper from the environment."""

import hashlib
import hmac

from django.conf import settings
from django.contrib.auth.hashers import Argon2PasswordHasher


class PasscodeHasher(Argon2PasswordHasher):
    """OWASP's least Argon2id (19 MiB, 2 passes, 1 lane), about 25 ms.

    The work factor of a look-up secret may be small (63B-4 §3.1.2.2): it lives for an hour, a dump
    without the pepper computes nothing, and the password's 250 ms would be an agent's waiting time.
    """

    algorithm = "argon2_passcode"
    memory_cost, time_cost, parallelism = 19_456, 2, 1


def passcode_hash(code: str) -> str:
    """Return what may be stored of a passcode. A dump without the pepper computes nothing."""
    hasher = PasscodeHasher()
    return hasher.encode(_peppered(code), hasher.salt())


def passcode_matches(code: str, secret: str | None) -> bool:
    """Compare, with one hash run whether or not there is a passcode to compare with."""
    if secret is None:
        passcode_hash(code)
        return False
    return PasscodeHasher().verify(_peppered(code), secret)


def _peppered(code: str) -> str:
    return hmac.digest(settings.PEPPER, code.encode(), hashlib.sha256).hex()
