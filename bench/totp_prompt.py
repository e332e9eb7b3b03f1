"""(d) The TOTP POST of the prompt: how much processor time one sign-in with a code takes."""

import time
from contextlib import suppress

import psutil
from django.db import connection
from django.test import Client
from django.urls import reverse

from bench.cast import code_now, half_signed_in, people_make
from bench.measure import spread_of
from bench.result import Goal, Result
from mfa.models.authenticator import Kind

WARM_UP, COUNT = 20, 200
TARGET_MS = 5.5
QUOTED_DEFAULT_MS, QUOTED_TUNED_MS = 63, 28


def run(_environment: dict[str, str]) -> Result:
    """Sign in one person after the other; a code is accepted once, so each is somebody else."""
    people = people_make("totp", WARM_UP + COUNT, kind=Kind.TOTP)
    browsers = [half_signed_in(person) for person in people]
    for browser in browsers[:WARM_UP]:
        _sign_in(browser)
    server = _server_seconds()
    processor, wall = [], []
    for browser in browsers[WARM_UP:]:
        code = code_now()
        begun, clock = time.process_time(), time.perf_counter()
        _sign_in(browser, code)
        processor.append((time.process_time() - begun) * 1000)
        wall.append((time.perf_counter() - clock) * 1000)
    mean = sum(processor) / COUNT
    result = Result("(d) Authenticator code accepted by the prompt (POST, full middleware)")
    result.rows = [
        ("processor time of the web process", spread_of(processor)),
        ("time on the wall, database included", spread_of(wall)),
    ]
    result.goals = [Goal("processor time a request, mean", mean, TARGET_MS)]
    times = (
        f"{QUOTED_DEFAULT_MS / mean:.0f} x its default, {QUOTED_TUNED_MS / mean:.0f} x its tuned"
    )
    result.remarks = [
        f"PostgreSQL adds {(_server_seconds() - server) / COUNT * 1000:.1f} ms of processor time.",
        f"Against the quoted privacyIDEA: {times} rate for each core (other machine, other day).",
    ]
    return result


def _sign_in(browser: Client, code: str = "") -> None:
    answer = browser.post(reverse("mfa:prompt"), {"method": "TOTP", "code": code or code_now()})
    if answer.status_code != 302 or "sign-in" in answer["Location"]:
        message = f"The prompt answered {answer.status_code}."
        raise RuntimeError(message)


def _server_seconds() -> float:
    """Return the processor time of our connection's server process, 0 if that is remote."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        pid = cursor.fetchone()[0]
    with suppress(psutil.Error):
        times = psutil.Process(pid).cpu_times()
        return float(times.user + times.system)
    return 0.0
