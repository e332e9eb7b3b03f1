"""Server processes that never outlive the process that started them."""

import ctypes
import signal
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import IO

PR_SET_PDEATHSIG = 1


def child_start(
    command: Sequence[str],
    *,
    log: IO[bytes],
    end_signal: signal.Signals,
    user: int | None = None,
    group: int | None = None,
) -> subprocess.Popen[bytes]:
    """Start a server in a session of its own, so that Ctrl-C in the terminal passes it by."""
    return subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=log,
        stderr=subprocess.STDOUT,
        cwd="/",
        start_new_session=True,
        user=user,
        group=group,
        extra_groups=[] if user is not None else None,
        preexec_fn=_follow_parent(end_signal),  # noqa: PLW1509 - started from the main thread
    )


def child_stop(
    child: subprocess.Popen[bytes], end_signal: signal.Signals, *, seconds: float
) -> None:
    """Ask a server to end, and kill it when it has not ended in time."""
    if child.poll() is not None:
        return
    child.send_signal(end_signal)
    try:
        child.wait(seconds)
    except subprocess.TimeoutExpired:
        child.kill()
        child.wait()


def log_tail(path: Path) -> str:
    """Return the last lines of a server's log, for the person who has to read them."""
    lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
    return "\n".join(lines[-8:])


def _follow_parent(end_signal: signal.Signals) -> Callable[[], None] | None:
    """Return what makes Linux end the child when its parent is gone, even by kill -9."""
    if not sys.platform.startswith("linux"):
        return None
    libc = ctypes.CDLL(None)

    def follow() -> None:
        libc.prctl(PR_SET_PDEATHSIG, int(end_signal))

    return follow
