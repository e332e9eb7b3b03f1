"""Notices: every binding and recovery is announced on every address (63B-4 §4.6)."""

from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from django.conf import settings
from django.contrib.postgres.functions import TransactionNow
from django.db.models import Q
from django.urls import reverse

from accounts.models import ContactAddress, User
from accounts.models.address import Kind
from audit.clock import ClockTimestamp
from delivery.interfaces import Letter
from delivery.letters import letter_write
from delivery.models import Channel, Message
from delivery.outbox import message_post
from mfa.challenges.origin import NOWHERE, Origin
from mfa.domain.policy import POLICY
from mfa.models import NoticeLink
from mfa.reports.token import link_token

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
    AUTHENTICATOR_STALE = "authenticator_stale"
    ACCOUNT_THAWED = "account_thawed"


# What a change led to, should it not have been the person's own. Each of these notices carries a
# link by which the person says so; the others are about something that was stopped already.
LED_TO = {
    Notice.PASSCODE_ISSUED: "passcode",
    Notice.PASSCODE_USED: "session",
    Notice.AUTHENTICATOR_ADDED: "authenticator",
    Notice.AUTHENTICATOR_RENAMED: "session",
    Notice.AUTHENTICATOR_REMOVED: "session",
    Notice.AUTHENTICATOR_LOST: "",
    Notice.AUTHENTICATOR_COPIED: "",
    Notice.PASSWORD_CHANGED: "password",
    Notice.RECOVERY_CREATED: "recovery",
    Notice.RECOVERY_USED: "session",
    Notice.BROWSER_TRUSTED: "browser",
    Notice.ACCOUNT_THAWED: "session",
}


def notice_post(
    notice: Notice, *, user: User, ref: UUID, at: datetime, origin: Origin = NOWHERE
) -> int:
    """Post a notice to every mail address of `user`; return to how many.

    Addresses removed lately are told too, or an intruder would begin by removing them (F10).
    `origin` is where the announced change was made, as far as it is known.
    """
    link = _link_make(notice, user, ref, origin) if notice in LED_TO else None
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
            facts={
                "notice": str(notice),
                "at": at.isoformat(),
                "link": str(link.pk) if link else None,
            },
            priority=6,
        )
    return len(addresses)


def _link_make(notice: Notice, user: User, ref: UUID, origin: Origin) -> NoticeLink:
    """Make the link of a notice. The change is not older than its transaction."""
    return NoticeLink.objects.create(
        user=user,
        notice=notice,
        ref=ref,
        ip=origin.ip,
        user_agent=origin.user_agent[:300],
        happened_at=TransactionNow(),
        expires_at=ClockTimestamp() + POLICY.notice_link,
    )


class NoticeAuthor:
    """Writes a notice, which names no device, number or agent.

    Its link begins with the configured origin, whatever host a request named (case F9).
    """

    def write(self, message: Message) -> Letter:
        notice = Notice(message.facts["notice"])
        at = datetime.fromisoformat(message.facts["at"])
        link = message.facts.get("link")
        url = settings.ORIGIN + reverse("mfa:not_me", args=[link_token(UUID(link))]) if link else ""
        template = f"mfa/mail/notice_{notice}.txt"
        return letter_write(template, person=message.person, at=at, not_me_url=url)
