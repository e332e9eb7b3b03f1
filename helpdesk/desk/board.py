"""Everything that the page of a case shows, read in one go."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from accounts.models import User
from audit.clock import ClockTimestamp
from helpdesk.acts.both_factors import changed_lately_text, with_recent_change
from helpdesk.acts.step_up import step_up_until
from helpdesk.caller.code import caller_code
from helpdesk.cases.script import Stage, line
from helpdesk.checks.rows import CheckRow, check_rows
from helpdesk.checks.selectors import (
    Possible,
    check_next,
    checks_marked,
    checks_possible,
    devices_of_case,
)
from helpdesk.desk.locks import LockLine, locks_of
from helpdesk.desk.timeline import Line, timeline_of
from helpdesk.models import Case, CaseState
from helpdesk.policy import DESK
from helpdesk.thresholds import DeskAct, threshold_of
from mfa.evidence.services import Standing, evidence_standing
from mfa.models import (
    Authenticator,
    AuthenticatorState,
    Evidence,
    Grant,
    Method,
    Passcode,
    PasscodeState,
)

FAST, SLOW = 700, 2000  # milliseconds between two looks at the state


@dataclass(slots=True)
class Board:
    """The state of a call at the database's `now`."""

    case: Case
    now: datetime
    locks: list[LockLine]
    devices: list[Authenticator]
    rows: list[CheckRow]
    points: int
    possible: list[Possible]
    next_key: str
    step_up_until: datetime | None
    passcode: Passcode | None
    enrolled: list[Authenticator]
    timeline: list[Line]
    is_reported: bool
    changed_lately: bool = False
    threshold: int = field(default=threshold_of(DeskAct.ISSUE_PASSCODE))

    @property
    def is_open(self) -> bool:
        age = self.now - self.case.opened_at
        return self.case.state == CaseState.OPEN and age < DESK.case_life

    @property
    def is_waiting(self) -> bool:
        """Whether something rings, is on its way or is being typed."""
        return any(row.is_pending for row in self.rows)

    @property
    def poll(self) -> int:
        """How soon to look again, in milliseconds; 0 when nothing will happen by itself."""
        if not self.is_open:
            return 0
        if self.is_waiting:
            return FAST
        is_live = self.passcode is not None and self.passcode.state == PasscodeState.LIVE
        used = self.passcode is not None and self.passcode.first_used_at is not None
        if is_live or (used and not self.enrolled):
            return SLOW
        return 0 if self.is_reported else SLOW  # the person may say in their account: not me

    @property
    def caller_code(self) -> str:
        """The code that the person sees in their account while the desk's own call is out."""
        calls = any(row.is_pending and row.method == Method.PHONE_CALL for row in self.rows)
        return caller_code(self.case.pk, self.case.person_id) if calls and self.is_open else ""

    @property
    def suspended(self) -> list[Authenticator]:
        """What was lost in this case and not revoked yet."""
        return [one for one in self.devices if one.state == AuthenticatorState.SUSPENDED]

    @property
    def has_enough(self) -> bool:
        return self.points >= self.threshold

    @property
    def percent(self) -> int:
        """How full the meter is."""
        return min(100, self.points * 100 // self.threshold)

    @property
    def shows_contacts(self) -> bool:
        return self.points >= threshold_of(DeskAct.SEE_CONTACTS)

    @property
    def shows_devices(self) -> bool:
        return self.points >= threshold_of(DeskAct.SEE_DEVICES)

    @property
    def issue_closed(self) -> str:
        """Why no passcode can be issued now; "" when one can."""
        if self.passcode is not None:
            return _("One passcode a case: this one has been issued.")
        if any(lock.stops == "frozen" for lock in self.locks):
            return _("This account is frozen. No passcode can be issued before that is lifted.")
        if any(lock.stops == "passcode" for lock in self.locks):
            return _("Their second step is locked. A passcode cannot be issued over a lock.")
        if self.changed_lately:
            return changed_lately_text()
        return self._closed(DeskAct.ISSUE_PASSCODE)

    @property
    def revoke_closed(self) -> str:
        """Why nothing can be revoked now; "" when it can."""
        return self._closed(DeskAct.REVOKE)

    @property
    def mark_closed(self) -> str:
        """Why no further device can be marked as lost now; "" when it can."""
        return self._closed(DeskAct.MARK_LOST)

    def _closed(self, act: DeskAct) -> str:
        if not self.case.loss:
            return _("Answer the first question first.")
        if self.is_reported:
            return _("The person at that number says it is not them.")
        if any(lock.stops == "desk" for lock in self.locks):
            return _("Help desk acts on this person are locked.")
        missing = threshold_of(act) - self.points
        if missing > 0:
            text = _("Needs %(needed)d points: %(missing)d more.")
            return text % {"needed": threshold_of(act), "missing": missing}
        return ""

    @property
    def script(self) -> str:
        """What the agent says now."""
        if self.is_reported:
            return line(Stage.PART)
        if not self.case.loss:
            return line(Stage.ASK)
        if self.passcode is not None:
            return line(Stage.ENROL if self.passcode.first_used_at else Stage.ISSUE)
        if self.changed_lately and self.has_enough:
            return line(Stage.PART)
        return line(Stage.CHECK)


def board_of(*, case_id: UUID, agent: User, session: str) -> Board | None:
    """Return the board of the agent's own case, or None when there is no such case."""
    rows = Case.objects.select_related("person__factor_state").annotate(now=ClockTimestamp())
    case = with_recent_change(rows.filter(pk=case_id, agent=agent)).first()
    if case is None:
        return None
    return _board(case, agent, session, vars(case)["now"])


def _board(case: Case, agent: User, session: str, now: datetime) -> Board:
    devices = devices_of_case(case)
    standing = evidence_standing(case_ref=case.pk, user_id=case.person_id, agent_id=agent.pk)
    passcode = (
        Passcode.objects.select_related("grant")
        .filter(grant__case_ref=case.pk, grant__held_by=agent)
        .first()
    )
    granted = passcode.grant if passcode else None
    rows = check_rows(case=case, counted=_counted(standing, granted))
    is_reported = case.disowned_at is not None or any(row.step == "reported" for row in rows)
    goes_on = bool(case.loss) and passcode is None and not is_reported
    possible = _possible(case, rows, now, devices) if goes_on else []
    return Board(
        case=case,
        now=now,
        locks=locks_of(person=case.person, now=now),
        devices=devices,
        rows=rows,
        points=granted.points if granted else standing.points,
        possible=possible,
        next_key=check_next(possible),
        step_up_until=step_up_until(case_id=case.pk, agent_id=agent.pk, session=session),
        passcode=passcode,
        enrolled=_enrolled(passcode),
        timeline=timeline_of(case.pk),
        is_reported=is_reported,
        changed_lately=vars(case)["changed_lately"],
    )


def _counted(standing: Standing, granted: Grant | None) -> dict[UUID, int]:
    """Return what each check adds: to the passcode's grant, once there is one."""
    if granted is None:
        return standing.counted
    spent = Evidence.objects.filter(grant=granted)
    return dict(spent.values_list("challenge_id", "points"))


def _possible(
    case: Case, rows: list[CheckRow], now: datetime, devices: list[Authenticator]
) -> list[Possible]:
    possible = checks_possible(case=case, now=now, devices=devices)
    return checks_marked(possible, _used(rows, possible))


def _used(rows: list[CheckRow], possible: list[Possible]) -> frozenset[str]:
    """Return the channels on which a check is passed or under way."""
    good = [row for row in rows if row.tone in {"ok", "wait"}]
    methods = {(row.method, row.last_digits) for row in good}
    return frozenset(
        one.channel for one in possible if (one.method, one.target.last_digits) in methods
    )


def _enrolled(passcode: Passcode | None) -> list[Authenticator]:
    if passcode is None:
        return []
    return list(
        Authenticator.objects.filter(
            via_passcode=passcode, state=AuthenticatorState.ACTIVE
        ).order_by("activated_at")
    )
