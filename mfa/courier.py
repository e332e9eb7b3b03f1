"""Mail that accounts wants sent: links, and word of a changed password."""

from datetime import datetime, timedelta
from uuid import uuid4

from accounts.links.selectors import link_by_id, link_url
from accounts.models import LinkToken, User
from delivery.interfaces import Letter
from delivery.letters import letter_write
from delivery.models import Channel, Message
from delivery.outbox import message_post
from mfa.notices import Notice, notice_post

KIND = "accounts.link"
DEADLINE = timedelta(hours=1)


class MailCourier:
    """`accounts.interfaces.Courier`, registered in `ready()`."""

    def link_send(self, *, link: LinkToken, at: datetime) -> None:
        message_post(
            channel=Channel.MAIL,
            kind=KIND,
            ref=link.pk,
            person=link.user,
            destination=link.address.email,
            at=at,
            deadline=DEADLINE,
            priority=3,
        )

    def notice_send(self, *, user: User, kind: str, at: datetime) -> None:
        notice_post(Notice(kind), user=user, ref=uuid4(), at=at)


class LinkAuthor:
    """Writes the mail with a link at the moment it goes out. It names no username (D11)."""

    def write(self, message: Message) -> Letter | None:
        link, url = link_by_id(link_id=message.ref), link_url(link_id=message.ref)
        if link is None or url is None:
            return None
        template = f"mfa/mail/link_{link.purpose.lower()}.txt"
        return letter_write(template, person=message.person, url=url)
