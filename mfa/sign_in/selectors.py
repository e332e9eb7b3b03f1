"""Who is signing in, to what, and whether they may go on."""

from dataclasses import dataclass
from datetime import datetime
from functools import cache

from django.utils.crypto import constant_time_compare

from accounts.models import User
from accounts.models.user import ROLE_NAMES
from mfa.models import Service

ACCOUNT = "account"
# Every page of a sign-in begins with it; building it by the ORM takes longer than asking it. The
# roles come with the person, since the length of a session depends on them; the step of set-up is
# for `mfa.web.set_up`, which would ask for it next.
PERSON = """
    SELECT u.*, clock_timestamp() AS now, f.locked_until, f.frozen_at, s.step AS set_up_step,
        ARRAY(
            SELECT g.name::text FROM auth_group AS g
            JOIN accounts_user_groups AS m ON m.group_id = g.id WHERE m.user_id = u.id
        ) AS groups_held
    FROM accounts_user AS u
    LEFT JOIN mfa_factorstate AS f ON f.user_id = u.id
    LEFT JOIN mfa_setup AS s ON s.user_id = u.id
    WHERE u.id = %(user)s AND u.status = 'ACTIVE'
        AND (f.frozen_at IS NOT NULL) = %(is_frozen)s
"""


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
    rows = User.objects.raw(PERSON, {"user": user_id, "is_frozen": is_frozen})
    user = next(iter(rows), None)
    if user is None:
        return None
    more = vars(user)  # with what PERSON adds
    user.role_names = frozenset(more["groups_held"]) & frozenset(ROLE_NAMES)
    if auth_hash and not constant_time_compare(auth_hash, user.get_session_auth_hash()):
        return None
    return Person(
        user=user,
        now=more["now"],
        locked_until=more["locked_until"],
        frozen_at=more["frozen_at"],
    )


@cache
def service_named(slug: str) -> Service:
    """Return a service; services are made by migrations and do not change while this runs."""
    return Service.objects.get(slug=slug)


@cache
def slug_of(service_id: int | None) -> str:
    """Return the short name of a service; the account pages' when there is none."""
    return Service.objects.get(pk=service_id).slug if service_id else ACCOUNT
