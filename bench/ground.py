"""The ground a bench stands on: servers and a database of its own, migrated and empty."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

import psycopg
from django.db import connections
from psycopg import sql

from stack.claim import claim
from stack.environment import as_owner
from stack.keys import keys_new
from stack.manage import manage
from stack.places import data_home
from stack.refusal import StartRefused
from stack.servers import servers
from stack.valkey import HOST, free_port

DATABASE = "keydesk_bench"


@contextmanager
def ground() -> Iterator[dict[str, str]]:
    """Start everything that a scenario needs and set the environment; all is gone at the end."""
    home = data_home("bench")
    lock = claim(home)
    if lock is None:
        message = "A bench is running already from this folder."
        raise StartRefused(message)
    with lock, servers(home) as addresses:
        _database_make(addresses.database_owner)
        try:
            environment = _environment(
                _named(addresses.database), _named(addresses.database_owner), addresses.redis
            )
            manage("migrate", "--verbosity", "0", environment=as_owner(environment))
            os.environ.update(environment)
            yield environment
        finally:
            connections.close_all()
            _database_drop(addresses.database_owner)


def _environment(database: str, owner: str, redis: str) -> dict[str, str]:
    port = free_port()
    return {
        **os.environ,
        **keys_new(),
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "DATABASE_URL": database,
        "DATABASE_OWNER_URL": owner,
        "REDIS_URL": redis,
        "KEYDESK_DEMO": "1",
        "KEYDESK_DEBUG": "0",
        "KEYDESK_ORIGIN": f"http://localhost:{port}",
        "KEYDESK_ALLOWED_HOSTS": "localhost,127.0.0.1,testserver",
        "KEYDESK_SMTP_URL": f"smtp://{HOST}:{free_port()}",
        "KEYDESK_VOICE_GATEWAY": "simulator",
        "KEYDESK_TEXT_GATEWAY": "simulator",
        "KEYDESK_LOG_LEVEL": "ERROR",
        "PYTHONWARNINGS": "ignore",
    }


def _named(url: str) -> str:
    return urlsplit(url)._replace(path=f"/{DATABASE}").geturl()


def _database_make(owner: str) -> None:
    _database_drop(owner)
    with psycopg.connect(owner, autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(DATABASE)))


def _database_drop(owner: str) -> None:
    drop = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(DATABASE))
    with psycopg.connect(owner, autocommit=True) as connection:
        connection.execute(drop)
