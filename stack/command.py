"""One command of manage.py on the demo's data: `python -m stack.command demo_accounts --json`.

Joins the Keydesk that runs, or starts the servers for as long as the command takes.
"""

import os
import subprocess
import sys

from stack.claim import claim
from stack.environment import as_owner, demo_environment
from stack.manage import MANAGE
from stack.places import ROOT, data_home, instance, state_folder
from stack.refusal import StartRefused
from stack.run_env import run_env_read
from stack.servers import servers
from stack.serving import serving_chosen
from stack.valkey import free_port

NEED_OWNER = frozenset({"migrate", "makemigrations", "sqlmigrate", "dbshell"})


def main(arguments: list[str]) -> int:
    """Run the command and return its exit code."""
    home = data_home(instance())
    lock = claim(home)
    if lock is None:
        return _run(arguments, {**os.environ, **run_env_read(state_folder() / "run.env")})
    with lock, servers(home) as addresses:
        environment = demo_environment(addresses, serving=serving_chosen(), mail_port=free_port())
        return _run(arguments, environment)


def _run(arguments: list[str], environment: dict[str, str]) -> int:
    if arguments and arguments[0] in NEED_OWNER:
        environment = as_owner(environment)
    return subprocess.run([*MANAGE, *arguments], cwd=ROOT, env=environment, check=False).returncode


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except StartRefused as refusal:
        sys.exit(str(refusal))
