"""Who is signing in, to what, and whether they may go on."""

from dataclasses import dataclass
from datetime import datetime
from functools import cache

from django.contrib.auth.models import Group
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, OuterRef
from django.utils.crypto import constant_time_compare

from accounts.models import User
from accounts.models.user import ROLE_NAMES, Status
from audit.clock import ClockTimestamp
from mfa.models import Service

ACCOUNT = "account"
# The roles come with the person: how long a session may last depends on them.
_GROUPS = Group.objects.filter(user=OuterRef("pk")).values("name")


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody whose password was right. `now` is the database's clock."""

    user: User
    now: datetime
    locked_until: datetime | None
    frozen_at: datetime | None = None

    @property
    def is_locked(self) -> bool:
        return self.locked_until is not None and self.locked_until > self.now

    @property
    def locked_seconds(self) -> int:
        """How long the second step stays locked."""
        return int((self.locked_until - self.now).total_seconds()) if self.locked_until else 0


def person_signing_in(
    *, user_id: int, auth_hash: str = "", is_frozen: bool = False
) -> Person | None:
    """Return an active person, if the password is still the one that was checked.

    A frozen person is nobody who signs in, and is returned only to whoever asks for frozen ones.
    """
    user = (
        User.objects.filter(pk=user_id, status=Status.ACTIVE)
        .filter(factor_state__frozen_at__isnull=not is_frozen)
        .annotate(
            now=ClockTimestamp(),
            locked_until=F("factor_state__locked_until"),
            frozen_at=F("factor_state__frozen_at"),
            set_up_step=F("set_up__step"),  # for mfa.web.set_up, which would ask for it next
            groups_held=ArraySubquery(_GROUPS),
        )
        .first()
    )
    if user is None:
        return None
    user.role_names = frozenset(user.groups_held) & frozenset(ROLE_NAMES)
    if auth_hash and not constant_time_compare(auth_hash, user.get_session_auth_hash()):
        return None
    return Person(user=user, now=user.now, locked_until=user.locked_until, frozen_at=user.frozen_at)


@cache
def service_named(slug: str) -> Service:
    """Return a service; services are made by migrations and do not change while this runs."""
    return Service.objects.get(slug=slug)


@cache
def slug_of(service_id: int | None) -> str:
    """Return the short name of a service; the account pages' when there is none."""
    return Service.objects.get(pk=service_id).slug if service_id else ACCOUNT
