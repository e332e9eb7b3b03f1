"""What is to be made, before anything is written: plain data, the same each time."""

from dataclasses import dataclass, field
from datetime import datetime

from accounts.models.user import Status, Tier
from mfa.models import AuthenticatorState, Kind


@dataclass(slots=True)
class MailPlan:
    email: str
    label: str
    added_at: datetime


@dataclass(slots=True)
class PhonePlan:
    number: str
    label: str
    added_at: datetime


@dataclass(slots=True)
class DevicePlan:
    """An authenticator; `number` or `seed` (hex), as its kind needs."""

    kind: Kind
    name: str
    activated_at: datetime
    number: str = ""
    seed: str = ""
    state: AuthenticatorState = AuthenticatorState.ACTIVE
    lost_at: datetime | None = None
    revoked_at: datetime | None = None
    last_used_at: datetime | None = None

    def is_held(self, moment: datetime) -> bool:
        """Say whether the person could use it at that moment."""
        return self.activated_at < moment and (not self.revoked_at or moment < self.revoked_at)


@dataclass(slots=True)
class PersonPlan:
    username: str
    given_name: str
    family_name: str
    employee_number: str
    department: str
    country: str
    time_zone: str
    joined_at: datetime
    manager: str = ""  # a username
    title: str = ""
    status: Status = Status.ACTIVE
    tier: Tier = Tier.STANDARD
    role: str = ""
    has_password: bool = True
    mails: list[MailPlan] = field(default_factory=list)
    phones: list[PhonePlan] = field(default_factory=list)
    devices: list[DevicePlan] = field(default_factory=list)

    @property
    def active_devices(self) -> list[DevicePlan]:
        return [one for one in self.devices if one.state == AuthenticatorState.ACTIVE]
