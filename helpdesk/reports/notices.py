"""Paging security about a report."""

from datetime import datetime, timedelta

from django.conf import settings

from delivery.interfaces import Letter
from delivery.letters import letter_write
from delivery.models import Channel, Message
from delivery.outbox import message_post
from helpdesk.models import FraudReport
from helpdesk.notices import analyst_addresses

KIND = "helpdesk.fraud_report"
DEADLINE = timedelta(days=1)


def report_announce(*, report: FraudReport, at: datetime) -> None:
    """Mail every analyst, once for a burst of reports."""
    for address in analyst_addresses():
        message_post(
            channel=Channel.MAIL,
            kind=KIND,
            ref=report.pk,
            person=address.user,
            destination=address.email,
            at=at,
            deadline=DEADLINE,
            priority=1,
        )


class FraudReportAuthor:
    """Writes that mail. It names nobody: a mailbox is no place for that."""

    def write(self, message: Message) -> Letter:
        return letter_write(
            "helpdesk/mail/fraud_report.txt",
            person=message.person,
            report=message.ref,
            origin=settings.ORIGIN,
        )
