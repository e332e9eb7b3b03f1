"""How a passcode is kept: Argon2id over the code mixed with a pepper from the environment."""

import hashlib
import hmac

from django.conf import settings
from django.contrib.auth.hashers import check_password, make_password


def passcode_hash(code: str) -> str:
    """Return what may be stored of a passcode. A dump without the pepper computes nothing."""
    return make_password(_peppered(code))


def passcode_matches(code: str, secret: str | None) -> bool:
    """Compare, with one hash run whether or not there is a passcode to compare with."""
    if secret is None:
        make_password(_peppered(code))
        return False
    return check_password(_peppered(code), secret)


def _peppered(code: str) -> str:
    return hmac.digest(settings.PEPPER, code.encode(), hashlib.sha256).hex()
