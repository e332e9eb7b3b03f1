"""Links that are mailed so that a person can set a password."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models.address import ContactAddress
from accounts.models.user import User


class Purpose(models.TextChoices):
    ACTIVATE = "ACTIVATE", _("first password")
    RESET = "RESET", _("forgotten password")


class LinkToken(models.Model):
    """A one-use link. Its token is derived from the id and an environment key, and not stored."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    token_hash = models.BinaryField(unique=True)
    user = models.ForeignKey(User, models.CASCADE, related_name="links")
    purpose = models.CharField(max_length=8, choices=Purpose.choices)
    address = models.ForeignKey(ContactAddress, models.CASCADE, related_name="+")
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "accounts_link_token"
        verbose_name = _("mailed link")
        verbose_name_plural = _("mailed links")
        default_permissions = ()
        constraints: ClassVar = [
            models.UniqueConstraint(
                name="accounts_link_one_live",
                fields=["user", "purpose"],
                condition=Q(used_at__isnull=True, withdrawn_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.purpose} {self.created_at:%Y-%m-%d %H:%M}"
