"""The companion app's own three files: its page, its manifest, its service worker.

They are the same for everybody and know no session: whoever holds the phone is known by its key.
"""

import hashlib
import json
from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

SOURCES = settings.BASE_DIR / "static"
ICONS = {"192": "any", "512": "any", "512-maskable": "maskable"}
PAPER = "#f5f2ea"  # --surface of keydesk.css, which a manifest cannot read
# Kept by the browser, but looked at again each time: a new version must not wait for an old one.
REVALIDATE = {"Cache-Control": "no-cache"}


@require_safe
def shell(_request: HttpRequest) -> HttpResponse:
    """Show the app."""
    return HttpResponse(_shell(), headers=REVALIDATE)


@require_safe
def manifest(_request: HttpRequest) -> HttpResponse:
    """Say how the app looks on a home screen."""
    home = reverse("mfa:app_shell")
    facts: dict[str, Any] = {
        "id": home,
        "start_url": home,
        "scope": home,
        "name": f"Keydesk · {settings.ORGANISATION}",
        "short_name": "Keydesk",
        "description": _("Confirm sign-ins with your phone."),
        "lang": get_language(),
        "display": "standalone",
        "background_color": PAPER,
        "theme_color": PAPER,
        "icons": [
            {
                "src": static(f"app/icons/icon-{name}.png"),
                "sizes": f"{name[:3]}x{name[:3]}",
                "type": "image/png",
                "purpose": purpose,
            }
            for name, purpose in ICONS.items()
        ],
    }
    return JsonResponse(facts, content_type="application/manifest+json", headers=REVALIDATE)


@require_safe
def worker(_request: HttpRequest) -> HttpResponse:
    """Start the service worker, with a version that changes whenever something it keeps does."""
    facts = {
        "version": _version(),
        "files": [static(name) for name in _kept()],
        "title": _("A sign-in is waiting"),
        "body": _("Open to see it."),
        "icon": static("app/icons/icon-192.png"),
        "lang": get_language(),
    }
    script = f"const keydesk = {json.dumps(facts)};\nimportScripts({json.dumps(_worker())});\n"
    return HttpResponse(script, content_type="text/javascript", headers=REVALIDATE)


def _worker() -> str:
    return static("app/worker.js")


def _shell() -> str:
    # Without the request: no context processor may put a person or a session into it.
    context = {
        "organisation": settings.ORGANISATION,
        "help_desk_phone": settings.HELP_DESK_PHONE,
    }
    return render_to_string("app/shell.html", context)


def _kept() -> Iterator[str]:
    """Yield what the app needs without a network (the QR decoder is loaded when it is needed)."""
    yield from ("keydesk.css", "parts.css", "keydesk.svg", "app/app.css")
    for path in sorted((SOURCES / "app").glob("*.js")):
        if path.name != "worker.js":
            yield f"app/{path.name}"


def _version() -> str:
    """Return a digest of the page and of every file that is kept or run."""
    digest = hashlib.sha256(_shell().encode())
    for name in (*_kept(), "app/worker.js"):
        digest.update(hashlib.sha256((SOURCES / name).read_bytes()).digest())
    return digest.hexdigest()[:16]
