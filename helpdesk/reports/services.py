"""Taking in what people report as not theirs."""

from datetime import datetime

from django.db.models import F

from accounts.models import User
from audit.clock import ClockTimestamp
from helpdesk.models import FraudReport
from helpdesk.policy import DESK
from helpdesk.reports.notices import report_announce
from mfa.interfaces import Reported
from mfa.locks import Guard


class FraudDesk:
    """`mfa.interfaces.ReportDesk`, registered in `ready()`."""

    def report_take(self, *, person: User, reported: Reported, at: datetime) -> None:
        """Keep one report a burst and page security once for it; count what follows (case D5).

        They are paged once more by the first report that led to something: a burst of harmless
        ones, which anybody with the password can keep up, must not hide it.

        A burst lasts until nothing was reported for a day. What each of its reports was about is
        in the audit trail; the row keeps the first, and the worst that any of them led to.
        """
        Guard(person.pk)  # the reports of one person follow each other
        running = FraudReport.objects.filter(
            person=person, last_at__gt=ClockTimestamp() - DESK.report_burst
        )
        latest = running.order_by("-last_at").first()
        if latest is None:
            report_announce(report=_report_make(person, reported), at=at)
            return
        if reported.led_to and not latest.led_to:
            report_announce(report=latest, at=at)
        FraudReport.objects.filter(pk=latest.pk).update(
            times=F("times") + 1,
            last_at=ClockTimestamp(),
            led_to=latest.led_to or reported.led_to,
        )


def _report_make(person: User, reported: Reported) -> FraudReport:
    return FraudReport.objects.create(
        person=person,
        source=reported.source,
        challenge=reported.challenge,
        case_ref=reported.case_ref,
        service=reported.service[:80],
        purpose=reported.purpose,
        method=reported.method,
        ip=reported.ip,
        user_agent=reported.user_agent[:300],
        happened_at=reported.happened_at,
        led_to=reported.led_to,
        reported_at=ClockTimestamp(),
        last_at=ClockTimestamp(),
    )
