"""Claims: one process at a time may use a folder of data."""

import fcntl
from pathlib import Path
from typing import TextIO


def claim(folder: Path) -> TextIO | None:
    """Return an open lock that ends with this process, or None if another one holds it."""
    lock = (folder / "lock").open("w", encoding="utf-8")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        lock.close()
        return None
    return lock
