"""Sessions of the browser, found by the hash of their cookie."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models.user import User


class Session(models.Model):
    """One browser session. `session_key` is a SHA-256, so that a dump opens no session."""

    session_key = models.CharField(max_length=64, primary_key=True)
    id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    user = models.ForeignKey(User, models.CASCADE, null=True, related_name="sessions")
    session_data = models.TextField()
    opened_by = models.CharField(_("opened by"), max_length=20, blank=True, default="")
    ip = models.GenericIPAddressField(_("address"), null=True)
    user_agent = models.CharField(_("browser"), max_length=200, blank=True, default="")
    created_at = models.DateTimeField(_("opened"))
    last_seen_at = models.DateTimeField(_("last seen"))
    idle_seconds = models.PositiveIntegerField()
    absolute_ends_at = models.DateTimeField(_("ends"))

    class Meta:
        db_table = "accounts_session"
        verbose_name = _("session")
        verbose_name_plural = _("sessions")
        default_permissions = ()
        indexes: ClassVar = [
            models.Index(
                name="accounts_session_newest",
                fields=["-created_at", "-id"],
                condition=Q(user__isnull=False),
            ),
            models.Index(name="accounts_session_ends", fields=["absolute_ends_at"]),
        ]

    def __str__(self) -> str:
        return f"{self.opened_by} {self.created_at:%Y-%m-%d %H:%M}"
