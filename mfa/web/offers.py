"""The kinds of device that can be added here, strongest first, each with an honest line."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from delivery.health import calls_possible
from mfa.models import Kind
from mfa.web.enroller import Enroller
from mfa.web.stage import url_or_none


@dataclass(frozen=True, slots=True)
class Offer:
    """One entry; `starts` by a form where opening the page is not enough."""

    kind: Kind
    url: str
    title: str
    text: str
    strength: str
    starts: bool = False


def offers_of(enroller: Enroller) -> list[Offer]:
    """Return what this installation has pages for, and can do today."""
    found = []
    for kind, page in PAGES.items():
        url = url_or_none(f"mfa:{enroller.door.name}_{page}")
        if url is not None and (kind != Kind.PHONE or calls_possible()):
            found.append(Offer(kind, url, *_words(kind), starts=kind in STARTS))
    return found


PAGES = {Kind.WEBAUTHN: "key", Kind.APP: "app", Kind.TOTP: "totp", Kind.PHONE: "phone"}
STARTS = frozenset({Kind.APP, Kind.TOTP})  # code and seed are made by a POST


def _words(kind: Kind) -> tuple[str, str, str]:
    """Return title, how quick and how strong (63B-4 §2.2: only the first resists phishing)."""
    if kind == Kind.WEBAUTHN:
        return (
            _("Security key or passkey"),
            _("Quickest: a touch, your face or your screen lock. No false page can use it."),
            _("Strongest"),
        )
    if kind == Kind.APP:
        return (
            _("Keydesk app"),
            _("Quick: your phone asks, and you type in the number that you see on this screen."),
            _("Strong"),
        )
    if kind == Kind.TOTP:
        return (
            _("Code from an authenticator app"),
            _("Ten seconds: you type six digits from your phone. Works without a network."),
            _("Good"),
        )
    return (
        _("Phone call"),
        _("Half a minute: we call, you press a key. Any phone will do, a landline too."),
        _("Weakest of these"),
    )
