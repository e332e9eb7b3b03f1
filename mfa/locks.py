"""`factor_locked`: too many second-factor failures in a row, all factors together."""

from datetime import datetime, timedelta
from typing import Any

from django.db.models import F, QuerySet, Subquery

from audit.clock import ClockTimestamp
from audit.record import record
from audit.tags import Tag
from mfa.domain.policy import POLICY
from mfa.models import FactorState

# Every attempt begins with it; building it by the ORM takes longer than asking it.
LOCK = "SELECT *, clock_timestamp() AS now FROM mfa_factorstate WHERE user_id = %s FOR UPDATE"


class Guard:
    """The locked row of one person: attempts of that person run one after the other.

    Whoever decides a person's challenges or moves a person's authenticators and passcodes takes it
    first, so that nobody waits in a ring. `now` is the database's clock. Inside transactions only.
    """

    def __init__(self, user_id: int) -> None:
        row = _lock(user_id)
        if row is None:
            FactorState.objects.bulk_create([FactorState(pk=user_id)], ignore_conflicts=True)
            row = _locked().get(pk=user_id)
        self.state: FactorState = row
        self.now: datetime = vars(row)["now"]

    @classmethod
    def of(cls, owner: QuerySet[Any, Any]) -> "Guard | None":
        """Lock the row of whoever `owner` (a query for one user id) finds; None for nobody."""
        row = _locked().filter(pk=Subquery(owner[:1])).first()
        if row is None:
            found = owner.first()
            return cls(found["user_id"]) if found else None
        guard = cls.__new__(cls)
        guard.state, guard.now = row, row.now
        return guard

    @property
    def is_locked(self) -> bool:
        """Whether attempts are refused without being looked at."""
        return self.state.locked_until is not None and self.state.locked_until > self.now

    def failed(self) -> None:
        """Count one failure; from the tenth on, each one locks for twice as long."""
        failures = self.state.failures + 1
        locked_until = self.now + lock_after(failures) if lock_after(failures) else None
        FactorState.objects.filter(pk=self.state.pk).update(
            failures=F("failures") + 1, locked_until=locked_until
        )
        self.state.failures, self.state.locked_until = failures, locked_until
        if locked_until is not None:
            record(
                Tag.USER_FACTOR_LOCKED,
                at=self.now,
                actor=None,
                subject=self.state.pk,
                failures=failures,
                until=locked_until.isoformat(),
            )

    def succeeded(self, *, thaws: bool = False) -> None:
        """Forget the failures; a factor other than the phone also thaws blocked calls."""
        blocked_at = None if thaws else self.state.prompts_blocked_at
        if (self.state.failures, self.state.prompts_blocked_at) == (0, blocked_at):
            return
        FactorState.objects.filter(pk=self.state.pk).update(
            failures=0, locked_until=None, prompts_blocked_at=blocked_at
        )


def _lock(user_id: int) -> FactorState | None:
    return next(iter(FactorState.objects.raw(LOCK, [user_id])), None)


def _locked() -> QuerySet[Any, Any]:
    return FactorState.objects.select_for_update().annotate(now=ClockTimestamp())


def lock_after(failures: int) -> timedelta:
    """Return how long the account's second step locks after this many failures in a row."""
    if failures < POLICY.failures_before_lock:
        return timedelta()
    if failures >= POLICY.failures_hard_limit:
        return timedelta(days=36_500)  # until the help desk unlocks it
    doublings = min(failures - POLICY.failures_before_lock, 10)
    factor: int = 2**doublings
    return min(POLICY.first_lock * factor, POLICY.longest_lock)


def factor_lock_of(user_id: int) -> datetime | None:
    """Return until when the person's second step is locked, or None."""
    return (
        FactorState.objects.filter(pk=user_id, locked_until__gt=ClockTimestamp())
        .values_list("locked_until", flat=True)
        .first()
    )


def prompts_are_blocked(user_id: int) -> bool:
    """Say whether the person refused calls by pressing 9 and has not thawed them since."""
    return FactorState.objects.filter(pk=user_id, prompts_blocked_at__isnull=False).exists()
