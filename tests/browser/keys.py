"""Chromium's virtual authenticator: a security key, or a device that keeps passkeys."""

from typing import Any

from playwright.sync_api import CDPSession, Page

USB_KEY = {"protocol": "ctap2", "transport": "usb", "hasResidentKey": False}
THIS_DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
}


class KeyRing:
    """What one browser page has at hand; switched on by the first key."""

    def __init__(self, page: Page) -> None:
        self.session: CDPSession = page.context.new_cdp_session(page)
        self.session.send("WebAuthn.enable")

    def add(self, **kind: Any) -> str:
        """Plug one in; return its id."""
        options = {"automaticPresenceSimulation": True, **kind}
        made = self.session.send("WebAuthn.addVirtualAuthenticator", {"options": options})
        return str(made["authenticatorId"])

    def remove(self, key: str) -> None:
        """Unplug one."""
        self.session.send("WebAuthn.removeVirtualAuthenticator", {"authenticatorId": key})

    def verifies(self, key: str, *, well: bool) -> None:
        """Let the fingerprint fit, or not."""
        self.session.send(
            "WebAuthn.setUserVerified", {"authenticatorId": key, "isUserVerified": well}
        )
