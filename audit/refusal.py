"""Services that change something, and refusals that outlive the rollback they cause."""

from collections.abc import Callable
from contextvars import ContextVar
from datetime import datetime
from functools import wraps
from typing import Any, ParamSpec, TypeVar
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from audit.record import Person, record
from audit.tags import Tag

P = ParamSpec("P")
R = TypeVar("R")

_inside: ContextVar[bool] = ContextVar("audited_service_running", default=False)


class Refused(Exception):  # noqa: N818
    """A service says no. `message` is translated and may be shown to whoever asked."""

    def __init__(
        self,
        message: str,
        *,
        tag: Tag,
        actor: Person = None,
        subject: Person = None,
        case: UUID | str | None = None,
        **facts: object,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.tag = tag
        self.actor = actor
        self.subject = subject
        self.case = case
        self.facts = facts


def audited(service: Callable[P, R]) -> Callable[P, R]:
    """Run `service` in one transaction; keep the event of a refusal although all else is undone.

    The outermost audited service owns the transaction (`durable`): code around it could roll back
    the event of a refusal, so a transaction that is already open raises RuntimeError. An audited
    service inside another one joins it; its refusal is recorded when the outer one ends with it.
    """

    @wraps(service)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        if _inside.get():
            with transaction.atomic():
                return service(*args, **kwargs)
        token = _inside.set(True)
        try:
            with transaction.atomic(durable=True):
                return service(*args, **kwargs)
        except Refused as refusal:
            _refusal_record(refusal, kwargs)
            raise
        finally:
            _inside.reset(token)

    return run


def _refusal_record(refusal: Refused, kwargs: dict[str, Any]) -> None:
    at = kwargs.get("at")
    with transaction.atomic():
        record(
            refusal.tag,
            at=at if isinstance(at, datetime) else timezone.now(),
            actor=refusal.actor,
            subject=refusal.subject,
            case=refusal.case,
            **refusal.facts,
        )
