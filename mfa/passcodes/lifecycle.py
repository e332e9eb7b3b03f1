"""The one door to a passcode's state."""

from django.db.models import Case, F, Q, Value, When
from django.db.models.functions import Coalesce

from audit.clock import ClockTimestamp
from mfa.models import Passcode, PasscodeState

LIVE = Q(state=PasscodeState.LIVE)


def passcode_spend(*, passcode: Passcode) -> bool:
    """Use one of the passcode's uses: one conditional UPDATE on the database's clock."""
    rows = Passcode.objects.filter(
        LIVE, pk=passcode.pk, uses_left__gt=0, expires_at__gt=ClockTimestamp()
    )
    last = Q(uses_left=1)
    spent = rows.update(
        uses_left=F("uses_left") - 1,
        first_used_at=Coalesce(F("first_used_at"), ClockTimestamp()),
        state=Case(When(last, then=Value(PasscodeState.USED)), default=F("state")),
        ended_at=Case(When(last, then=ClockTimestamp()), default=F("ended_at")),
    )
    return spent == 1


def passcodes_withdraw(*, user_id: int) -> int:
    """End the person's live passcode, if there is one; return how many there were."""
    return Passcode.objects.filter(LIVE, user=user_id).update(
        state=Case(
            When(expires_at__lte=ClockTimestamp(), then=Value(PasscodeState.EXPIRED)),
            default=Value(PasscodeState.REVOKED),
        ),
        ended_at=ClockTimestamp(),
    )


def passcodes_distrust(*, user_id: int) -> int:
    """End the live passcode and close what any of them opened; return how many were live.

    django-otp looks at `confirmed` each time: a session that a passcode opened is not verified from
    now on. Whoever reports that they are not the caller has not asked for one (case C9).
    """
    withdrawn = passcodes_withdraw(user_id=user_id)
    Passcode.objects.filter(user=user_id, confirmed=True).update(confirmed=False)
    return withdrawn


def passcodes_expire() -> int:
    """Move overdue passcodes to EXPIRED; return how many there were."""
    return Passcode.objects.filter(LIVE, expires_at__lte=ClockTimestamp()).update(
        state=PasscodeState.EXPIRED, ended_at=ClockTimestamp()
    )
