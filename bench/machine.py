"""What the numbers were taken on, and under what load."""

import os
import platform
from importlib import metadata
from pathlib import Path

from django.db import connection

PACKAGES = ("django", "psycopg", "celery", "django-otp", "argon2-cffi")


def machine_describe() -> list[str]:
    """Return lines for the head of a report."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    versions = ", ".join(f"{name} {metadata.version(name)}" for name in PACKAGES)
    system = f"{platform.system()} {platform.release()}"
    return [
        f"{os.cpu_count()} cores ({_processor()}), {memory:.0f} GiB memory, {system}",
        f"Python {platform.python_version()}, PostgreSQL {_postgres()}, {versions}",
        load_describe(),
    ]


def load_describe() -> str:
    """Return what else the machine is busy with."""
    one, five, _ = os.getloadavg()
    return f"load average {one:.1f} (1 min), {five:.1f} (5 min)"


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        lines = []
    names = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(names, "") or platform.processor() or platform.machine()


def _postgres() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version")
        return str(cursor.fetchone()[0])
