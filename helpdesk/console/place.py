"""A place in an ordered list: the columns of the order, and their values in one row."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import BooleanField, Expression, F, Field, Func, Model, Value
from django.utils.timezone import is_naive

LONGEST = 100
GLUE = "~"


@dataclass(frozen=True, slots=True)
class Order:
    """Newest first by columns that are never NULL, the last one unique; an index has them all."""

    fields: "tuple[Field[Any, Any], ...]"

    @classmethod
    def of(cls, model: type[Model], names: Sequence[str]) -> "Order":
        """Return the order that Django writes as `("-at", "-pk")`."""
        plain = (name.removeprefix("-") for name in names)
        return cls(
            tuple(
                model._meta.pk if name == "pk" else model._meta.get_field(name)  # type: ignore[misc]
                for name in plain
            )
        )

    def by(self, *, newest_first: bool) -> list[str]:
        sign = "-" if newest_first else ""
        return [f"{sign}{field.name}" for field in self.fields]

    def key(self, row: Model) -> tuple[Any, ...]:
        return tuple(getattr(row, field.attname) for field in self.fields)

    def write(self, row: Model) -> str:
        """Return where a row stands, as it goes into an address."""
        return GLUE.join(
            value.isoformat() if isinstance(value, datetime) else str(value)
            for value in self.key(row)
        )

    def read(self, text: str) -> tuple[Any, ...]:
        """Return the values again; raises ValueError when the text is not a place in this order."""
        parts = text.split(GLUE)
        if len(text) > LONGEST or len(parts) != len(self.fields):
            message = "A place in another order."
            raise ValueError(message)
        pairs = zip(self.fields, parts, strict=True)
        return tuple(_value(field, part) for field, part in pairs)

    def beyond(self, place: Sequence[Any], *, older: bool) -> Expression:
        """Return `(at, id) < (…, …)`, which one step into the index answers."""
        columns = _row(*(F(field.name) for field in self.fields))
        pairs = zip(place, self.fields, strict=True)
        values = _row(*(Value(value, output_field=field) for value, field in pairs))
        return Func(
            columns,
            values,
            template="%(expressions)s",
            arg_joiner=" < " if older else " > ",
            output_field=BooleanField(),
        )


def _row(*parts: F | Value) -> Func:
    return Func(*parts, template="(%(expressions)s)", output_field=BooleanField())


def _value(field: "Field[Any, Any]", text: str) -> Any:
    try:
        value = field.to_python(text)
    except (ValidationError, OverflowError) as error:
        raise ValueError(text) from error
    if value is None or (isinstance(value, datetime) and is_naive(value)):
        raise ValueError(text)
    return value
