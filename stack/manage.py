"""Calls of Django's command line, each in a process of its own."""

import subprocess
import sys
from collections.abc import Mapping

from stack.places import ROOT
from stack.refusal import StartRefused

MANAGE = (sys.executable, str(ROOT / "manage.py"))


def manage(*command: str, environment: Mapping[str, str]) -> str:
    """Run one command and return what it printed."""
    done = subprocess.run(
        [*MANAGE, *command],
        cwd=ROOT,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        text=True,
        check=False,
    )
    if done.returncode:
        message = f"`manage.py {command[0]}` failed; its message is above."
        raise StartRefused(message)
    return done.stdout


def demo_has(command: str) -> bool:
    """Say whether the demo brings this command."""
    return (ROOT / "demo" / "management" / "commands" / f"{command}.py").exists()
