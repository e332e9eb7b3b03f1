"""The cookie of a trusted browser: one of its own for each person who uses it."""

import hashlib
import hmac

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from mfa.domain.policy import POLICY
from mfa.trust.services import Trusted

PREFIX = "__Host-keydesk-trust-" if settings.SECURE else "keydesk-trust-"
LONGEST = 64


def trust_cookie_name(user_id: int) -> str:
    """Return the cookie's name; its ending tells people apart and says nothing about them."""
    text = f"trust-cookie\n{user_id}".encode()
    return PREFIX + hmac.digest(settings.CODE_KEY, text, hashlib.sha256).hex()[:12]


def trust_token_of(request: HttpRequest, user_id: int) -> str:
    """Return what this browser keeps for a person, "" for nothing."""
    token = request.COOKIES.get(trust_cookie_name(user_id), "")
    return token if len(token) <= LONGEST else ""


def trust_cookie_set(response: HttpResponse, trusted: Trusted) -> None:
    """Give the browser the token to keep, out of the reach of scripts."""
    response.set_cookie(
        trust_cookie_name(trusted.browser.user_id),
        trusted.token,
        max_age=POLICY.trusted_browser,
        secure=settings.SECURE,
        httponly=True,
        samesite="Lax",
    )


def trust_cookie_drop(response: HttpResponse, user_id: int) -> None:
    """Let the browser forget it."""
    response.delete_cookie(trust_cookie_name(user_id), samesite="Lax")
