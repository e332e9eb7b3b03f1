"""(f) Open prompts: what it costs that many people wait, and how soon they see their answer.

Every prompt asks for its state as `static/mfa/live.js` does: when it was told that nothing changed,
it asks with what it saw last.
"""

import threading
import time
from dataclasses import dataclass, field
from random import Random
from typing import Self

import psutil
from django.urls import reverse
from django.utils import timezone

from bench.browser import Browser, browser_of
from bench.cast import Person, half_signed_in, people_make
from bench.key_to_screen import ringing_wait
from bench.measure import spread_of
from bench.result import Goal, Result
from bench.site import site
from demo.simulator.models import SimulatedCall
from demo.simulator.phones import Act, phone_act
from mfa.models.authenticator import Kind

OPEN, ANSWERED = 100, 30
THREADS = 4
LOOK_SECONDS = 0.7  # EVERY in static/mfa/live.js
QUIET_SECONDS = 10
PATIENCE_SECONDS = 20
TARGET_MS = 1000


@dataclass(slots=True)
class Prompt:
    """A page that waits. `shown_at` is when it showed that the call was confirmed."""

    browser: Browser
    call: SimulatedCall
    next_look: float
    seen: str = ""
    looks: int = 0
    shown_at: float | None = None

    def look(self) -> None:
        query = f"?seen={self.seen}" if self.seen else ""
        status, body = self.browser.get(reverse("mfa:prompt_state") + query)
        if status not in {200, 204}:
            message = f"The state page answered {status}."
            raise RuntimeError(message)
        self.seen = self.browser.heard.get("Keydesk-Seen", "") or self.seen
        self.looks += 1
        if "data-onwards" in body:
            self.shown_at = time.perf_counter()
        self.next_look = time.perf_counter() + LOOK_SECONDS


@dataclass
class Crowd:
    """Threads that let every prompt look when it is due."""

    prompts: list[Prompt]
    over: threading.Event = field(default_factory=threading.Event)
    errors: list[Exception] = field(default_factory=list)

    def __enter__(self) -> Self:
        self.threads = [
            threading.Thread(target=self._run, args=[self.prompts[first::THREADS]])
            for first in range(THREADS)
        ]
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self.over.set()
        for thread in self.threads:
            thread.join()
        if self.errors:
            raise self.errors[0]

    def _run(self, prompts: list[Prompt]) -> None:
        try:
            while not self.over.is_set():
                waiting = [one for one in prompts if one.shown_at is None]
                if not waiting:
                    return
                due = min(waiting, key=lambda one: one.next_look)
                self.over.wait(max(0.0, due.next_look - time.perf_counter()))
                due.look()
        except Exception as error:  # noqa: BLE001  # told by the main thread
            self.errors.append(error)


def run(environment: dict[str, str]) -> Result:
    """Let many prompts wait in quiet, then confirm some of their calls one after the other."""
    random = Random(6)
    people = people_make("open", OPEN, kind=Kind.PHONE)
    with site(environment) as origin:
        browsers = [_open(person, origin) for person in people]
        prompts = [
            Prompt(browser, ringing_wait(person), time.perf_counter())
            for browser, person in zip(browsers, people, strict=True)
        ]
        for prompt in prompts:  # nobody opens a page at the same moment as everybody else
            prompt.next_look = time.perf_counter() + random.uniform(0, LOOK_SECONDS)
        with Crowd(prompts):
            time.sleep(1)
            looks, web, server = _looks(prompts), _seconds("gunicorn"), _seconds("postgres")
            time.sleep(QUIET_SECONDS)
            looks = _looks(prompts) - looks
            web, server = _seconds("gunicorn") - web, _seconds("postgres") - server
            shown = [_confirm(prompt, random) for prompt in prompts[:ANSWERED]]
    result = Result(
        f"(f) {OPEN} open prompts, {LOOK_SECONDS * 1000:.0f} ms between looks, real HTTP"
    )
    result.rows = [("key pressed to prompt showing it, all others waiting", spread_of(shown))]
    result.goals = [Goal("answer shown, p95", result.rows[0][1].p95, TARGET_MS)]
    each = 1000 / looks
    per_core = LOOK_SECONDS * 1000 / ((web + server) * each)
    result.remarks = [
        f"{per_core:.0f} open prompts for each core, PostgreSQL included.",
        f"A look: {web * each:.2f} ms of the web process, {server * each:.2f} of PostgreSQL.",
        f"{looks / QUIET_SECONDS:.0f} looks a second of {OPEN / LOOK_SECONDS:.0f} that were due.",
    ]
    return result


def _open(person: Person, origin: str) -> Browser:
    browser = browser_of(half_signed_in(person), origin)
    browser.post(reverse("mfa:prompt_call"))
    return browser


def _confirm(prompt: Prompt, random: Random) -> float:
    """Answer and press a key at some moment; return the ms until the page shows it."""
    time.sleep(random.uniform(0, 0.3))
    phone_act(call_id=prompt.call.pk, act=Act.ANSWER, at=timezone.now())
    begun = time.perf_counter()
    phone_act(call_id=prompt.call.pk, act=Act.KEY, key="1", at=timezone.now())
    while prompt.shown_at is None:
        if time.perf_counter() > begun + PATIENCE_SECONDS:
            message = "The prompt never showed the key."
            raise RuntimeError(message)
        time.sleep(0.005)
    return (prompt.shown_at - begun) * 1000


def _looks(prompts: list[Prompt]) -> int:
    return sum(prompt.looks for prompt in prompts)


def _seconds(name: str) -> float:
    """Return the processor time so far of those of our child processes that run `name`."""
    found = [one for one in psutil.Process().children(recursive=True) if name in _line(one)]
    return sum(float(sum(one.cpu_times()[:4])) for one in found)  # those that ended included


def _line(process: psutil.Process) -> str:
    try:
        return " ".join(process.cmdline())
    except psutil.Error:
        return ""
