"""The one door to how far a set-up has come: forwards, one step at a time."""

from audit.clock import ClockTimestamp
from mfa.models import SetUp, SetUpStep

ORDER = (
    SetUpStep.METHOD,
    SetUpStep.ANOTHER,
    SetUpStep.RECOVERY,
    SetUpStep.TRUST,
    SetUpStep.DONE,
)


def set_up_move(*, user_id: int, past: SetUpStep) -> bool:
    """Leave the step `past` for the next one; say whether the person stood there."""
    changes: dict[str, object] = {"step": ORDER[ORDER.index(past) + 1]}
    if past == SetUpStep.ANOTHER:
        changes["nudged_at"] = ClockTimestamp()
    return SetUp.objects.filter(pk=user_id, step=past).update(**changes) == 1
