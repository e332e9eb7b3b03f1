"""Reading what the environment says about Web Push. A wrong value stops the start."""

import base64
import re
from collections.abc import Iterable

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from django.core.exceptions import ImproperlyConfigured

# Those of Firefox; of Chrome and its kin; of Safari and iOS; of Edge on Windows. From their makers'
# documentation and sources, 2026. Nothing else is called, whatever a browser says.
PUSH_SERVICES = (
    "updates.push.services.mozilla.com,fcm.googleapis.com,*.push.apple.com,*.notify.windows.com"
)
NOBODY = "mailto:keydesk@localhost"
CONTACT = re.compile(r"mailto:[^\s@<>]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*")
# At least two labels behind the star: a whole top-level domain would be no list at all.
HOST = re.compile(r"(\*\.)?([a-z0-9-]+\.)+[a-z][a-z0-9-]*")


def public_key(private: bytes) -> str:
    """Return the point that belongs to a P-256 scalar, as browsers want it (RFC 8292, 3.2)."""
    try:
        key = ec.derive_private_key(int.from_bytes(private), ec.SECP256R1())
    except ValueError as error:  # 0, or beyond the order of the curve: one in 2^32
        message = "KEYDESK_VAPID_KEY is not a key of P-256; make another one."
        raise ImproperlyConfigured(message) from error
    encoding, form = serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint
    point = key.public_key().public_bytes(encoding, form)
    return base64.urlsafe_b64encode(point).rstrip(b"=").decode()


def contact(value: str) -> str:
    """Return the address at which a push service may complain."""
    if not CONTACT.fullmatch(value):
        message = "KEYDESK_VAPID_CONTACT must be a mail address, mailto:somebody@example.org."
        raise ImproperlyConfigured(message)
    return value


def hosts(names: Iterable[str]) -> tuple[str, ...]:
    """Return names of push services, `*.` in front for all below one; never for everything."""
    found = tuple(name.lower() for name in names)
    for name in found:
        if not HOST.fullmatch(name):
            message = f"KEYDESK_PUSH_HOSTS: {name!r} is neither a host name nor *. and one."
            raise ImproperlyConfigured(message)
    return found
