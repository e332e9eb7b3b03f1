"""(b) Click to ring: from the tap on "Call me" to the gateway, through web, broker and worker.

Taps come at their time whether or not the ones before are done (an open loop): a queue shows.
"""

import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

from django.db import connection
from django.urls import reverse

from bench.browser import Browser, browser_of
from bench.cast import half_signed_in, people_make
from bench.measure import spread_of
from bench.result import Goal, Result
from bench.site import site
from mfa.models.authenticator import Kind

RATE, SECONDS, WARM_UP = 20, 30, 40

PATIENCE_SECONDS = 30
TARGET_MS = 300
RANG = """
SELECT m.person_id, min(s.started_at), count(*) FROM demo_simulatedcall AS s
JOIN delivery_message AS m ON m.id = s.message_id
WHERE m.person_id = ANY(%s) GROUP BY m.person_id
"""


def run(environment: dict[str, str]) -> Result:
    """Let 20 people a second tap, each with a telephone of their own."""
    count = RATE * SECONDS
    people = people_make("ring", WARM_UP + count, kind=Kind.PHONE)
    clients = [half_signed_in(person) for person in people]
    with site(environment) as origin:
        browsers = [browser_of(client, origin) for client in clients]
        _tap_all(browsers[:WARM_UP])
        tapped = _tap_all(browsers[WARM_UP:])
        ids = [person.user.pk for person in people[WARM_UP:]]
        rang = _rings(ids)
        if not rang:
            message = "No telephone rang."
            raise RuntimeError(message)
    times = [
        (rang[pk].timestamp() - moment) * 1000
        for pk, (moment, _) in zip(ids, tapped, strict=True)
        if pk in rang
    ]
    spread = spread_of(times)
    result = Result(
        f"(b) Click to ring, {RATE} taps a second for {SECONDS} s, real HTTP and worker"
    )
    result.rows = [
        ("tap to gateway called", spread),
        ("tap to page answered", spread_of([answered for _, answered in tapped])),
    ]
    result.goals = [
        Goal("tap to gateway, p95", spread.p95, TARGET_MS),
        Goal("calls that rang once", len(times), count, "", at_least=True),
    ]
    return result


def _tap_all(browsers: list[Browser]) -> list[tuple[float, float]]:
    """Tap at the set rate; return when each tap was due and how many ms the page took."""
    begun = time.time() + 0.5
    due = [begun + number / RATE for number in range(len(browsers))]
    with ThreadPoolExecutor(max_workers=32) as pool:
        return list(pool.map(_tap, browsers, due))


def _tap(browser: Browser, due: float) -> tuple[float, float]:
    time.sleep(max(0.0, due - time.time()))
    status, _ = browser.post(reverse("mfa:prompt_call"))
    if status != 302:
        message = f"The tap was answered with {status}."
        raise RuntimeError(message)
    return due, (time.time() - due) * 1000


def _rings(people: list[int]) -> dict[int, datetime]:
    """Wait until everybody's phone rang, and return when; a phone that rang twice is an error."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while True:
        with connection.cursor() as cursor:
            cursor.execute(RANG, [people])
            rows = cursor.fetchall()
        if len(rows) == len(people) or time.monotonic() > deadline:
            break
        time.sleep(0.5)
    if any(count > 1 for _, _, count in rows):
        message = "A telephone rang twice for one tap."
        raise RuntimeError(message)
    return {pk: rang.astimezone(UTC) for pk, rang, _ in rows}
