"""Sessions: unguessable, hashed at rest, ended by the database's clock, renewed at sign-in (F2)."""

from datetime import timedelta
from typing import cast

import pytest
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.base import UpdateError
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext

from accounts.models import Session, User
from accounts.sessions import SessionMiddleware, SessionStore, key_hash, sessions_end
from accounts.tasks import clear_sessions
from accounts.web.session_open import session_end, session_open
from audit.clock import ClockTimestamp
from tests.fixtures.people import person_make

pytestmark = pytest.mark.django_db
COOKIE = "keydesk"
IDLE, ABSOLUTE = timedelta(minutes=15), timedelta(hours=12)


def visit(key: str | None = None, *, sign_in: User | None = None, **headers: str) -> SessionStore:
    """Send a request with this cookie; return the session as it was in the view."""
    request = RequestFactory().get("/", **headers)  # type: ignore[arg-type]
    if key:
        request.COOKIES[COOKIE] = key
    seen: list[SessionStore] = []

    def view(request: HttpRequest) -> HttpResponse:
        store = cast(SessionStore, request.session)
        dict(store.items())
        if sign_in:
            session_open(
                request, user=sign_in, opened_by="PHONE_CALL", absolute=ABSOLUTE, idle=IDLE
            )
        seen.append(store)
        return HttpResponse()

    SessionMiddleware(view)(request)
    return seen[0]


def opened(user: User) -> str:
    """Sign somebody in; return the cookie's key."""
    return visit(sign_in=user).session_key or ""


def move(key: str, **columns: timedelta) -> None:
    """Pretend that the session is older than it is."""
    moments = {name: ClockTimestamp() + by for name, by in columns.items()}
    Session.objects.filter(session_key=key_hash(key)).update(**moments)


def test_the_row_tells_who_where_and_how_long(user: User) -> None:
    key = visit(sign_in=user, REMOTE_ADDR="192.0.2.7", HTTP_USER_AGENT="Firefox" * 100).session_key
    row = Session.objects.get()
    assert (row.user, row.opened_by, row.ip) == (user, "PHONE_CALL", "192.0.2.7")
    assert len(row.user_agent) == 200
    assert abs(row.absolute_ends_at - row.created_at - ABSOLUTE) < timedelta(seconds=1)
    assert row.idle_seconds == 900
    assert row.session_key == key_hash(key or "")


def test_a_dump_opens_no_session(user: User) -> None:
    key = opened(user)
    with connection.cursor() as cursor:
        cursor.execute("SELECT s::text FROM accounts_session AS s")
        ((row,),) = cursor.fetchall()
    assert key not in row
    assert SESSION_KEY not in visit(Session.objects.get().session_key)


@pytest.mark.parametrize("key", ["x" * 32, "short", "", "ä" * 32, "\udcff" * 32, "a" * 5000])
def test_an_unknown_key_is_never_adopted(key: str) -> None:
    store = visit(key)
    store["a"] = 1
    store.save()
    assert store.session_key != key
    assert not Session.objects.filter(session_key=key_hash(key)).exists()


def test_signing_in_changes_the_key_and_kills_the_old_one(user: User) -> None:
    """F2: a key that somebody planted before opens nothing."""
    planted = SessionStore()
    planted["half"] = "done"
    planted.save()

    store = visit(planted.session_key, sign_in=user)

    assert store.session_key != planted.session_key
    assert "half" not in store
    assert not SessionStore(planted.session_key).exists(planted.session_key or "")
    assert Session.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_sign_in_that_is_rolled_back_opens_nothing(user: User) -> None:
    def view(request: HttpRequest) -> HttpResponse:
        with transaction.atomic():
            session_open(request, user=user, opened_by="TOTP", absolute=ABSOLUTE, idle=IDLE)
            transaction.set_rollback(True)
        return HttpResponse()

    answer = SessionMiddleware(view)(RequestFactory().get("/"))
    assert not Session.objects.exists()
    assert isinstance(answer, HttpResponse)
    assert SESSION_KEY not in visit(answer.cookies[COOKIE].value)


def test_opening_a_session_costs_three_queries(user: User) -> None:
    """One deletes what was before, one inserts; the middleware has nothing left to write."""
    planted = SessionStore()
    planted["half"] = "done"
    planted.save()
    with CaptureQueriesContext(connection) as queries:
        visit(planted.session_key, sign_in=user)
    assert len([q for q in queries if "SAVEPOINT" not in q["sql"]]) == 3


def test_signing_in_again_changes_the_key_too(user: User) -> None:
    first = opened(user)
    second = visit(first, sign_in=user).session_key
    assert second != first
    assert Session.objects.get().session_key == key_hash(second or "")


def test_a_new_key_keeps_the_end_and_the_user(user: User) -> None:
    key = opened(user)
    before = Session.objects.get()
    store = visit(key)
    store.cycle_key()
    store.save()
    after = Session.objects.get()
    assert after.session_key != before.session_key
    assert (after.id, after.user, after.absolute_ends_at) == (
        before.id,
        user,
        before.absolute_ends_at,
    )
    assert SESSION_KEY not in visit(key)
    assert SESSION_KEY in visit(store.session_key)


@pytest.mark.parametrize(
    ("columns", "is_alive"),
    [
        ({"last_seen_at": -IDLE + timedelta(seconds=10)}, True),
        ({"last_seen_at": -IDLE}, False),
        ({"absolute_ends_at": timedelta(seconds=10)}, True),
        ({"absolute_ends_at": timedelta(0)}, False),
    ],
)
def test_a_session_ends_by_rest_and_by_age(
    user: User, columns: dict[str, timedelta], *, is_alive: bool
) -> None:
    key = opened(user)
    move(key, **columns)
    assert (SESSION_KEY in visit(key)) == is_alive
    clear_sessions()
    assert Session.objects.count() == is_alive


def test_use_keeps_a_session_awake_but_not_beyond_its_end(user: User) -> None:
    key = opened(user)
    end = Session.objects.get().absolute_ends_at
    move(key, last_seen_at=-timedelta(minutes=10))
    visit(key)
    row = Session.objects.get()
    assert SessionStore(key).get(SESSION_KEY)
    assert row.absolute_ends_at == end
    move(key, last_seen_at=-timedelta(minutes=10))
    before = Session.objects.get().last_seen_at
    visit(key, HTTP_X_BACKGROUND="1")
    assert Session.objects.get().last_seen_at == before


def test_a_request_costs_one_query_and_writes_at_most_once_a_minute(user: User) -> None:
    key = opened(user)
    with CaptureQueriesContext(connection) as queries:
        visit(key)
    assert len(queries) == 1
    move(key, last_seen_at=-timedelta(minutes=2))
    with CaptureQueriesContext(connection) as queries:
        visit(key)
    assert len(queries) == 2


def test_a_session_ended_elsewhere_does_not_come_back(user: User) -> None:
    key = opened(user)
    stale, cycled = SessionStore(key), SessionStore(key)
    stale["a"] = 1
    dict(cycled.items())
    sessions_end(user=user)
    with pytest.raises(UpdateError):
        stale.save()
    cycled.cycle_key()
    cycled.save()
    assert not Session.objects.filter(user=user).exists()
    assert SESSION_KEY not in cycled


def test_sessions_end_everywhere_but_here(user: User) -> None:
    here, there = opened(user), opened(user)
    other = opened(person_make("other"))
    assert sessions_end(user=user, except_key=here) == 1
    assert SESSION_KEY in visit(here)
    assert SESSION_KEY not in visit(there)
    assert sessions_end(user=user.pk) == 1
    assert SESSION_KEY in visit(other)


def test_signing_out_deletes_the_row(user: User) -> None:
    request = RequestFactory().get("/")
    request.session = SessionStore(opened(user))
    request.user = user
    session_end(request)
    assert not Session.objects.exists()


def test_a_changed_password_ends_what_was_open(user: User) -> None:
    """Django's hash of the password in the session does it, row or no row."""
    from django.contrib.auth import get_user

    key = opened(user)
    request = RequestFactory().get("/")
    request.session = SessionStore(key)
    assert get_user(request) == user
    user.set_password("something else entirely")
    user.save()
    request.session = SessionStore(key)
    assert get_user(request).is_anonymous


def test_a_locked_person_is_nobody_at_the_next_request(user: User) -> None:
    from django.contrib.auth import get_user

    request = RequestFactory().get("/")
    request.session = SessionStore(opened(user))
    User.objects.filter(pk=user.pk).update(status="LOCKED")
    assert get_user(request).is_anonymous


def test_keys_are_long_and_all_different(user: User) -> None:
    keys = {SessionStore()._key_renew() for _ in range(1000)}
    assert len(keys) == 1000
    assert {len(key) for key in keys} == {32}


def test_only_one_place_signs_anybody_in() -> None:
    """Whoever calls Django's login() elsewhere goes round the second step."""
    import re
    from pathlib import Path

    from django.conf import settings

    root = Path(settings.BASE_DIR)
    apps = ("accounts", "audit", "config", "delivery", "demo", "helpdesk", "mfa")
    pattern = re.compile(r"(?<![\w.])(?:auth\.)?login\(|import .*\blogin\b(?!_)")
    found = [
        str(path.relative_to(root))
        for app in apps
        for path in (root / app).rglob("*.py")
        if pattern.search(path.read_text(encoding="utf-8"))
    ]
    assert found == ["accounts/web/session_open.py"]
