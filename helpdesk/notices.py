"""Words to security: what the desk cannot settle by itself."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import QuerySet

from accounts.models import ContactAddress, User
from accounts.models.address import Kind
from accounts.models.user import Status
from accounts.roles import Role
from delivery.interfaces import Letter
from delivery.letters import letter_write
from delivery.models import Channel, Message
from delivery.outbox import message_post
from helpdesk.models import Case

KIND = "helpdesk.desk_locked"
DEADLINE = timedelta(days=1)


def desk_lock_announce(*, case: Case, at: datetime) -> None:
    """Page security about a new desk lock: one mail to each analyst's address on file."""
    for address in analyst_addresses():
        message_post(
            channel=Channel.MAIL,
            kind=KIND,
            ref=case.pk,
            person=address.user,
            destination=address.email,
            at=at,
            deadline=DEADLINE,
            priority=1,
        )


def analyst_addresses() -> QuerySet[ContactAddress]:
    """Return the mail addresses of everybody who looks into incidents."""
    analysts = User.objects.filter(groups__name=Role.ANALYST.value, status=Status.ACTIVE)
    return ContactAddress.objects.filter(
        user__in=analysts, kind=Kind.EMAIL, removed_at__isnull=True
    ).select_related("user")


class DeskLockAuthor:
    """Writes that mail. It names nobody: a mailbox is no place for that."""

    def write(self, message: Message) -> Letter:
        return letter_write(
            "helpdesk/mail/desk_locked.txt",
            person=message.person,
            case=message.ref,
            origin=settings.ORIGIN,
        )
