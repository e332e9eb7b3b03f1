"""`make run`: starts everything, says so, and leaves nothing behind when it ends."""

import os
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import pytest

from stack.places import ROOT
from stack.valkey import HOST, free_port

READY_SECONDS = 60


def run_environment(port: int | str) -> dict[str, str]:
    """Return what a person's shell would have: nothing of the tests' own servers."""
    theirs = ("KEYDESK_", "DATABASE_", "REDIS_", "DJANGO_")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(theirs)}
    worker = os.environ.get("PYTEST_XDIST_WORKER", "alone")
    return {**kept, "KEYDESK_INSTANCE": f"test-run-{worker}", "KEYDESK_PORT": str(port)}


def run_refused(port: int | str) -> str:
    command = [str(ROOT / ".venv/bin/python"), "-m", "stack.run"]
    done = subprocess.run(
        command, cwd=ROOT, env=run_environment(port), capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert done.stdout == ""
    return done.stderr.strip()


def test_a_port_in_use_is_said_in_one_sentence() -> None:
    with socket.socket() as taken:
        taken.bind((HOST, 0))
        taken.listen()
        port = taken.getsockname()[1]
        said = run_refused(port)
    assert said.startswith(f"Keydesk did not start. Port {port} is in use")
    assert "\n" not in said


@pytest.mark.parametrize("port", ["eighty", "0", "70000", "-1", "\u0663"])
def test_a_wrong_port_is_said_in_one_sentence(port: str) -> None:
    said = run_refused(port)
    assert "KEYDESK_PORT must be a number from 1 to 65535" in said
    assert "\n" not in said


@contextmanager
def make_run(log: Path) -> Iterator[subprocess.Popen[bytes]]:
    """Start `make run` as a shell does, in a process group of its own, and wait for its word."""
    with log.open("wb") as output:
        make = subprocess.Popen(
            ["make", "run"],
            cwd=ROOT,
            env=run_environment(free_port()),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        deadline = time.monotonic() + READY_SECONDS
        while b"Keydesk is ready" not in log.read_bytes():
            assert make.poll() is None, log.read_text()
            assert time.monotonic() < deadline, log.read_text()
            time.sleep(0.1)
        yield make
    finally:
        if make.poll() is None:
            make.terminate()
            make.wait(30)


def command_of(member: psutil.Process) -> str:
    """Return how a process was started; nothing of one that ended a moment ago."""
    try:
        return " ".join(member.cmdline())
    except psutil.NoSuchProcess:
        return ""


def end_make(make: subprocess.Popen[bytes]) -> None:
    make.terminate()


def end_runner(make: subprocess.Popen[bytes]) -> None:
    psutil.Process(make.pid).children()[0].terminate()


def press_control_c(make: subprocess.Popen[bytes]) -> None:
    os.killpg(make.pid, signal.SIGINT)


@pytest.mark.fault
@pytest.mark.parametrize("end", [end_make, end_runner, press_control_c])
def test_the_end_of_a_run_leaves_no_process(end: object, tmp_path: Path) -> None:
    with make_run(tmp_path / "log") as make:
        family = psutil.Process(make.pid).children(recursive=True)
        names = " ".join(command_of(member) for member in family)
        for part in ("postgres", "valkey-server", "gunicorn", "celery"):
            assert part in names
        end(make)  # type: ignore[operator]
        make.wait(20)
    _gone, alive = psutil.wait_procs(family, timeout=3)
    assert [command_of(member) for member in alive] == []
