"""(c) Key to screen: from the key on a telephone to the page that waits for it.

The pages look every 700 ms, as their scripts do, from a random moment on; that wait is part of it.
"""

import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from accounts.models import ContactAddress
from accounts.roles import Role
from bench.browser import Browser, browser_of
from bench.cases import case_begin
from bench.cast import Person, half_signed_in, people_make, signed_in
from bench.measure import spread_of
from bench.result import Goal, Result
from bench.site import site
from demo.simulator.models import SimulatedCall
from demo.simulator.phones import Act, phone_act
from mfa.domain.codes import check_number
from mfa.domain.policy import POLICY
from mfa.models import Challenge
from mfa.models.authenticator import Kind

EACH = 20
LOOK_SECONDS = 0.7  # FAST in helpdesk/desk/board.py, EVERY in static/mfa
PATIENCE_SECONDS = 20
TARGET_MS = 1000


@dataclass(slots=True)
class Page:
    """A page that looks at its state; `shows` says whether it shows what is waited for."""

    browser: Browser
    address: str
    shows: Callable[[str], bool]

    def look(self) -> bool:
        """Look once; follow the version that the answer names."""
        status, body = self.browser.get(self.address)
        if status not in {200, 204}:
            message = f"The state page answered {status}."
            raise RuntimeError(message)
        version = re.search(r"/state/\?v=[0-9a-f]+", body)
        if version:
            self.address = self.address.partition("/state/")[0] + version[0]
        return self.shows(body)


def run(environment: dict[str, str]) -> Result:
    """Press the last key of a caller check, and any key of a sign-in, while a page waits."""
    random = Random(3)
    (agent,) = people_make("watcher", 1, kind=Kind.TOTP, role=Role.AGENT)
    callers = people_make("checked", EACH, kind=Kind.PHONE)
    people = people_make("waiting", EACH, kind=Kind.PHONE)
    with site(environment) as origin:
        desk = browser_of(signed_in(agent), origin)
        checks = [_check(desk, agent, caller, random) for caller in callers]
        prompts = [
            _sign_in(browser_of(half_signed_in(person), origin), person, random)
            for person in people
        ]
    result = Result(
        "(c) Key pressed to page showing it, 700 ms between looks, real HTTP and worker"
    )
    result.rows = [
        ("caller check on the agent's screen", spread_of(checks)),
        ("sign-in on the person's screen", spread_of(prompts)),
    ]
    result.goals = [
        Goal("agent's screen, p95", result.rows[0][1].p95, TARGET_MS),
        Goal("person's screen, p95", result.rows[1][1].p95, TARGET_MS),
    ]
    return result


def _check(desk: Browser, agent: Person, caller: Person, random: Random) -> float:
    case = case_begin(agent.user, caller)
    office = ContactAddress.objects.get(user=caller.user, kind="PHONE")
    status, _ = desk.post(
        reverse("desk:check", args=[case.pk]), method="PHONE_CALL", target=f"address-{office.pk}"
    )
    if status != 200:
        message = f"The check was answered with {status}."
        raise RuntimeError(message)
    call = ringing_wait(caller)
    challenge = Challenge.objects.get(case_ref=case.pk)
    number = check_number(settings.CODE_KEY, challenge.pk, digits=POLICY.check_number_digits)
    page = Page(desk, reverse("desk:state", args=[case.pk]), lambda body: "passed" in body)
    return _press(call, number, page, random)


def _sign_in(browser: Browser, person: Person, random: Random) -> float:
    browser.post(reverse("mfa:prompt_call"))
    call = ringing_wait(person)
    page = Page(browser, reverse("mfa:prompt_state"), lambda body: "data-onwards" in body)
    return _press(call, "1", page, random)


def _press(call: SimulatedCall, keys: str, page: Page, random: Random) -> float:
    """Answer, press all keys, and return the ms from the last one until the page shows it."""
    phone_act(call_id=call.pk, act=Act.ANSWER, at=timezone.now())
    for key in keys[:-1]:
        phone_act(call_id=call.pk, act=Act.KEY, key=key, at=timezone.now())
    page.look()
    begun = time.perf_counter()
    next_look = begun + random.uniform(0, LOOK_SECONDS)
    phone_act(call_id=call.pk, act=Act.KEY, key=keys[-1], at=timezone.now())
    while time.perf_counter() < begun + PATIENCE_SECONDS:
        time.sleep(max(0.0, next_look - time.perf_counter()))
        if page.look():
            return (time.perf_counter() - begun) * 1000
        next_look = time.perf_counter() + LOOK_SECONDS
    message = "The page never showed the key."
    raise RuntimeError(message)


def ringing_wait(person: Person) -> SimulatedCall:
    """Return the call that rings at a person's telephone, as soon as it does."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        call = SimulatedCall.objects.filter(
            message_id__in=person.user.messages.filter(channel="VOICE").values("pk")
        ).first()
        if call:
            return call
        time.sleep(0.05)
    message = "The telephone did not ring."
    raise RuntimeError(message)
