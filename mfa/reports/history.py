"""Recent sign-ins, from the audit trail, and saying that one of them was not oneself."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from accounts.models import User
from accounts.sessions import sessions_end
from audit.models import AuditEvent
from audit.refusal import audited
from audit.selectors import facts_of
from audit.tags import Tag
from mfa.domain.browser_family import UNKNOWN, family_of
from mfa.interfaces import Reported
from mfa.locks import Guard
from mfa.models import Method, Purpose
from mfa.reports.services import not_me

SHOWN = 20
TRUSTED = "TRUSTED_BROWSER"


@dataclass(frozen=True, slots=True)
class SignIn:
    """One sign-in as its reader sees it."""

    id: int
    at: datetime
    ip: str
    agent: str
    browser: str
    method: str
    service: str

    @property
    def method_name(self) -> str:
        return str(Method(self.method).label) if self.method in Method.values else ""

    @property
    def by_trust(self) -> bool:
        return self.method == TRUSTED


def sign_ins_of(user_id: int) -> list[SignIn]:
    """Return the newest sign-ins of a person, newest first."""
    events = AuditEvent.objects.filter(subject_id=user_id, tag=Tag.USER_SIGN_IN_APPROVED)
    return [_sign_in(event) for event in events.order_by("-at", "-id")[:SHOWN]]


def sign_in_of(user_id: int, event_id: int) -> SignIn | None:
    """Return one of the person's own sign-ins; any other id is as good as unknown."""
    events = AuditEvent.objects.filter(subject_id=user_id, tag=Tag.USER_SIGN_IN_APPROVED)
    event = events.filter(pk=event_id).first()
    return _sign_in(event) if event else None


@audited
def sign_in_report(*, user: User, event_id: int, session_key: str, at: datetime) -> bool:
    """Report one of one's own sign-ins; every other session ends. False when it is not theirs."""
    found = sign_in_of(user.pk, event_id)
    if found is None:
        return False
    guard = Guard(user.pk)
    sessions_end(user=user, except_key=session_key)
    reported = Reported(
        source="HISTORY",
        service=found.service,
        purpose=Purpose.SIGN_IN,
        method=found.method if found.method in Method.values else "",
        ip=found.ip or None,
        user_agent=found.agent,
        happened_at=found.at,
        led_to="session",
    )
    not_me(user=user, reported=reported, guard=guard, at=at)
    return True


def browser_name(agent: str) -> str:
    """Return "Chrome on Android", or what the browser calls itself where that says more."""
    family = family_of(agent)
    return family if UNKNOWN not in family else agent[:60] or _("unknown browser")


def _sign_in(event: AuditEvent) -> SignIn:
    facts = facts_of(event)
    agent = str(facts.get("agent") or "")
    return SignIn(
        id=event.pk,
        at=event.at,
        ip=str(facts.get("ip") or ""),
        agent=agent,
        browser=browser_name(agent),
        method=str(facts.get("method") or ""),
        service=str(facts.get("service") or ""),
    )
