"""The servers of one run: embedded ones, or those that the environment names."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from stack import database
from stack.postgres import Postgres
from stack.valkey import Valkey


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where the database and the broker are."""

    database: str
    database_owner: str
    redis: str


@contextmanager
def servers(home: Path, *, throwaway: bool = False, only_own: bool = False) -> Iterator[Addresses]:
    """Start what DATABASE_URL and REDIS_URL do not name (or both), and stop it at the end."""
    given = {} if only_own else os.environ
    postgres = None if given.get("DATABASE_URL") else Postgres(home, throwaway=throwaway)
    valkey = None if given.get("REDIS_URL") else Valkey(home, throwaway=throwaway)
    try:
        for server in (postgres, valkey):
            if server:
                server.start()
        app = postgres.url(database.APP) if postgres else given["DATABASE_URL"]
        owner = postgres.url(database.OWNER) if postgres else given.get("DATABASE_OWNER_URL")
        yield Addresses(
            database=app,
            database_owner=owner or app,
            redis=valkey.url if valkey else given["REDIS_URL"],
        )
    finally:
        for server in (valkey, postgres):
            if server:
                server.stop()
