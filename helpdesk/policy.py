"""The numbers of the desk. Sources: docs/threat-model.md; those marked * are our own choice."""

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True, slots=True)
class DeskPolicy:
    """One object, so that a later console can version it."""

    case_life: timedelta = timedelta(hours=2)  # *
    step_up_life: timedelta = timedelta(minutes=5)  # *
    failed_cases: int = 3  # *  within `failed_within`, whoever the agents were
    failed_within: timedelta = timedelta(hours=24)  # *
    budget_window: timedelta = timedelta(hours=1)
    people_budget: int = 60  # *  distinct people an agent may open in the window
    numbers_budget: int = 60  # *  telephone numbers an agent may look up in the window
    mail_budget: int = 10  # *  codes mailed to one person in the window, whoever the agents were
    passcode_budget: int = 30  # *  passcodes an agent may issue in the window
    report_burst: timedelta = timedelta(hours=24)  # *  reports closer together are one
    both_factors_apart: timedelta = timedelta(hours=24)  # after a new password or number
    # A caller's word alone suspends what is lost, in so many cases about one person in a day.
    lost_cases: int = 3  # *
    lost_within: timedelta = timedelta(hours=24)  # *


DESK = DeskPolicy()
