"""The message that `make run` ends its start with."""

import json
import time
import urllib.error
import urllib.request
from collections.abc import Mapping

from stack.manage import demo_has, manage
from stack.refusal import StartRefused

READY_SECONDS = 60


def greet(environment: Mapping[str, str]) -> None:
    """Wait until Keydesk is ready, then say where it is and who to sign in as."""
    origin = environment["KEYDESK_ORIGIN"]
    people = _people(environment)
    trouble = ready_wait(origin)
    if trouble:
        print(f"\nKeydesk is not ready: {trouble}.\n", flush=True)
        return
    lines = [
        "",
        "Keydesk is ready.",
        "",
        f"  Sign in        {origin}/",
        f"  Phones, mail   {origin}/simulator/",
        *(f"  {line}".rstrip() for line in ["", *people.splitlines()]),
        "",
        "  Ctrl-C stops everything.",
        "",
    ]
    print("\n".join(lines), flush=True)


def ready_wait(origin: str, *, seconds: float = READY_SECONDS) -> str:
    """Return "" as soon as /readyz says yes, or what was missing at the end."""
    trouble = "the web server does not answer"
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        try:
            urllib.request.urlopen(f"{origin}/readyz", timeout=5).close()  # noqa: S310 - http
        except urllib.error.HTTPError as answer:
            trouble = _parts_down(answer.read())
        except OSError:
            pass
        else:
            return ""
        time.sleep(0.2)
    return trouble


def _parts_down(body: bytes) -> str:
    try:
        parts = json.loads(body)
    except ValueError:
        return "the web server answers with an error"
    return ", ".join(f"{name} is {state}" for name, state in parts.items() if state != "ok")


def _people(environment: Mapping[str, str]) -> str:
    if not demo_has("demo_accounts"):
        return ""
    try:
        return manage("demo_accounts", environment=environment)
    except StartRefused:
        return ""
