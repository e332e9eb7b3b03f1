"""The session engine: keys are hashed before they touch the database, ends are enforced on load.

A key that is not in the table is never adopted: the browser gets a new one.
"""

import hashlib
import json
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, cast

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions import middleware
from django.contrib.sessions.backends.base import VALID_KEY_CHARS, SessionBase, UpdateError
from django.db import connection
from django.db.models import BooleanField, QuerySet
from django.db.models.expressions import RawSQL
from django.http import HttpRequest
from django.utils.crypto import get_random_string

from accounts.models import Session, User
from audit.clock import ClockTimestamp

ALIVE = """
    absolute_ends_at > clock_timestamp()
    AND last_seen_at + make_interval(secs => idle_seconds) > clock_timestamp()
"""
# Every request begins with this; building it by the ORM takes five times as long as asking it.
LOAD = f"""
    SELECT *, clock_timestamp() - last_seen_at AS unseen FROM accounts_session
    WHERE session_key = %s AND {ALIVE}
"""  # noqa: S608 - a constant
DELETE = "DELETE FROM accounts_session WHERE session_key = %s"
INSERT = """
    INSERT INTO accounts_session (
        session_key, id, user_id, session_data, opened_by, ip, user_agent, idle_seconds,
        created_at, last_seen_at, absolute_ends_at
    )
    SELECT %s, gen_random_uuid(), %s, %s, %s, %s, %s, %s, now, now, now + %s
    FROM clock_timestamp() AS now
"""
KEY_LENGTH = 32  # of 36 characters: 165 bits
SEEN_EVERY = timedelta(minutes=1)
BACKGROUND_HEADER = "X-Background"


@dataclass(frozen=True, slots=True)
class Opening:
    """What the row of a new session says. The default is that of a visitor without a name."""

    opened_by: str = ""
    ip: str = ""
    user_agent: str = ""
    absolute: timedelta = timedelta(hours=2)
    idle: timedelta = timedelta(minutes=30)


def key_hash(key: str) -> str:
    """Return what the database knows of a cookie's key."""
    return hashlib.sha256(key.encode("utf-8", "backslashreplace")).hexdigest()


def sessions_alive() -> QuerySet[Session]:
    """Return the sessions that have neither rested too long nor come to their end."""
    return Session.objects.filter(RawSQL(ALIVE, [], BooleanField()))  # noqa: S611 - a constant


def sessions_end(*, user: User | int, except_key: str | None = None) -> int:
    """Delete the sessions of `user`, but not that of the cookie key `except_key`."""
    pk = user if isinstance(user, int) else user.pk
    doomed = Session.objects.filter(user_id=pk)
    if except_key is not None:
        doomed = doomed.exclude(session_key=key_hash(except_key))
    return doomed.delete()[0]


class SessionStore(SessionBase):
    """Sessions in the table `accounts_session`."""

    _session: dict[str, Any]  # the base class has it as an untyped property

    def __init__(self, session_key: str | None = None) -> None:
        super().__init__(session_key)
        self.row: Session | None = None  # as it was when this request began
        self.opening = Opening()
        self.is_background = False
        self._is_new = session_key is None
        self._written: str | None = None

    def load(self) -> dict[str, Any]:
        """Read the session, if it is alive, and note at most once a minute that it was seen."""
        rows = Session.objects.raw(LOAD, [key_hash(self.session_key or "")])
        row = next(iter(rows), None)
        if row is None:
            self._session_key = None
            self._is_new = True
            return {}
        unseen: timedelta = row.unseen  # type: ignore[attr-defined]  # LOAD adds it
        if unseen > SEEN_EVERY and not self.is_background:
            self._alive().update(last_seen_at=ClockTimestamp())
        self.row, self._is_new = row, False
        data = self.decode(row.session_data)
        self._written = _fingerprint(data)
        return data

    def exists(self, session_key: str) -> bool:
        return Session.objects.filter(session_key=key_hash(session_key)).exists()

    def create(self) -> None:
        self._key_renew()
        self.save(must_create=True)
        self.modified = True

    def save(self, must_create: bool = False) -> None:  # noqa: FBT001, FBT002
        """Write what changed. Raises UpdateError when the session ended in the meantime."""
        data = self.__dict__.setdefault("_session_cache", {}) if must_create else self._session
        if self.session_key is None:
            self._key_renew()
        written = _fingerprint(data)
        if self._is_new or must_create:
            self._insert(data)
        elif written != self._written and not self._alive().update(
            session_data=self.encode(data), user_id=_user_of(data)
        ):
            raise UpdateError
        self._written = written

    def delete(self, session_key: str | None = None) -> None:
        key = session_key or self.session_key
        if key is not None:
            with connection.cursor() as cursor:
                cursor.execute(DELETE, [key_hash(key)])

    def cycle_key(self) -> None:
        """Give the session a new key; the old one is dead at once, the ends stay what they were.

        A session that ended in the meantime comes out empty: it must not live on under a new key.
        """
        self._session_cache = self._session
        old, was_new = self.session_key, self._is_new
        new = self._key_renew()
        self.modified = True
        if old is None or was_new:
            return
        if self._alive(old).update(session_key=key_hash(new)):
            self._is_new = False
        else:
            self._session_cache, self.row = {}, None

    def flush(self) -> None:
        super().flush()
        self.row = None

    @classmethod
    def clear_expired(cls) -> None:
        """Delete what has ended."""
        Session.objects.exclude(pk__in=sessions_alive().values("pk")).delete()

    def _alive(self, key: str | None = None) -> QuerySet[Session]:
        return sessions_alive().filter(session_key=key_hash(key or self.session_key or ""))

    def _key_renew(self) -> str:
        key = get_random_string(KEY_LENGTH, VALID_KEY_CHARS)
        self._session_key = key
        self._is_new = True
        return key

    def _insert(self, data: dict[str, Any]) -> None:
        opening = self.opening
        values: list[Any] = [
            *(key_hash(self.session_key or ""), _user_of(data), self.encode(data)),
            *(opening.opened_by, opening.ip or None, opening.user_agent),
            *(int(opening.idle.total_seconds()), opening.absolute),
        ]
        with connection.cursor() as cursor:
            cursor.execute(INSERT, values)
        self._is_new = False


class SessionMiddleware(middleware.SessionMiddleware):
    """Django's session middleware; requests that a page makes by itself do not keep it awake."""

    def process_request(self, request: HttpRequest) -> None:
        super().process_request(request)
        store = cast(SessionStore, request.session)
        store.is_background = BACKGROUND_HEADER in request.headers


def _fingerprint(data: dict[str, Any]) -> str:
    return json.dumps(data, sort_keys=True)


def _user_of(data: dict[str, Any]) -> int | None:
    return int(data[SESSION_KEY]) if SESSION_KEY in data else None
