"""What a check may be aimed at: something on file, named by its id and nothing else (A4)."""

import re
from dataclasses import dataclass

from accounts.models import ContactAddress
from accounts.models.address import Kind as AddressKind
from helpdesk.models import Case
from mfa.models import Authenticator, Challenge, Kind, Method, Purpose

# Recovery codes are never read out to anybody.
METHOD_OF_KIND = {
    Kind.PHONE: Method.PHONE_CALL,
    Kind.TOTP: Method.TOTP,
    Kind.APP: Method.TOTP,
}
_SHAPE = re.compile(r"(address|authenticator)-([0-9]{1,18})")


@dataclass(frozen=True, slots=True)
class Target:
    """A way to check the caller: a method, aimed at an address or an authenticator on file."""

    method: Method
    address: ContactAddress | None = None
    authenticator: Authenticator | None = None

    @property
    def key(self) -> str:
        """What a form sends back to name this target."""
        if self.address is not None:
            return f"address-{self.address.pk}"
        return f"authenticator-{self.authenticator.pk if self.authenticator else 0}"

    @property
    def number_index(self) -> bytes:
        """The blind index of its telephone number, b"" when it has none."""
        source = self.address or self.authenticator
        return bytes(source.number_index) if source and source.number_index else b""

    @property
    def last_digits(self) -> str:
        """The last two digits of its number: all that may be shown of it at 0 points."""
        source = self.address or self.authenticator
        return (source.number or "")[-2:] if source else ""

    def challenge(self, case: Case) -> Challenge:
        """Return the check as it would be started, unsaved: to see what it is worth."""
        return Challenge(
            purpose=Purpose.CALLER_CHECK,
            method=self.method,
            user_id=case.person_id,
            address=self.address,
            authenticator=self.authenticator,
        )


def can_check(device: Authenticator) -> bool:
    """Say whether a caller can be checked with it at all."""
    return device.kind in METHOD_OF_KIND


def target_of_authenticator(device: Authenticator) -> Target:
    """Return the check that an authenticator makes possible."""
    return Target(method=METHOD_OF_KIND[Kind(device.kind)], authenticator=device)


def target_of_address(address: ContactAddress) -> Target:
    """Return the check that a contact address makes possible."""
    is_mail = address.kind == AddressKind.EMAIL
    return Target(method=Method.MAIL_CODE if is_mail else Method.PHONE_CALL, address=address)
