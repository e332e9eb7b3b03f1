"""What every method of proving something has in common."""

from datetime import datetime
from enum import Enum, auto
from typing import Protocol

from mfa.locks import Guard
from mfa.models import Challenge


class Answer(Enum):
    """What became of something that was typed. A reader is told no more than this."""

    ACCEPTED = auto()
    MISTYPED = auto()  # cannot be a code at all; does not count
    WRONG = auto()
    EXPIRED = auto()
    USED = auto()
    LOCKED = auto()
    OVER = auto()  # the challenge came to an end before
    SET_ASIDE = auto()  # a key that may have been copied; nobody uses it any more


class Method(Protocol):
    """One file in `mfa/methods/` each; registered in `mfa.methods.registry`."""

    def begin(self, *, challenge: Challenge, at: datetime) -> None:
        """Start what has to happen, in the transaction that makes the challenge."""

    def answer(self, *, challenge: Challenge, guard: Guard, typed: str, at: datetime) -> Answer:
        """Take what was typed, in a transaction; the state of the challenge moves with it."""


class ChallengeOver(Exception):  # noqa: N818
    """The challenge ended meanwhile: everything that its answer did is undone."""
