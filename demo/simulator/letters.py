"""Letters as the mailbox takes and shows them."""

from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage

from django.utils.html import urlize
from django.utils.safestring import SafeString, mark_safe

from demo.simulator.models import SimulatedMail

BODY_MAX = 200_000


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter ready to be shown: its text with links, its HTML for a sandboxed frame."""

    mail: SimulatedMail
    text: SafeString
    html: str


def letter_read(mail: SimulatedMail) -> Letter:
    """Return a letter; links open beside the simulator."""
    linked = urlize(mail.text or "", autoescape=True)
    text = linked.replace("<a href=", '<a target="_blank" rel="noopener" href=')
    html = f'<base target="_blank">{mail.html}' if mail.html else ""
    return Letter(mail=mail, text=mark_safe(text), html=html)  # noqa: S308  # urlize escaped it


def letter_keep(*, raw: bytes, sender: str, recipients: list[str], at: datetime) -> None:
    """Store a letter that arrived, once for each recipient."""
    parsed = message_from_bytes(raw, policy=policy.default)
    fields = {
        "message_id": str(parsed["Message-ID"] or "")[:200],
        "sender": sender[:320],
        "subject": str(parsed["Subject"] or "")[:500],
        "text": _body(parsed, "plain"),
        "html": _body(parsed, "html"),
        "received_at": at,
    }
    SimulatedMail.objects.bulk_create(
        SimulatedMail(recipient=recipient[:320].lower(), **fields) for recipient in recipients
    )


def _body(parsed: EmailMessage, kind: str) -> str:
    part = parsed.get_body(preferencelist=(kind,))
    if part is None:
        return ""
    content = part.get_content()
    return str(content).replace("\x00", "")[:BODY_MAX]
