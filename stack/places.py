"""Where the embedded servers keep their data."""

import hashlib
import os
import shutil
from pathlib import Path

from stack.refusal import StartRefused

ROOT = Path(__file__).resolve().parent.parent
STATE = ROOT / ".keydesk"
ROOT_HOME = Path("/var/lib/keydesk")
FREE_BYTES_NEEDED = 500_000_000


def instance() -> str:
    """Return the name of this demo: one checkout can hold several, each with its own data."""
    return os.environ.get("KEYDESK_INSTANCE") or "run"


def state_folder() -> Path:
    """Return the folder, inside the checkout, for what this demo leaves for other commands."""
    folder = STATE / instance()
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def short_hash(text: str) -> str:
    """Return a few characters that stand for `text` in a folder name."""
    return hashlib.sha256(text.encode()).hexdigest()[:10]


def is_root() -> bool:
    """Say whether this process is root: PostgreSQL then runs as a user of its own."""
    return os.geteuid() == 0


def data_home(name: str) -> Path:
    """Return the folder for one set of servers, made if it is not there.

    Root keeps it outside the checkout: PostgreSQL's own user has to reach it, and the
    folders above a checkout may rightly be closed to others.
    """
    home = ROOT_HOME / short_hash(str(ROOT)) / name if is_root() else STATE / name
    try:
        home.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        message = f"The folder {home} cannot be made: {error.strerror}."
        raise StartRefused(message) from error
    return home


def require_space(folder: Path) -> None:
    """Refuse to start a database that would soon run out of disk."""
    free = shutil.disk_usage(folder).free
    if free < FREE_BYTES_NEEDED:
        message = (
            f"There is too little disk space at {folder}: {free // 1_000_000} MB are free, "
            f"{FREE_BYTES_NEEDED // 1_000_000} MB are needed."
        )
        raise StartRefused(message)
