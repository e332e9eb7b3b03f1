"""The real thing: web server and worker as `make run` starts them, on the bench's database."""

import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from signal import SIGTERM
from urllib.parse import urlsplit

from stack.child import child_stop
from stack.places import ROOT
from stack.processes import commands
from stack.serving import Serving

START_SECONDS = 60
LOG_TAIL = 4000


@contextmanager
def site(environment: dict[str, str]) -> Iterator[str]:
    """Run web and worker (beat is not needed), yield the address, stop them at the end."""
    origin = environment["KEYDESK_ORIGIN"]
    found = commands(Serving(port=urlsplit(origin).port or 80), has_mailbox=False)
    with ExitStack() as stack:
        log = stack.enter_context(tempfile.TemporaryFile())
        for name in ("web", "worker"):
            child = subprocess.Popen(  # noqa: S603 - our own command lines
                found[name], cwd=ROOT, env=environment, stdout=log, stderr=log
            )
            stack.callback(child_stop, child, SIGTERM, seconds=10)
        try:
            _wait(f"{origin}/healthz")
            yield origin
        except Exception:
            log.seek(0)
            print(log.read().decode(errors="replace")[-LOG_TAIL:], file=sys.stderr)
            raise


def _wait(url: str) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        try:
            urllib.request.urlopen(url, timeout=5).close()  # noqa: S310 - our own address
        except OSError:
            time.sleep(0.1)
        else:
            return
    message = "The web server did not start."
    raise RuntimeError(message)
