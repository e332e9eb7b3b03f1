"""A lock on help desk acts, after too many failed verifications in a day."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q


class DeskLock(models.Model):
    """`desk_locked`: the desk may not act on this person until a supervisor lifts it."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="desk_locks")
    cause = models.CharField(max_length=40)
    locked_at = models.DateTimeField()
    lifted_at = models.DateTimeField(null=True)
    lifted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person"], condition=Q(lifted_at__isnull=True), name="desk_lock_one_live"
            ),
            models.CheckConstraint(
                name="desk_lock_lifted_by_another",
                condition=Q(lifted_by__isnull=True) | ~Q(lifted_by=F("person")),
            ),
        ]

    def __str__(self) -> str:
        return self.cause
