"""The whole environment of `make run`: keys, demo mode, and where the servers are."""

import os
from collections.abc import Mapping

from stack.keys import keys_load
from stack.places import STATE
from stack.refusal import StartRefused
from stack.servers import Addresses
from stack.valkey import HOST

DEFAULT_PORT = 8000
# The demo's owner knows who they are, and a demo serves its static files from where they lie.
EXPECTED_WARNINGS = ("You're running the worker with superuser", "No directory at")


def port_chosen() -> int:
    """Return KEYDESK_PORT, or 8000."""
    value = os.environ.get("KEYDESK_PORT", "") or str(DEFAULT_PORT)
    if not (value.isascii() and value.isdigit() and 0 < int(value) < 65536):
        message = f"KEYDESK_PORT must be a number from 1 to 65535, not {value!r}."
        raise StartRefused(message)
    return int(value)


def demo_environment(addresses: Addresses, *, port: int, mail_port: int) -> dict[str, str]:
    """Return the environment for every process; what the caller set wins, demo mode apart."""
    defaults = {
        "KEYDESK_ORIGIN": f"http://localhost:{port}",
        "KEYDESK_ALLOWED_HOSTS": "localhost,127.0.0.1",
        "KEYDESK_SMTP_URL": f"smtp://{HOST}:{mail_port}",
        "KEYDESK_VOICE_GATEWAY": "simulator",
        "KEYDESK_TEXT_GATEWAY": "simulator",
        "KEYDESK_LOG_LEVEL": "WARNING",
        "PYTHONWARNINGS": ",".join(f"ignore:{start}" for start in EXPECTED_WARNINGS),
        **keys_load(STATE / "dev.env"),
    }
    fixed = {
        "DATABASE_URL": addresses.database,
        "DATABASE_OWNER_URL": addresses.database_owner,
        "REDIS_URL": addresses.redis,
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "KEYDESK_DEMO": "1",
        "PYTHONUNBUFFERED": "1",
    }
    return {**defaults, **os.environ, **fixed}


def as_owner(environment: Mapping[str, str]) -> dict[str, str]:
    """Return `environment` for a migration, which needs more rights than the application."""
    return {**environment, "DATABASE_URL": environment["DATABASE_OWNER_URL"]}
