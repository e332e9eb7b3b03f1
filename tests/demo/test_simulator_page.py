"""The page: everything on one desk, fragments only when something changed."""

from uuid import uuid4

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from accounts.models import User
from delivery.dispatch import message_dispatch
from delivery.interfaces import Script, Text
from delivery.models import Channel
from demo.simulator.letters import letter_keep
from demo.simulator.models import SimulatedCall, SimulatedMail
from tests.delivery.casting import NUMBERS, Author, Listener, person_make, post

pytestmark = pytest.mark.django_db(transaction=True)

LETTER = b"""\
Message-ID: <1@localhost>\r
Subject: Your code\r
From: keydesk@localhost\r
To: una@example.org\r
\r
Open http://localhost:8000/x?a=1&b=2 <script>alert(1)</script>\r
"""


def call(person: User, number: str = NUMBERS[0]) -> SimulatedCall:
    message = post(person, destination=number)
    message_dispatch(message_id=message.pk, at=timezone.now())
    return SimulatedCall.objects.get(message_id=message.pk)


def letter(recipient: str = "una@example.org") -> SimulatedMail:
    letter_keep(raw=LETTER, sender="keydesk@localhost", recipients=[recipient], at=timezone.now())
    return SimulatedMail.objects.latest("pk")


def test_a_ringing_phone_is_shown_in_full(client: Client, una: User, listener: Listener) -> None:
    call(una)
    page = client.get("/simulator/").content.decode()
    assert "+1 406-555-0100" in page
    assert "about Una Tester" in page
    assert 'data-state="RINGING"' in page
    assert "Press a key" not in page  # heard only by who answers


def test_acting_on_a_phone(client: Client, una: User, listener: Listener) -> None:
    phone = call(una)
    where = f"/simulator/phones/{phone.pk}/"
    assert client.post(where, {"act": "ANSWER"}, headers={"HX-Request": "true"}).status_code == 204
    page = client.get("/simulator/phones/").content.decode()
    assert "Hello. Press a key." in page
    assert client.post(where, {"key": "5"}).headers["Location"] == "/simulator/"
    assert listener.keys == ["5"]
    assert "Thank you." in client.get("/simulator/").content.decode()


@pytest.mark.parametrize("garbage", [{}, {"act": "EXPLODE"}, {"act": ""}])
def test_garbage_is_refused(client: Client, garbage: dict[str, str]) -> None:
    assert client.post(f"/simulator/phones/{uuid4()}/", garbage).status_code == 400


def test_an_unknown_phone_does_nothing(client: Client) -> None:
    assert client.post(f"/simulator/phones/{uuid4()}/", {"act": "ANSWER"}).status_code == 302
    assert client.get(f"/simulator/phones/{uuid4()}/").status_code in {403, 405}
    assert client.get("/simulator/mails/99999999999999999999999/").status_code == 404


def test_polling_gets_nothing_when_nothing_changed(
    client: Client, una: User, listener: Listener
) -> None:
    call(una)
    letter()
    for name in ("phones", "mails"):
        first = client.get(f"/simulator/{name}/")
        seen = first.context[f"{name}_seen"]
        assert client.get(f"/simulator/{name}/", {"seen": seen}).status_code == 204
    call(una, NUMBERS[1])
    assert client.get("/simulator/phones/", {"seen": "older"}).status_code == 200


def test_one_phone_or_one_person(client: Client, una: User, listener: Listener) -> None:
    call(una)
    call(person_make("otto"), NUMBERS[1])
    letter()
    letter("otto@example.org")
    by_number = client.get("/simulator/", {"number": NUMBERS[1]}).content.decode()
    assert ("Una" in by_number, "Otto" in by_number) == (False, True)
    by_person = client.get("/simulator/", {"person": "una"}).content.decode()
    assert ("Una" in by_person, "Otto" in by_person) == (True, False)
    assert "No phone is ringing" in client.get("/simulator/", {"number": "x"}).content.decode()


def test_texts_are_shown(client: Client, una: User, author: Author) -> None:
    author.words = Text("Your <b>code</b>")
    message_dispatch(message_id=post(una, channel=Channel.TEXT).pk, at=timezone.now())
    assert "Your &lt;b&gt;code&lt;/b&gt;" in client.get("/simulator/").content.decode()


def test_a_letter_has_live_links_and_dead_markup(client: Client) -> None:
    mail = letter()
    page = client.get(f"/simulator/mails/{mail.pk}/").content.decode()
    assert 'rel="noopener" href="http://localhost:8000/x?a=1&amp;b=2"' in page
    assert "<script>" not in page
    assert "Your code" in client.get("/simulator/", {"mail": mail.pk}).content.decode()


def test_what_calls_say_is_not_readable_in_the_database(
    una: User, author: Author, owner_connection: object
) -> None:
    author.words = Script("Your digit is 7")
    call(una)
    rows = owner_connection.execute("SELECT * FROM demo_simulatedcall").fetchall()  # type: ignore[attr-defined]
    assert b"digit" not in b"".join(v for v in rows[0] if isinstance(v, bytes))
    assert "5550100" not in str(rows)


def test_the_mailbox_refuses_to_exist_outside_the_demo(settings: object) -> None:
    settings.DEMO = False  # type: ignore[attr-defined]
    with pytest.raises(CommandError, match="demo mode only"):
        call_command("simulator_mailbox")
    settings.DEMO, settings.EMAIL_HOST = True, "mail.example.org"  # type: ignore[attr-defined]
    with pytest.raises(CommandError, match="this machine only"):
        call_command("simulator_mailbox")
