"""How many points of a caller check each act needs. The values are our own choice."""

from enum import StrEnum


class DeskAct(StrEnum):
    """What the desk can do for a caller."""

    MARK_LOST = "MARK_LOST"
    SEE_CONTACTS = "SEE_CONTACTS"
    SEE_DEVICES = "SEE_DEVICES"
    ISSUE_PASSCODE = "ISSUE_PASSCODE"
    REVOKE = "REVOKE"
    CLOSE = "CLOSE"


_POINTS = {
    DeskAct.CLOSE: 0,
    DeskAct.MARK_LOST: 30,
    DeskAct.SEE_CONTACTS: 30,
    DeskAct.SEE_DEVICES: 60,
    DeskAct.ISSUE_PASSCODE: 100,
    DeskAct.REVOKE: 100,
}


def threshold_of(act: DeskAct) -> int:
    """Return the points that `act` needs about a standard person."""
    return _POINTS[act]
