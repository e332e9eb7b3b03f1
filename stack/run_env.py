"""The environment of the Keydesk that runs, kept for commands in another terminal."""

import os
import shlex
from collections.abc import Mapping
from pathlib import Path

OURS = ("KEYDESK_", "DATABASE_", "REDIS_", "DJANGO_SETTINGS_")


def run_env_write(path: Path, environment: Mapping[str, str]) -> None:
    """Write what is Keydesk's own, so that a shell can read it; only its owner may."""
    path.unlink(missing_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        for name, value in sorted(environment.items()):
            if name.startswith(OURS):
                file.write(f"export {name}={shlex.quote(value)}\n")


def run_env_read(path: Path) -> dict[str, str]:
    """Return what `run_env_write` wrote."""
    words = shlex.split(path.read_text(encoding="utf-8"))
    pairs = (word.partition("=") for word in words if word != "export")
    return {name: value for name, _, value in pairs}
