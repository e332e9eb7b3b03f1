"""Web Push: RFC 8030 for the request, 8291 for its encryption, 8292 (VAPID) for who we are."""

import base64
import hashlib
import ssl
import time
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from functools import cache
from uuid import UUID

import http_ece
from cryptography.hazmat.primitives.asymmetric import ec
from django.conf import settings
from py_vapid import Vapid02

from delivery.gateways.addresses import AddressRefused, addresses_resolve
from delivery.gateways.base import EndpointGone, GatewayError
from delivery.gateways.pinned import TROUBLE, Answer, Site, post
from delivery.interfaces import Nudge
from delivery.push import Subscription, SubscriptionRefused, subscription_read

# RFC 8292 allows 24 hours; half of it bears a clock that is wrong.
TOKEN_LIFE = timedelta(hours=12)
# RFC 8291, section 4: a body of 4096 bytes minus header (86), tag (16) and delimiter (1).
LONGEST_PAYLOAD = 3993
LONGEST_WAIT = timedelta(hours=1)
ADDRESSES_TRIED = 2
GONE = frozenset({404, 410})
LATER = frozenset({408, 425, 429, *range(500, 600)})


class WebPush:
    name = "web_push"

    def send(self, *, to: str, nudge: Nudge, topic: str, message_id: UUID) -> str:  # noqa: ARG002
        try:
            subscription = subscription_read(to)
        except SubscriptionRefused as error:
            raise _unsent(reason=f"endpoint_{error.reason}", permanent=True) from None
        body = payload_encrypt(subscription, nudge.payload.encode())
        headers = {
            **vapid_headers(subscription.origin),
            "Content-Encoding": "aes128gcm",
            "Content-Type": "application/octet-stream",
            "TTL": str(max(0, int(nudge.ttl.total_seconds()))),
            "Urgency": nudge.urgency,
            "Topic": topic_of(topic),
        }
        _answer_check(_post(subscription, body=body, headers=headers))
        return subscription.host[:80]


def payload_encrypt(subscription: Subscription, payload: bytes) -> bytes:
    """Return the body that only the subscribed browser can read."""
    if len(payload) > LONGEST_PAYLOAD:
        raise _unsent(reason="too_long", permanent=True)
    encrypted: bytes = http_ece.encrypt(
        payload,
        private_key=ec.generate_private_key(ec.SECP256R1()),  # a new one for each message
        dh=subscription.point,
        auth_secret=subscription.auth,
        version="aes128gcm",
    )
    return encrypted


def vapid_headers(audience: str) -> dict[str, str]:
    """Return the header by which a push service knows us."""
    expires = int(time.time() + TOKEN_LIFE.total_seconds())
    claims = {"aud": audience, "exp": expires, "sub": settings.VAPID_CONTACT}
    signed: dict[str, str] = _vapid(settings.VAPID_PRIVATE_KEY).sign(claims)
    return signed


def topic_of(kind: str) -> str:
    """Return a topic (RFC 8030: 32 base64url characters at most): a newer message replaces one."""
    digest = hashlib.sha256(kind.encode()).digest()
    return base64.urlsafe_b64encode(digest[:18]).decode()


@cache
def _vapid(key: bytes) -> Vapid02:
    return Vapid02(ec.derive_private_key(int.from_bytes(key), ec.SECP256R1()))


def _post(subscription: Subscription, *, body: bytes, headers: dict[str, str]) -> Answer:
    """Try the addresses of the name, which is asked once; the last one's trouble is raised."""
    parts = subscription.scheme, subscription.host, subscription.port
    try:
        addresses = addresses_resolve(*parts[1:], local=subscription.local)
    except AddressRefused:
        raise _unsent(reason="address_refused", permanent=True) from None
    except (OSError, UnicodeError):
        raise _unsent(reason="unresolved", permanent=False) from None
    trouble = "unresolved"
    for address in addresses[:ADDRESSES_TRIED]:
        try:
            return post(Site(*parts, address), subscription.target, body=body, headers=headers)
        except ssl.SSLError:
            trouble = "tls"
        except TROUBLE as error:
            trouble = type(error).__name__
    # Twice is harmless: the topic makes the second replace the first.
    raise GatewayError(reason=trouble, permanent=False, reached_provider=True)


def _answer_check(answer: Answer) -> None:
    status = answer.status
    if 200 <= status < 300:  # noqa: PLR2004  # RFC 9110: success
        return
    if status in GONE:
        raise EndpointGone(reason=f"http_{status}", permanent=True, reached_provider=True)
    later = status in LATER
    wait = retry_after_read(answer.retry_after) if later else None
    raise GatewayError(
        reason=f"http_{status}", permanent=not later, reached_provider=True, retry_after=wait
    )


def retry_after_read(value: str) -> timedelta | None:
    """Read a Retry-After header, seconds or a date (RFC 9110, 10.2.3), an hour at most."""
    if value.isascii() and value.isdigit():
        return min(timedelta(seconds=int(value[:6])), LONGEST_WAIT)
    try:
        moment = parsedate_to_datetime(value)
    except ValueError:
        return None
    if moment.tzinfo is None:
        return None
    return min(max(moment - datetime.now(UTC), timedelta(0)), LONGEST_WAIT)


def _unsent(*, reason: str, permanent: bool) -> GatewayError:
    return GatewayError(reason=reason, permanent=permanent, reached_provider=False)
