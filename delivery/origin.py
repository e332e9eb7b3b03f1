"""Where this installation lives, for ids that have to be unique in the world."""

from urllib.parse import urlsplit

from django.conf import settings


def origin_host() -> str:
    """Return the host of KEYDESK_ORIGIN."""
    return urlsplit(settings.ORIGIN).hostname or "localhost"
