"""Reading the console's lists as a browser does: rows, and the links to other pages."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import connection
from django.db.models import Model
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from audit.models import AuditEvent, Stream
from config.routes import RULES
from delivery.models import Message
from helpdesk.console.reading import PAGE
from helpdesk.console.registry import console

LISTS = sorted(name for name in RULES if name.endswith("_changelist"))
LIMIT = f"LIMIT {PAGE + 1}"  # a page, and a row that says whether there is another one
THEN = datetime(2026, 3, 1, 12, tzinfo=UTC)


@dataclass
class Page:
    """What a page of a list holds, and what it asked the database."""

    rows: list[Any]
    newest: str
    newer: str
    older: str
    statements: list[str] = field(default_factory=list)

    @property
    def keys(self) -> list[Any]:
        return [row.pk for row in self.rows]


def page_of(browser: Client, name: str, query: str = "") -> Page:
    """Open a list."""
    with CaptureQueriesContext(connection) as queries:
        answer = browser.get(reverse(name) + query)
    assert answer.status_code == 200, answer.status_code
    cl = answer.context["cl"]
    links = cl.paginator
    statements = [query["sql"] for query in queries]
    return Page(list(cl.result_list), links.newest, links.newer, links.older, statements)


def admin_of(name: str) -> Any:
    """Return the ModelAdmin behind a route."""
    for model, admin in console._registry.items():
        if name == f"console:{model._meta.app_label}_{model._meta.model_name}_changelist":
            return admin
    raise LookupError(name)


def list_statements(page: Page, model: type[Model]) -> list[str]:
    """Return the statements that read rows of the list itself."""
    begin = f'FROM "{model._meta.db_table}"'
    found = [sql for sql in page.statements if begin in sql and sql.endswith(LIMIT)]
    assert found
    return found


def events_make(count: int, *, at: datetime = THEN, **fields: Any) -> list[AuditEvent]:
    """Write events of one moment, past the service: only how they are listed is looked at."""
    event = {"stream": Stream.SIGN_IN, "tag": "user:link:sent", "body": b'{"facts":{}}', **fields}
    return AuditEvent.objects.bulk_create([AuditEvent(at=at, **event) for _ in range(count)])


def messages_make(count: int, *, person: User, at: datetime = THEN) -> list[Message]:
    """Write mails of one moment."""
    return Message.objects.bulk_create(
        [
            Message(
                channel="MAIL",
                kind="mfa.notice",
                ref="00000000-0000-0000-0000-000000000001",
                person=person,
                destination="user@example.org",
                destination_index=b"",
                state="SENT",
                created_at=at,
                due_at=at,
                deadline_at=at + timedelta(hours=1),
                finished_at=at,
            )
            for _ in range(count)
        ]
    )
