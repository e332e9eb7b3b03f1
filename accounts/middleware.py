"""Show moments in the time zone of whoever reads them."""

from collections.abc import Callable
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone


def reader_time_zone(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Use the person's own time zone, and UTC for visitors."""

    def middleware(request: HttpRequest) -> HttpResponse:
        # Without a cookie there is nobody to look up: health checks need no database.
        has_session = settings.SESSION_COOKIE_NAME in request.COOKIES
        with timezone.override(_zone_of(request) if has_session else None):
            return get_response(request)

    return middleware


def _zone_of(request: HttpRequest) -> ZoneInfo | None:
    user = request.user
    if not user.is_authenticated:
        return None
    try:
        return ZoneInfo(user.time_zone)
    except (ZoneInfoNotFoundError, ValueError):
        return None
