"""The people with a part in the story, and what anybody needs to sign in as one of them.

All of it is known to everybody who can read this file. Demo mode therefore answers on this machine
only (`config.settings`), and this app is not installed outside of it.
"""

import base64
import hashlib
import time
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop
from django_otp.oath import hotp

from accounts.roles import Role

PASSWORD = "copper-lantern-42"  # noqa: S105 - known on purpose, see above
SEED_BYTES = 20  # RFC 4226 recommends 160 bits
STEP_SECONDS, DIGITS = 30, 6


@dataclass(frozen=True, slots=True)
class Member:
    """One of the cast. `device_names` are the authenticators they begin with."""

    username: str
    given_name: str
    family_name: str
    department: str
    purpose: str
    role: str = ""
    has_totp: bool = False
    has_phone: bool = True

    @property
    def seed(self) -> str:
        """The TOTP seed in hex, derived so that a test or a person can know it."""
        text = f"keydesk demo seed of {self.username}"
        return hashlib.sha256(text.encode()).digest()[:SEED_BYTES].hex()

    @property
    def secret(self) -> str:
        """The seed as authenticator apps take it (base32), '' when there is none."""
        return base64.b32encode(bytes.fromhex(self.seed)).decode() if self.has_totp else ""

    def code(self, now: float | None = None) -> str:
        """Return the code that an authenticator app would show now, '' without one."""
        if not self.has_totp:
            return ""
        step = int(now or time.time()) // STEP_SECONDS
        code = hotp(bytes.fromhex(self.seed), step, DIGITS)  # type: ignore[no-untyped-call]
        return f"{code:0{DIGITS}}"


def _staff(username: str, names: str, role: Role, purpose: str) -> Member:
    given, family = names.split()
    return Member(username, given, family, "IT", purpose, role=role.value, has_totp=True)


STAFF = (
    _staff("agent", "Nora Whitfield", Role.AGENT, gettext_noop("answers the help desk's phone")),
    _staff("agent2", "Oscar Lindgren", Role.AGENT, gettext_noop("the agent at the next desk")),
    _staff("supervisor", "Grace Okonkwo", Role.SUPERVISOR, gettext_noop("sees what agents do")),
    _staff("analyst", "Ravi Menon", Role.ANALYST, gettext_noop("looks into reports of fraud")),
    _staff("auditor", "Judith Steiner", Role.AUDITOR, gettext_noop("reads everything, masked")),
    _staff("admin", "Samuel Reyes", Role.ADMINISTRATOR, gettext_noop("keeps people and settings")),
)
CALLERS = (
    Member("maria", "Maria", "Alvarez", "Mining Engineering", gettext_noop("has lost her phone")),
    Member("tom", "Tom", "Becker", "Library", gettext_noop("left his phone at home today")),
    Member(
        "lee",
        "Lee",
        "Kang",
        "Nursing",
        gettext_noop("is new and has no second step yet"),
        has_phone=False,
    ),
)
CAST = STAFF + CALLERS


def purpose_text(member: Member) -> str:
    """Return in the reader's language what a member is there for."""
    return str(_(member.purpose))
