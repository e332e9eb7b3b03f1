"""Who is signing in, to what, and whether they may go on."""

from dataclasses import dataclass
from datetime import datetime
from functools import cache

from django.db.models import F
from django.utils.crypto import constant_time_compare

from accounts.models import User
from accounts.models.user import Status
from audit.clock import ClockTimestamp
from mfa.models import Service

ACCOUNT = "account"


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody whose password was right. `now` is the database's clock."""

    user: User
    now: datetime
    locked_until: datetime | None

    @property
    def is_locked(self) -> bool:
        return self.locked_until is not None and self.locked_until > self.now

    @property
    def locked_seconds(self) -> int:
        """How long the second step stays locked."""
        return int((self.locked_until - self.now).total_seconds()) if self.locked_until else 0


def person_signing_in(*, user_id: int, auth_hash: str = "") -> Person | None:
    """Return an active person, if the password is still the one that was checked."""
    user = (
        User.objects.filter(pk=user_id, status=Status.ACTIVE)
        .annotate(now=ClockTimestamp(), locked_until=F("factor_state__locked_until"))
        .first()
    )
    if user is None:
        return None
    if auth_hash and not constant_time_compare(auth_hash, user.get_session_auth_hash()):
        return None
    return Person(user=user, now=user.now, locked_until=user.locked_until)


@cache
def service_named(slug: str) -> Service:
    """Return a service; services are made by migrations and do not change while this runs."""
    return Service.objects.get(slug=slug)
