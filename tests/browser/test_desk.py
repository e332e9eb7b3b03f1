"""The Desk with a real browser, worker, broker and database, by keyboard alone."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.utils import timezone
from playwright.sync_api import Page, ViewportSize, expect

from accounts.models import User
from accounts.roles import Role
from delivery.calls import EventKind, call_event
from delivery.models import Message
from helpdesk.models import Case, CaseState
from mfa.domain.codes import mail_code
from mfa.domain.policy import POLICY
from mfa.models import Authenticator, AuthenticatorState, Challenge
from tests.fixtures.mail import Sink
from tests.fixtures.people import person_make, phone_add
from tests.fixtures.processes import Worker
from tests.helpdesk.casting import app_of, browser_of, own_code
from tests.mfa.casting import phone_make

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
MOST_ACTIONS = 8
AXE = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}
SIZES = (ViewportSize(width=1280, height=900), ViewportSize(width=390, height=844))


class Agent:
    """An agent with a keyboard and no mouse. `actions` are counted after the search."""

    def __init__(self, page: Page, site: str, user: User) -> None:
        self.page, self.user, self.actions = page, user, 0
        cookie = browser_of(user).cookies[settings.SESSION_COOKIE_NAME].value
        page.context.add_cookies(
            [{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": site}]
        )
        page.goto(f"{site}/console/")

    def press(self, key: str) -> None:
        """Act."""
        self.actions += 1
        self.page.keyboard.press(key)

    def tab_to(self, selector: str) -> None:
        """Move on until the control has the focus: that alone is no action."""
        expect(self.page.locator(selector).first).to_be_visible()
        for _ in range(120):  # a region that is replaced meanwhile may send the focus back
            if self.page.evaluate(f"document.activeElement.matches({selector!r})"):
                return
            self.page.keyboard.press("Tab")
        pytest.fail(f"The keyboard does not reach {selector}.")

    def reads(self, selector: str) -> str:
        """Read something on the screen."""
        return re.sub(r"\s", "", self.page.inner_text(selector))


@pytest.fixture
def caller(transactional_db: None) -> User:
    """Return somebody with a telephone that gets lost and another number on file."""
    person = person_make("malvarez", given_name="María", family_name="Álvarez")
    phone_add(person, "+14065550101")
    phone_add(person, "+14065550102")
    phone_make(person, number="+14065550101")
    return person


@pytest.fixture
def agent(live_site: str, page: Page) -> Agent:
    """Return the agent, at the Desk."""
    page.set_default_timeout(15_000)
    user = person_make("agent", roles=(Role.AGENT,))
    app_of(user)
    return Agent(page, live_site, user)


def answers(check: Challenge, keys: str) -> None:
    """Let the person at the number on file answer and press keys."""
    message = Message.objects.get(ref=check.pk, channel="VOICE")
    events = [(EventKind.ANSWERED, None), *((EventKind.KEY, key) for key in keys)]
    for number, (kind, key) in enumerate(events):
        call_event(
            gateway="simulator",
            gateway_ref=message.gateway_ref,
            event_id=f"test-{number}",
            kind=kind,
            key=key,
            message_id=message.pk,
            at=timezone.now(),
        )


def looks_right(page: Page) -> None:
    """Run axe in light and dark, wide and narrow."""
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        for size in SIZES:
            page.set_viewport_size(size)
            found = Axe().run(page, context="#desk", options=AXE)
            assert found.violations_count == 0, found.generate_report()
            assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    page.emulate_media(color_scheme="light")
    page.set_viewport_size(SIZES[0])


def find(agent: Agent, caller: User) -> None:
    """Type three letters and move to the person."""
    expect(agent.page.locator("#q")).to_be_focused()
    agent.page.keyboard.type("alv")
    expect(agent.page.locator(".kd-person")).to_contain_text(caller.get_full_name())
    looks_right(agent.page)
    agent.page.locator("#q").focus()
    agent.page.keyboard.press("ArrowDown")


def test_a_lost_phone_by_keyboard_in_eight_actions(
    worker: Worker, smtp_sink: Sink, agent: Agent, caller: User
) -> None:
    page = agent.page
    find(agent, caller)
    agent.press("Enter")  # 1: pick the caller
    expect(page.locator("#loss-lost")).to_be_focused()
    looks_right(page)
    agent.tab_to("[name=device]")
    page.keyboard.press("Space")
    agent.tab_to("#ticket")
    page.keyboard.type("INC-4711")
    agent.press("Enter")  # 2: what is lost
    expect(page.locator(".kd-next button")).to_be_focused()
    looks_right(page)
    agent.tab_to(".kd-next button")
    agent.press("Enter")  # 3: call the other number
    expect(page.locator("[data-step=ringing]")).to_be_visible()
    looks_right(page)
    check = Challenge.objects.get(method="PHONE_CALL")
    answers(check, agent.reads("[data-check-number]"))
    expect(page.locator(".kd-check.kd-ok")).to_be_visible()
    agent.tab_to(".kd-next button")
    agent.press("Enter")  # 4: mail a code
    expect(page.locator("[data-check=MAIL_CODE] input[name=code]")).to_be_focused()
    check = Challenge.objects.get(method="MAIL_CODE")
    page.keyboard.type(mail_code(settings.CODE_KEY, check.pk, digits=POLICY.mail_code_digits))
    agent.press("Enter")  # 5: the code that was read back
    expect(page.locator("[data-points='100']")).to_be_visible()
    looks_right(page)
    agent.tab_to("#own-code-issue")
    page.keyboard.type(own_code(agent.user))
    agent.press("Enter")  # 6: the own code, and the passcode with it
    expect(page.locator(".kd-passcode")).to_be_focused()
    looks_right(page)
    assert page.locator(".kd-blurred").count() == 1
    agent.tab_to("[data-reveal]")
    agent.press("Enter")  # 7: show the digits
    assert re.fullmatch(r"\d{10}", "".join(page.locator(".kd-group strong").all_inner_texts()))
    agent.tab_to("#close-case")
    agent.press("Enter")  # 8: close, and revoke with it
    expect(page.locator(".kd-closed")).to_be_visible()
    looks_right(page)
    assert agent.actions <= MOST_ACTIONS
    assert Case.objects.get().state == CaseState.RESOLVED
    assert Authenticator.objects.get(user=caller).state == AuthenticatorState.REVOKED


def test_somebody_at_the_number_says_it_is_not_them(
    worker: Worker, smtp_sink: Sink, agent: Agent, caller: User
) -> None:
    page = agent.page
    find(agent, caller)
    agent.press("Enter")
    agent.tab_to("[name=device]")
    page.keyboard.press("Space")
    agent.press("Enter")
    agent.tab_to(".kd-next button")
    agent.press("Enter")
    expect(page.locator("[data-step=ringing]")).to_be_visible()
    answers(Challenge.objects.get(method="PHONE_CALL"), "9")
    expect(page.locator(".kd-alarm")).to_be_visible()
    looks_right(page)
    expect(page.locator("[aria-describedby=issue-why]")).to_be_disabled()


def test_what_is_being_typed_survives_news(
    worker: Worker, smtp_sink: Sink, agent: Agent, caller: User
) -> None:
    page = agent.page
    find(agent, caller)
    agent.press("Enter")
    agent.tab_to("[name=device]")
    page.keyboard.press("Space")
    agent.press("Enter")
    agent.tab_to(".kd-next button")
    agent.press("Enter")
    expect(page.locator("[data-step=ringing]")).to_be_visible()
    agent.tab_to("#close-ticket")
    page.keyboard.type("INC-4")
    answers(Challenge.objects.get(method="PHONE_CALL"), agent.reads("[data-check-number]"))
    expect(page.locator("[data-points='70']")).to_be_visible()
    page.keyboard.type("711")
    expect(page.locator("#close-ticket")).to_have_value("INC-4711")
