"""Roles, database and extensions: the same ones that docs/operations.md asks of production."""

from typing import LiteralString

import psycopg
from psycopg import sql

NAME = "keydesk"
OWNER = "keydesk_owner"
APP = "keydesk_app"
EXTENSIONS = ("pg_trgm", "unaccent", "citext")


def cluster_prepare(connection: psycopg.Connection[tuple[object, ...]]) -> None:
    """Create what the whole cluster shares: the two roles and the database."""
    for role, rights in ((OWNER, "LOGIN CREATEDB"), (APP, "LOGIN")):
        if not _exists(connection, "SELECT 1 FROM pg_roles WHERE rolname = %s", role):
            create = sql.SQL("CREATE ROLE {} " + rights)
            connection.execute(create.format(sql.Identifier(role)))
    if not _exists(connection, "SELECT 1 FROM pg_database WHERE datname = %s", NAME):
        names = {"name": sql.Identifier(NAME), "owner": sql.Identifier(OWNER)}
        # A new database is a copy of template1, so a test database gets the extensions too.
        info = connection.info
        with psycopg.connect(
            host=info.host, user=info.user, dbname="template1", autocommit=True
        ) as template:
            database_prepare(template)
        connection.execute(sql.SQL("CREATE DATABASE {name} OWNER {owner}").format(**names))


def database_prepare(connection: psycopg.Connection[tuple[object, ...]]) -> None:
    """Create the extensions in one database and let its owner create tables."""
    for extension in EXTENSIONS:
        create = sql.SQL("CREATE EXTENSION IF NOT EXISTS {}")
        connection.execute(create.format(sql.Identifier(extension)))
    grant = sql.SQL("GRANT ALL ON SCHEMA public TO {}")
    connection.execute(grant.format(sql.Identifier(OWNER)))


def _exists(
    connection: psycopg.Connection[tuple[object, ...]], query: LiteralString, name: str
) -> bool:
    return connection.execute(query, [name]).fetchone() is not None
