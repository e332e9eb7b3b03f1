"""The message that `make run` ends its start with."""

import json
import ssl
import time
import urllib.error
import urllib.request
from collections.abc import Mapping
from urllib.parse import urlsplit

from stack.manage import demo_has, manage
from stack.refusal import StartRefused
from stack.serving import Serving

READY_SECONDS = 60


def greet(environment: Mapping[str, str], serving: Serving) -> None:
    """Wait until Keydesk is ready, then say where it is and who to sign in as."""
    origin = environment["KEYDESK_ORIGIN"]
    people = _people(environment)
    trouble = ready_wait(serving, host=urlsplit(origin).netloc)
    if trouble:
        print(f"\nKeydesk is not ready: {trouble}.\n", flush=True)
        return
    lines = [
        "",
        "Keydesk is ready.",
        "",
        f"  Sign in        {origin}/",
        f"  Phones, mail   {origin}/simulator/",
        *_to_phones(origin, serving),
        *(f"  {line}".rstrip() for line in ["", *people.splitlines()]),
        "",
        "  Ctrl-C stops everything.",
        "",
    ]
    print("\n".join(lines), flush=True)


def ready_wait(serving: Serving, *, host: str, seconds: float = READY_SECONDS) -> str:
    """Return "" as soon as /readyz says yes, or what was missing at the end."""
    asking = urllib.request.Request(f"{serving.probe}/readyz", headers={"Host": host})  # noqa: S310
    # The certificate bears the name that phones know, and here the address is called.
    context = ssl._create_unverified_context() if serving.certificate else None  # noqa: S323, SLF001
    trouble = "the web server does not answer"
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        try:
            urllib.request.urlopen(asking, timeout=5, context=context).close()  # noqa: S310
        except urllib.error.HTTPError as answer:
            trouble = _parts_down(answer.read())
        except OSError:
            pass
        else:
            return ""
        time.sleep(0.2)
    return trouble


def _to_phones(origin: str, serving: Serving) -> list[str]:
    if not serving.certificate:
        return []
    reach = "" if serving.is_open else " (not yet: set KEYDESK_HOST, see docs/operations.md)"
    return [
        f"  On a phone     {origin}/app/{reach}",
        "",
        "  Other machines get the app and nothing else. Sign in on this one.",
    ]


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
