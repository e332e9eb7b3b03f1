"""What `make run` runs: servers, migrations, demo data, then every process of Keydesk."""

import errno
import signal
import socket
import sys
from collections.abc import Mapping
from contextlib import ExitStack
from types import FrameType

from stack.claim import claim
from stack.environment import as_owner, demo_environment
from stack.manage import demo_has, manage
from stack.places import data_home, instance, state_folder
from stack.processes import run_processes
from stack.refusal import StartRefused
from stack.run_env import run_env_write
from stack.servers import servers
from stack.serving import Serving, serving_chosen
from stack.valkey import free_port


def main() -> int:
    """Run until Ctrl-C or SIGTERM; return the exit code."""
    signal.signal(signal.SIGTERM, _leave)
    signal.signal(signal.SIGINT, _leave)
    try:
        with ExitStack() as stack:
            return _run(stack)
    except StartRefused as refusal:
        print(f"Keydesk did not start. {refusal}", file=sys.stderr)
    except OSError as error:
        print(f"Keydesk did not start. {error.strerror}: {error.filename}", file=sys.stderr)
    return 1


def _run(stack: ExitStack) -> int:
    serving = serving_chosen()
    _port_require(serving)
    home = data_home(instance())
    lock = claim(home)
    if lock is None:
        message = "It is running already from this folder."
        raise StartRefused(message)
    stack.enter_context(lock)
    print("Starting Keydesk ...", flush=True)
    addresses = stack.enter_context(servers(home))
    environment = demo_environment(addresses, serving=serving, mail_port=free_port())
    run_env_write(state_folder() / "run.env", environment)
    _prepare(environment)
    return run_processes(environment, serving=serving, has_mailbox=demo_has("simulator_mailbox"))


def _prepare(environment: Mapping[str, str]) -> None:
    """Bring the database up to date and fill the demo, which is quick when it is full."""
    manage("migrate", "--verbosity", "0", "--skip-checks", environment=as_owner(environment))
    if demo_has("demo_fill"):
        manage("demo_fill", environment=environment)


def _port_require(serving: Serving) -> None:
    port, family = serving.port, socket.AF_INET6 if ":" in serving.host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((serving.host, port))
        except OSError as error:
            if error.errno == errno.EADDRNOTAVAIL:
                message = f"KEYDESK_HOST={serving.host} is no address of this machine."
                raise StartRefused(message) from error
            message = (
                f"Port {port} is in use: stop what listens there, or choose another port, "
                f"for example KEYDESK_PORT={port + 1} make run."
            )
            if isinstance(error, PermissionError):
                message = f"Port {port} may only be opened by root: choose one above 1023."
            raise StartRefused(message) from error


def _leave(signal_number: int, _frame: FrameType | None) -> None:
    sys.exit(128 + signal_number)


if __name__ == "__main__":
    sys.exit(main())
