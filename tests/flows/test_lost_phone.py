"""Story 1: a caller with a lost phone gets back in. Real worker, broker, database and browser."""

from collections.abc import Callable, Iterator

import pytest
from django.conf import settings
from django.db.models import F
from playwright.sync_api import Browser, Page

from accounts.models import User
from accounts.roles import Role
from audit.clock import ClockTimestamp
from helpdesk.models import Case, CaseState
from mfa.models import Authenticator, AuthenticatorState, Passcode, PasscodeState
from tests.fixtures.people import mail_add, person_make, phone_add
from tests.fixtures.processes import Process, Worker
from tests.flows.cast import AgentAtDesk, CallerAtBrowser, Phones
from tests.mfa.casting import app_make, phone_make

pytestmark = [
    pytest.mark.browser,
    pytest.mark.timeout(600),  # six people, four browsers, two cores
    pytest.mark.django_db(transaction=True),
]

MOST_ACTIONS = 8


@pytest.fixture
def screen(browser: Browser) -> Iterator[Callable[[], Page]]:
    """Return how to open another browser, as different as another person's."""
    opened = []

    def open_screen() -> Page:
        context = browser.new_context()
        context.set_default_timeout(15_000)
        opened.append(context)
        return context.new_page()

    yield open_screen
    for context in opened:
        context.close()


@pytest.fixture
def mailbox(transactional_db: None) -> Iterator[Process]:
    """Run the demo's mail server."""
    server = Process(str(settings.BASE_DIR / "manage.py"), "simulator_mailbox", ready="Taking mail")
    server.start()
    yield server
    server.stop()


def caller(username: str, family_name: str, mobile: str, office: str) -> User:
    """Put somebody on file: a mobile that signs in, an office telephone, two mail addresses."""
    user = person_make(username, family_name=family_name, given_name=username.title())
    mail_add(user, f"{username}@home.example")
    phone_add(user, mobile)
    phone_add(user, office)
    phone_make(user, number=mobile)
    return user


def agent(username: str) -> Authenticator:
    """Return the authenticator app of a new agent."""
    return app_make(person_make(username, roles=(Role.AGENT,)))


def test_a_caller_with_a_lost_phone_gets_back_in(
    live_site: str, worker: Worker, mailbox: Process, screen: Callable[[], Page]
) -> None:
    phones = Phones(screen(), live_site)
    _the_honest_call(live_site, phones, screen)
    _wrong_turns_at_the_checks(live_site, phones, screen)
    _wrong_turns_with_the_passcode(live_site, phones, screen)


def _the_honest_call(site: str, phones: Phones, screen: Callable[[], Page]) -> None:
    maria = caller("maria", "Alvarez", "+14065550127", "+14065550123")
    desk = AgentAtDesk(screen(), site, agent("nora"))
    desk.find("alv", "Maria Alvarez")
    desk.say_what_is_lost("27", "INC-1")
    phones.key("+14065550123", desk.call("23"))
    desk.sees_points(70)
    desk.mail_code()
    desk.type_read_back(phones.code_in_mail("maria@example.org"))
    desk.sees_points(100)
    code = desk.issue()

    browser = CallerAtBrowser(screen(), site, "maria")
    browser.start()
    browser.passcode(code)
    browser.sees("Your devices")
    desk.sees("used at")
    browser.enrol(phones, "+14065550199")
    desk.sees("new phone enrolled at")
    desk.close()

    assert desk.actions <= MOST_ACTIONS
    lost = Authenticator.objects.get(user=maria, name="Mobile")
    assert lost.state == AuthenticatorState.REVOKED
    assert Case.objects.get(person=maria).state == CaseState.RESOLVED
    assert Passcode.objects.get(user=maria).state == PasscodeState.USED


def _wrong_turns_at_the_checks(site: str, phones: Phones, screen: Callable[[], Page]) -> None:
    caller("tomas", "Keller", "+14065550131", "+14065550132")
    desk = AgentAtDesk(screen(), site, agent("olga"))
    desk.find("kell", "Tomas Keller")
    desk.say_what_is_lost("31", "INC-2")
    desk.call("32")
    phones.end("+14065550132", "Voicemail")
    desk.sees("a voicemail box answered")
    desk.call("32")
    phones.end("+14065550132", "Hang up")
    desk.sees_points(0)
    number = desk.call("32")
    phones.key("+14065550132", _another(number))
    desk.sees("another number was keyed in")
    desk.sees_points(0)
    phones.key("+14065550132", desk.call("32"))
    desk.sees_points(70)
    desk.mail_code()
    code = phones.code_in_mail("tomas@example.org")
    desk.type_read_back(_another(code))
    desk.sees("2 tries left")
    desk.type_read_back(code)
    desk.sees_points(100)
    browser = CallerAtBrowser(screen(), site, "tomas")
    browser.start()
    browser.passcode(desk.issue())
    browser.sees("Your devices")


def _wrong_turns_with_the_passcode(site: str, phones: Phones, screen: Callable[[], Page]) -> None:
    caller("ida", "Lindqvist", "+14065550141", "+14065550142")
    browser = CallerAtBrowser(screen(), site, "ida")
    code = _verified_passcode(site, phones, screen, "pavel")
    browser.start()
    browser.passcode(_one_digit_off(code))
    browser.sees("One digit is off")
    browser.passcode(code)
    browser.sees("Your devices")
    browser.start()
    browser.passcode(code)
    browser.sees("has been used already")
    code = _verified_passcode(site, phones, screen, "quinn")
    Passcode.objects.filter(state=PasscodeState.LIVE, user__username="ida").update(
        issued_at=F("issued_at"), expires_at=ClockTimestamp()
    )
    browser.start()
    browser.passcode(code)
    browser.sees("passcode has run out")


def _verified_passcode(
    site: str, phones: Phones, screen: Callable[[], Page], agent_name: str
) -> str:
    desk = AgentAtDesk(screen(), site, agent(agent_name))
    desk.find("lindq", "Ida Lindqvist")
    desk.say_what_is_lost("41", "INC-3")
    phones.key("+14065550142", desk.call("42"))
    desk.sees_points(70)
    desk.mail_code()
    desk.type_read_back(phones.code_in_mail("ida@example.org"))
    desk.sees_points(100)
    return desk.issue()


def _another(code: str) -> str:
    return code[:-1] + str((int(code[-1]) + 1) % 10)


_one_digit_off = _another
