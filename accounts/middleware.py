"""Speak to whoever reads in their own language, and show moments in their own time zone."""

from collections.abc import Callable
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation


def reader_language(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Use the language a person chose; for everybody else Django has asked the browser."""

    def middleware(request: HttpRequest) -> HttpResponse:
        language = _language_of(request) if _has_session(request) else ""
        if not language:
            return get_response(request)
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = get_response(request)
        response.headers["Content-Language"] = language
        return response

    return middleware


def reader_time_zone(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Use the person's own time zone, and UTC for visitors."""

    def middleware(request: HttpRequest) -> HttpResponse:
        with timezone.override(_zone_of(request) if _has_session(request) else None):
            return get_response(request)

    return middleware


def _has_session(request: HttpRequest) -> bool:
    """Say whether there may be somebody: health checks come without a cookie, and need no look."""
    return settings.SESSION_COOKIE_NAME in request.COOKIES


def _language_of(request: HttpRequest) -> str:
    user = request.user
    if not user.is_authenticated or user.language not in dict(settings.LANGUAGES):
        return ""
    return user.language


def _zone_of(request: HttpRequest) -> ZoneInfo | None:
    user = request.user
    if not user.is_authenticated:
        return None
    try:
        return ZoneInfo(user.time_zone)
    except (ZoneInfoNotFoundError, ValueError):
        return None
