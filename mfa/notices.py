"""Notices: every binding and recovery is announced on every address (63B-4 §4.6)."""

from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from django.db.models import Q

from accounts.models import ContactAddress, User
from accounts.models.address import Kind
from audit.clock import ClockTimestamp
from delivery.interfaces import Letter
from delivery.letters import letter_write
from delivery.models import Channel, Message
from delivery.outbox import message_post
from mfa.domain.policy import POLICY

KIND = "mfa.notice"
DEADLINE = timedelta(days=3)


class Notice(StrEnum):
    """What a person is told about; the templates `mfa/mail/notice_*.txt` say it."""

    PASSCODE_ISSUED = "passcode_issued"
    PASSCODE_USED = "passcode_used"
    AUTHENTICATOR_ADDED = "authenticator_added"
    AUTHENTICATOR_RENAMED = "authenticator_renamed"
    AUTHENTICATOR_REMOVED = "authenticator_removed"
    AUTHENTICATOR_LOST = "authenticator_lost"
    AUTHENTICATOR_COPIED = "authenticator_copied"
    REPORTED = "reported"
    CALLER_NOT_YOU = "caller_not_you"
    PASSWORD_CHANGED = "password_changed"  # noqa: S105
    RECOVERY_CREATED = "recovery_created"
    RECOVERY_USED = "recovery_used"
    BROWSER_TRUSTED = "browser_trusted"
    ACCOUNT_FROZEN = "account_frozen"
    ACCOUNT_THAWED = "account_thawed"


def notice_post(notice: Notice, *, user: User, ref: UUID, at: datetime) -> int:
    """Post a notice to every mail address of `user`; return to how many.

    Addresses removed lately are told too, or an intruder would begin by removing them (F10).
    """
    lately = Q(removed_at__gt=ClockTimestamp() - POLICY.changed_address)
    addresses = ContactAddress.objects.filter(
        Q(removed_at__isnull=True) | lately, user=user, kind=Kind.EMAIL
    )
    for address in addresses:
        message_post(
            channel=Channel.MAIL,
            kind=KIND,
            ref=ref,
            person=user,
            destination=address.email,
            at=at,
            deadline=DEADLINE,
            facts={"notice": str(notice), "at": at.isoformat()},
            priority=6,
        )
    return len(addresses)


class NoticeAuthor:
    """Writes a notice, which names no device, number or agent."""

    def write(self, message: Message) -> Letter:
        notice = Notice(message.facts["notice"])
        at = datetime.fromisoformat(message.facts["at"])
        return letter_write(f"mfa/mail/notice_{notice}.txt", person=message.person, at=at)
