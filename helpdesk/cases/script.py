"""What the agent says to the caller: the same words whatever a check showed (A10)."""

from enum import Enum, auto

from django.utils.translation import gettext as _


class Stage(Enum):
    """Where the call stands, as far as the caller may know."""

    ASK = auto()
    CHECK = auto()
    ISSUE = auto()
    ENROL = auto()
    PART = auto()


def line(stage: Stage) -> str:
    """Return the sentence to read out. It never says what passed, failed or is on file."""
    lines = {
        Stage.ASK: _("“I can help with that. What happened: is it lost, or left at home?”"),
        Stage.CHECK: _(
            "“Thank you. I start a check now. Please follow what you hear or read, and tell me "
            "nothing that I don't ask for.”"
        ),
        Stage.ISSUE: _(
            "“Thank you. Please go to the sign-in page, choose temporary passcode, and type the "
            "digits I read out now.”"
        ),
        Stage.ENROL: _("“Please add your new device now; I stay on the line until it is there.”"),
        Stage.PART: _(
            "“I cannot finish this on the phone today. Please come to the service point with a "
            "photo ID, and we will settle it there.”"
        ),
    }
    return lines[stage]
