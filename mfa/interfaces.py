"""What the apps above mfa give it, registered in their `ready()`. Closed until then.

- A `ReportDesk` takes in what people report as not theirs; without one nothing is reported.
- A `CallerDesk` knows who says on the telephone that they are somebody; the account page asks it.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from django.http import HttpRequest

from accounts.models import User
from mfa.models import Challenge


@dataclass(frozen=True, slots=True)
class Reported:
    """What somebody says was not theirs. `source`: PUSH, CALL, HISTORY, NOTICE or CALLER.

    Facts of what is behind it, as they were then; `led_to` says what came of it: "" for nothing,
    else session, authenticator, password, passcode.
    """

    source: str
    challenge: Challenge | None = None
    case_ref: UUID | None = None
    service: str = ""
    purpose: str = ""
    method: str = ""
    ip: str | None = None
    user_agent: str = ""
    happened_at: datetime | None = None
    led_to: str = ""


class ReportDesk(Protocol):
    def report_take(self, *, person: User, reported: Reported, at: datetime) -> None:
        """Keep the report, in the caller's transaction; one a burst, later ones are counted."""


class CallerDesk(Protocol):
    def cases_open_on(self, *, person: User) -> int:
        """Say how many open help desk cases there are on `person`."""

    def page_url(self, request: HttpRequest) -> str:
        """Return the address of "Is this call from us?"."""


class NotWired(RuntimeError):  # noqa: N818
    """No app has registered itself for this."""


_report_desks: list[ReportDesk] = []
_caller_desks: list[CallerDesk] = []


def report_desk_register(desk: ReportDesk) -> None:
    """Name the one that takes reports."""
    _report_desks[:] = [desk]


def caller_desk_register(desk: CallerDesk) -> None:
    """Name the one that knows about callers."""
    _caller_desks[:] = [desk]


def report_desk() -> ReportDesk:
    """Return who takes reports; raises NotWired."""
    if not _report_desks:
        message = "Nobody takes reports."
        raise NotWired(message)
    return _report_desks[0]


def caller_desk() -> CallerDesk:
    """Return who knows about callers; raises NotWired."""
    if not _caller_desks:
        message = "Nobody knows about callers."
        raise NotWired(message)
    return _caller_desks[0]
