"""Two addresses for a load balancer: alive, and ready. They answer anybody and tell no more."""

from collections.abc import Callable

import psycopg
import redis
from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe
from psycopg import sql

from delivery.models import Heartbeat
from delivery.policy import policy

CONNECT_SECONDS = 2
STATEMENT_MILLISECONDS = 2000


@require_safe
def healthz(_request: HttpRequest) -> HttpResponse:
    """Say that this process answers, without asking any other."""
    return HttpResponse("ok\n", content_type="text/plain")


@require_safe
def readyz(_request: HttpRequest) -> JsonResponse:
    """Say which of the parts work; 503 unless all do."""
    parts: dict[str, Callable[[], bool]] = {
        "database": database_answers,
        "broker": broker_answers,
        "worker": worker_is_alive,
    }
    found = {name: "ok" if is_up() else "down" for name, is_up in parts.items()}
    response = JsonResponse(found, status=503 if "down" in found.values() else 200)
    response._has_been_logged = True  # type: ignore[attr-defined]  # noqa: SLF001 - asked often
    return response


def database_answers() -> bool:
    """Ask over a connection of its own, with short limits."""
    return _ask(sql.SQL("SELECT true"))


def worker_is_alive() -> bool:
    """Say whether some worker has done beat's bidding lately, by the database's clock."""
    query = sql.SQL(
        "SELECT coalesce(max(seen_at) > clock_timestamp() - make_interval(secs => {}), false)"
        " FROM {}",
    )
    longest = policy().worker_alive.total_seconds()
    return _ask(query.format(longest, sql.Identifier(Heartbeat._meta.db_table)))


def broker_answers() -> bool:
    """Ping the broker."""
    limits = {"socket_connect_timeout": CONNECT_SECONDS, "socket_timeout": CONNECT_SECONDS}
    try:
        with redis.Redis.from_url(settings.REDIS_URL, **limits) as client:
            return bool(client.ping())
    except redis.RedisError:
        return False


def _ask(query: sql.SQL | sql.Composed) -> bool:
    parameters = {
        **connection.get_connection_params(),
        "connect_timeout": CONNECT_SECONDS,
        "options": f"-c statement_timeout={STATEMENT_MILLISECONDS}",
    }
    try:
        with psycopg.connect(**parameters) as fresh:
            row = fresh.execute(query).fetchone()
    except psycopg.Error:
        return False
    return bool(row and row[0])
