"""A model field whose text is encrypted in the database."""

from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper

from accounts import vault

if TYPE_CHECKING:
    _Column = models.BinaryField[str | None, str | None]
else:
    _Column = models.BinaryField


class EncryptedTextField(_Column):
    """Text in Python, an AES-GCM blob in the column. It can be compared with NULL only."""

    description = "Encrypted text"

    def __init__(self, *args: Any, purpose: str, **kwargs: Any) -> None:
        self.purpose = purpose
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> tuple[str, str, Any, Any]:
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, {**kwargs, "purpose": self.purpose}

    def get_lookup(self, lookup_name: str) -> "type[models.Lookup[Any]] | None":
        return super().get_lookup(lookup_name) if lookup_name == "isnull" else None

    def from_db_value(self, value: bytes | None, *_context: object) -> str | None:
        return None if value is None else vault.decrypt(value, purpose=self.purpose)

    def get_db_prep_value(
        self,
        value: Any,
        connection: BaseDatabaseWrapper,
        prepared: bool = False,  # noqa: FBT001, FBT002
    ) -> Any:
        if isinstance(value, str):
            value = vault.encrypt(value, purpose=self.purpose)
        return super().get_db_prep_value(value, connection, prepared)

    def to_python(self, value: Any) -> Any:
        return value

    def value_to_string(self, obj: models.Model) -> str:
        message = f"{type(obj).__name__}.{self.name} is not written out in clear."
        raise TypeError(message)
