"""Mail over real SMTP: one stable id, no injected headers, and errors told apart."""

import smtplib
from urllib.parse import urlsplit
from uuid import uuid4

import pytest
from django.conf import settings
from django.utils import timezone

from accounts.models import User
from delivery.dispatch import message_dispatch
from delivery.gateways.base import GatewayError
from delivery.gateways.mail import SmtpMail
from delivery.interfaces import Letter
from delivery.models import Channel, Message
from tests.delivery.casting import Author, post
from tests.fixtures.mail import Sink

TO = "una@example.org"
LETTER = Letter("Grüße von Keydesk", "Hello\n", html="<p>Hello</p>", headers={"X-Kind": "test"})


def refusal(letter: Letter = LETTER, to: str = TO) -> GatewayError:
    with pytest.raises(GatewayError) as caught:
        SmtpMail().send(to=to, letter=letter, message_id=uuid4())
    return caught.value


def test_a_letter_arrives_in_both_forms(smtp_sink: Sink) -> None:
    message_id = uuid4()
    host = urlsplit(settings.ORIGIN).hostname
    for _ in range(2):  # a second try is the same letter
        sent = SmtpMail().send(to=TO, letter=LETTER, message_id=message_id)
        assert sent == f"<{message_id}@{host}>"
    first, second = smtp_sink.to(TO)
    assert first["Message-ID"] == second["Message-ID"] == sent
    assert (first["Subject"], first["X-Kind"]) == ("Grüße von Keydesk", "test")
    assert first["Auto-Submitted"] == "auto-generated"
    assert [part.get_content_type() for part in first.walk()] == [
        "multipart/alternative",
        "text/plain",
        "text/html",
    ]


@pytest.mark.parametrize("evil", ["\n", "\r", "\r\nBcc: all@example.org", "\x00", "\x7f"])
def test_line_breaks_are_refused_before_anything_is_sent(smtp_sink: Sink, evil: str) -> None:
    for error in (
        refusal(Letter(f"Hello{evil}", "text")),
        refusal(to=f"{TO}{evil}"),
        refusal(Letter("Hello", "text", headers={"X-Kind": f"a{evil}"})),
        refusal(Letter("Hello", "text", headers={f"X{evil}": "a"})),
    ):
        assert (error.reason, error.permanent, error.reached_provider) == (
            "bad_header",
            True,
            False,
        )
    assert smtp_sink.mails == []


def test_a_server_that_is_down_is_tried_again() -> None:
    error = refusal()
    assert (error.permanent, error.reached_provider) == (False, False)


@pytest.mark.parametrize(
    ("raised", "permanent"),
    [
        (smtplib.SMTPRecipientsRefused({TO: (550, b"no such user")}), True),
        (smtplib.SMTPRecipientsRefused({TO: (450, b"later")}), False),
        (smtplib.SMTPDataError(554, b"spam"), True),
        (smtplib.SMTPDataError(451, b"later"), False),
        (smtplib.SMTPAuthenticationError(535, b"wrong password"), False),
        (smtplib.SMTPServerDisconnected("gone"), False),
        (TimeoutError(), False),
    ],
)
def test_refusals_of_a_letter_are_told_from_trouble(
    monkeypatch: pytest.MonkeyPatch, raised: Exception, *, permanent: bool
) -> None:
    def raising(*_args: object, **_kwargs: object) -> None:
        raise raised

    monkeypatch.setattr("django.core.mail.backends.smtp.EmailBackend.send_messages", raising)
    error = refusal()
    assert error.permanent is permanent
    assert TO not in error.reason


@pytest.mark.django_db(transaction=True)
def test_mail_backs_off_until_its_deadline(una: User, author: Author) -> None:
    author.words = LETTER
    message = post(una, channel=Channel.MAIL, destination=TO)
    for attempt in range(1, 6):
        message_dispatch(message_id=message.pk, at=timezone.now())
        message.refresh_from_db()
        wait = message.due_at - timezone.now()
        assert (message.state, message.attempts) == ("QUEUED", attempt)
        assert 2**attempt / 2 - 1 < wait.total_seconds() <= 2**attempt
        Message.objects.update(due_at=timezone.now())
    Message.objects.update(deadline_at=timezone.now() + (message.due_at - message.created_at) / 9)
    message_dispatch(message_id=message.pk, at=timezone.now())
    message.refresh_from_db()
    assert (message.state, message.failure) == ("FAILED", "unreachable")
