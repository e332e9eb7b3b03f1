"""The whole environment of `make run`: keys, demo mode, and where the servers are."""

import os
from collections.abc import Mapping
from urllib.parse import urlsplit

from stack.keys import keys_load
from stack.places import STATE
from stack.servers import Addresses
from stack.serving import Serving
from stack.valkey import HOST

# The demo's owner knows who they are, and a demo serves its static files from where they lie.
EXPECTED_WARNINGS = ("You're running the worker with superuser", "No directory at")


def demo_environment(addresses: Addresses, *, serving: Serving, mail_port: int) -> dict[str, str]:
    """Return the environment for every process; what the caller set wins, demo mode apart."""
    origin = os.environ.get("KEYDESK_ORIGIN") or f"http://localhost:{serving.port}"
    hosts = {"localhost", "127.0.0.1", urlsplit(origin).hostname or "localhost"}
    defaults = {
        "KEYDESK_ORIGIN": origin,
        "KEYDESK_ALLOWED_HOSTS": ",".join(sorted(hosts)),
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
        "KEYDESK_DEMO_PHONES": "1" if serving.certificate else "0",
        "PYTHONUNBUFFERED": "1",
    }
    return {**defaults, **os.environ, **fixed}


def as_owner(environment: Mapping[str, str]) -> dict[str, str]:
    """Return `environment` for a migration, which needs more rights than the application."""
    return {**environment, "DATABASE_URL": environment["DATABASE_OWNER_URL"]}
