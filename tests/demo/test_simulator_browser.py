"""The simulator in a real browser: it moves by itself and the keyboard is enough."""

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from accounts.models import User
from delivery.dispatch import message_dispatch
from delivery.interfaces import Script, Text
from delivery.models import Channel
from demo.simulator.letters import letter_keep
from demo.simulator.models import SimulatedCall
from tests.delivery.casting import NUMBERS, Author, post
from tests.demo.test_simulator_page import LETTER

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def call(person: User, number: str = NUMBERS[0]) -> None:
    message_dispatch(message_id=post(person, destination=number).pk, at=timezone.now())


def test_a_phone_rings_by_itself_and_obeys_the_keyboard(
    live_site: str, chromium: Page, una: User, author: Author
) -> None:
    errors: list[str] = []
    chromium.on("console", lambda line: errors.append(line.text) if line.type == "error" else None)
    chromium.goto(f"{live_site}/simulator/")
    expect(chromium.get_by_text("No phone is ringing")).to_be_visible()
    author.words = Script("This is about the sign-in of Una Tester. Press any key.")
    call(una)
    phone = chromium.get_by_role("article", name="+1 406-555-0100")
    expect(phone.get_by_text("Ringing")).to_be_visible(timeout=2000)
    expect(chromium).to_have_title("☎ Ringing · Phone simulator · Northfield College")
    phone.get_by_role("button", name="Answer").focus()
    chromium.keyboard.press("Enter")
    expect(phone.get_by_text("Press any key")).to_be_visible(timeout=2000)
    for key in "12*#":
        chromium.keyboard.press(key)
    expect(phone.get_by_label("Keys pressed")).to_have_text("12*#", timeout=3000)
    phone.get_by_role("button", name="Hang up").click()
    expect(chromium.get_by_text("hung up", exact=True)).to_be_visible(timeout=2000)
    assert SimulatedCall.objects.get().keys == "12*#"
    assert errors == []


def test_mail_and_texts_arrive_by_themselves(
    live_site: str, chromium: Page, una: User, author: Author
) -> None:
    chromium.goto(f"{live_site}/simulator/")
    letter_keep(raw=LETTER, sender="k@localhost", recipients=["una@example.org"], at=timezone.now())
    author.words = Text("Your code is on its way.")
    message_dispatch(message_id=post(una, channel=Channel.TEXT).pk, at=timezone.now())
    expect(chromium.get_by_text("Your code is on its way.")).to_be_visible(timeout=2000)
    chromium.get_by_role("link", name="Your code").click()
    link = chromium.get_by_role("region", name="Letter").get_by_role("link")
    expect(link).to_have_attribute("href", "http://localhost:8000/x?a=1&b=2")
