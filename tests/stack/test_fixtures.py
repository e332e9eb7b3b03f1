"""The fixtures themselves: a real worker, site, browser and mail server, and a clean database."""

import time
import urllib.request
from smtplib import SMTP

import pytest
from django.conf import settings
from django.contrib.auth.models import Group
from django.db import DatabaseError, connection
from playwright.sync_api import Page

from audit.models import AuditEvent, Stream
from delivery.models import Heartbeat
from tests.fixtures.database import Owner, tables_empty
from tests.fixtures.mail import Sink
from tests.fixtures.processes import Worker

TRIGGERS = "SELECT tgname, tgenabled::text FROM pg_trigger WHERE tgrelid = 'audit_event'::regclass"


def event_make() -> None:
    AuditEvent.objects.create(
        stream=Stream.SIGN_IN, at="2026-01-01T00:00:00Z", tag="user:test:made", body=b"{}"
    )


@pytest.mark.django_db(transaction=True)
def test_tables_are_emptied_past_the_triggers_which_stay_as_they_were(
    owner_connection: Owner,
) -> None:
    before = owner_connection.execute(TRIGGERS).fetchall()
    assert ("audit_event_append_only", "A") in before
    event_make()
    Heartbeat.objects.create(name="worker", seen_at="2026-01-01T00:00:00Z")
    tables_empty()
    assert not AuditEvent.objects.exists()
    assert not Heartbeat.objects.exists()
    assert Group.objects.filter(name="agent").exists()
    assert owner_connection.execute(TRIGGERS).fetchall() == before


@pytest.mark.django_db(transaction=True)
def test_the_tests_cannot_do_that_themselves() -> None:
    event_make()
    for statement in ("DELETE FROM audit_event", "TRUNCATE audit_event", "DROP TABLE audit_event"):
        with pytest.raises(DatabaseError), connection.cursor() as cursor:
            cursor.execute(statement)


def heartbeat_wait(after: object = None, *, seconds: float = 20) -> object:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        seen_at = Heartbeat.objects.values_list("seen_at", flat=True).first()
        if seen_at and seen_at != after:
            return seen_at
        time.sleep(0.1)
    pytest.fail("no heartbeat")


@pytest.mark.fault
def test_a_worker_beats_can_be_killed_and_started_again(worker: Worker) -> None:
    first = heartbeat_wait()
    worker.kill()
    assert worker.pool.child is not None
    assert worker.pool.child.poll() == -9
    worker.restart()
    assert heartbeat_wait(after=first)


def test_the_site_runs_on_the_test_database(live_site: str) -> None:
    with urllib.request.urlopen(f"{live_site}/healthz", timeout=10) as answer:  # noqa: S310
        assert answer.read() == b"ok\n"


@pytest.mark.browser
def test_the_browser_opens_the_site(live_site: str, chromium: Page) -> None:
    answer = chromium.goto(f"{live_site}/nothing")
    assert answer is not None
    assert answer.status == 404
    assert chromium.get_by_role("heading", name="Page not found").is_visible()


def test_the_mail_server_keeps_what_it_gets(smtp_sink: Sink) -> None:
    with SMTP(settings.EMAIL_HOST, settings.EMAIL_PORT) as client:
        client.sendmail("a@example.org", "b@example.org", "To: b@example.org\r\n\r\nHello")
    assert [mail.get_content().strip() for mail in smtp_sink.to("b@example.org")] == ["Hello"]
