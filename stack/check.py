"""What `make check` runs: every linter, then the system checks of a production installation."""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from stack.claim import claim
from stack.environment import as_owner
from stack.keys import keys_new
from stack.places import ROOT, data_home
from stack.refusal import StartRefused
from stack.servers import Addresses, servers

BIN = Path(sys.executable).parent
PYTHON = sys.executable
LINTERS = {
    "ruff": ["ruff", "check", "."],
    "format": ["ruff", "format", "--check", "."],
    "imports": ["lint-imports"],
    "types": ["mypy", "."],
    "templates": ["djlint", "--lint", "--quiet", "templates"],
}
MANAGE = [PYTHON, "manage.py"]
# The demo's models are part of Keydesk only in demo mode.
WITH_DEMO = frozenset({"types", "migrations complete"})
SYSTEM = ["check", "--deploy", "--database", "default", "--fail-level", "WARNING"]


def main() -> int:
    """Run every step, whatever the ones before said; return 1 if one failed."""
    with checking_servers() as addresses:
        environment = production_environment(addresses)
        demo = {**environment, "KEYDESK_DEMO": "1", "KEYDESK_ORIGIN": "http://localhost"}
        failed = [
            name
            for name, step in steps().items()
            if not _passes(name, step, demo if name in WITH_DEMO else environment)
        ]
    print(f"Failed: {', '.join(failed)}" if failed else "All checks passed.")
    return 1 if failed else 0


@contextmanager
def checking_servers() -> Iterator[Addresses]:
    """Start servers on an empty folder: migrations run here from the first one on."""
    home = data_home("check")
    lock = claim(home)
    if lock is None:
        message = "`make check` is running already in this folder."
        raise StartRefused(message)
    with lock:
        shutil.rmtree(home / "postgres", ignore_errors=True)
        with servers(home, throwaway=True, only_own=True) as addresses:
            yield addresses


def steps() -> dict[str, list[str]]:
    """Return the command of each step, in order."""
    return {
        **{name: [str(BIN / first), *rest] for name, (first, *rest) in LINTERS.items()},
        "indentation": [str(BIN / "djhtml"), "--tabwidth", "2", "--check", *_templates()],
        "hygiene": [PYTHON, "-m", "stack.hygiene"],
        "migrations complete": [*MANAGE, "makemigrations", "--check", "--dry-run"],
        "migrations run": [*MANAGE, "migrate", "--skip-checks", "--verbosity", "0"],
        "deployment": [*MANAGE, *SYSTEM],
    }


def production_environment(addresses: Addresses) -> dict[str, str]:
    """Return what an installation in earnest would set."""
    return {
        **{name: value for name, value in os.environ.items() if not name.startswith("KEYDESK_")},
        **keys_new(),
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "DATABASE_URL": addresses.database,
        "DATABASE_OWNER_URL": addresses.database_owner,
        "REDIS_URL": addresses.redis,
        "KEYDESK_ORIGIN": "https://keydesk.example.org",
        "KEYDESK_SMTP_URL": "smtp+starttls://mail.example.org:587",
        "KEYDESK_VAPID_CONTACT": "mailto:keydesk@example.org",
        "KEYDESK_TRUSTED_PROXIES": "127.0.0.1",
    }


def _templates() -> list[str]:
    return [str(path) for path in sorted((ROOT / "templates").rglob("*.html"))]


def _passes(name: str, command: list[str], environment: Mapping[str, str]) -> bool:
    """Run one step and show what it said only when it failed."""
    begun = time.monotonic()
    done = subprocess.run(
        command,
        cwd=ROOT,
        env=as_owner(environment) if "migrate" in command else environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    verdict = "FAILED" if done.returncode else "ok"
    print(f"{name:20} {verdict:7} {time.monotonic() - begun:5.1f} s", flush=True)
    if done.returncode:
        print(done.stdout, flush=True)
    return done.returncode == 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except StartRefused as refusal:
        sys.exit(str(refusal))
