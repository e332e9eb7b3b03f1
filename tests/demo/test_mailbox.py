"""The demo's mail server as a process: it keeps what it gets and ends when told to."""

import signal
import time
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.utils import timezone

from accounts.models import User
from delivery.dispatch import message_dispatch
from delivery.interfaces import Letter
from delivery.models import Channel
from demo.simulator.models import SimulatedMail
from tests.delivery.casting import Author, post
from tests.fixtures.processes import Process

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def mailbox(transactional_db: None) -> Iterator[Process]:
    command = str(settings.BASE_DIR / "manage.py"), "simulator_mailbox"
    process = Process(*command, ready="Taking mail")
    process.start()
    yield process
    process.stop()


def test_a_letter_goes_all_the_way_with_a_stable_id(
    mailbox: Process, una: User, author: Author
) -> None:
    author.words = Letter("Grüße", "Your code: 482 913", html="<p>Your code: 482 913</p>")
    message = post(una, channel=Channel.MAIL, destination="una@example.org")
    message_dispatch(message_id=message.pk, at=timezone.now())
    message.refresh_from_db()
    assert (message.state, message.failure) == ("SENT", "")
    mail = SimulatedMail.objects.get()
    assert mail.message_id == f"<{message.pk}@{urlsplit(settings.ORIGIN).hostname}>"
    assert (mail.recipient, mail.subject) == ("una@example.org", "Grüße")
    assert "482 913" in (mail.text or "")
    assert "<p>" in (mail.html or "")


def test_it_ends_at_once_on_sigterm(mailbox: Process) -> None:
    assert mailbox.child
    started = time.monotonic()
    mailbox.child.send_signal(signal.SIGTERM)
    assert mailbox.child.wait(5) == 0
    assert time.monotonic() - started < 3
