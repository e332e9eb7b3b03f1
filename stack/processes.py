"""Every process of Keydesk side by side, under one manager."""

import shlex
import signal
import sys
import threading
from collections.abc import Mapping

from honcho.manager import Manager

from stack.greeting import greet
from stack.places import ROOT, state_folder
from stack.serving import Serving

ASKED_TO_END = frozenset({128 + signal.SIGINT, 128 + signal.SIGTERM})


def run_processes(environment: Mapping[str, str], *, serving: Serving, has_mailbox: bool) -> int:
    """Run until a signal comes or one process ends; return the exit code."""
    manager = GreetingManager(environment, serving)
    for name, command in commands(serving, has_mailbox=has_mailbox).items():
        # `exec` leaves no shell between the manager and the process that gets its signals.
        line = f"exec {shlex.join(command)}"
        manager.add_process(name, line, env=dict(environment), cwd=str(ROOT))
    manager.loop()
    code = int(manager.returncode or 0)
    return 0 if code in ASKED_TO_END else code


def commands(serving: Serving, *, has_mailbox: bool) -> dict[str, list[str]]:
    """Return the command line of each process."""
    python, schedule = sys.executable, str(state_folder() / "beat")
    celery = [python, "-m", "celery", "--quiet", "-A", "config"]
    found = {
        # Threads of gunicorn keep their database connections; under ASGI each request would
        # open a new one. What gunicorn lacks, bodies sent in chunks, `config.wsgi` adds.
        "web": [
            *(python, "-m", "gunicorn", "config.wsgi", "--bind", _bind(serving)),
            *("--preload", "--workers", "2", "--threads", "8", "--graceful-timeout", "3"),
            *("--log-level", "warning", "--no-control-socket"),
            *_tls(serving),
        ],
        "worker": [
            *(*celery, "worker", "--concurrency", "4", "--without-gossip", "--without-mingle"),
            *("--without-heartbeat", "--loglevel", "WARNING"),
        ],
        "beat": [*celery, "beat", "--schedule", schedule, "--loglevel", "WARNING"],
    }
    if has_mailbox:
        found["mailbox"] = [python, "manage.py", "simulator_mailbox"]
    return found


def _bind(serving: Serving) -> str:
    host = f"[{serving.host}]" if ":" in serving.host else serving.host
    return f"{host}:{serving.port}"


def _tls(serving: Serving) -> list[str]:
    if not serving.certificate:
        return []
    return ["--certfile", serving.certificate, "--keyfile", serving.key]


class GreetingManager(Manager):  # type: ignore[misc]  # honcho has no annotations
    """A quiet manager: it says hello when Keydesk answers, and passes on what processes say."""

    def __init__(self, environment: Mapping[str, str], serving: Serving) -> None:
        super().__init__()
        self.environment, self.serving = environment, serving

    def _start(self) -> None:
        super()._start()
        # After the forks, so that no child inherits half of a thread.
        threading.Thread(target=greet, args=[self.environment, self.serving], daemon=True).start()

    def _system_print(self, data: str) -> None:
        """Say nothing about starts and stops that went as they should."""
        if "stopped" in data and "(rc=0)" not in data and not self._terminating:
            super()._system_print(data)
