"""Counters of the database-backed limiter."""

from typing import ClassVar

from django.db import models


class Throttle(models.Model):
    """Hits of one bucket in its current window. The bucket is a hash: names stay out of it."""

    bucket = models.CharField(max_length=64, primary_key=True)
    window_ends_at = models.DateTimeField()
    count = models.PositiveIntegerField()

    class Meta:
        db_table = "accounts_throttle"
        default_permissions = ()
        indexes: ClassVar = [
            models.Index(name="accounts_throttle_ends", fields=["window_ends_at"]),
        ]

    def __str__(self) -> str:
        return f"{self.bucket[:8]}… {self.count}"
