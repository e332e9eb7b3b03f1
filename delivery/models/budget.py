"""What a day's calls and texts may cost, reserved before anything is dialled."""

from django.db import models


class Budget(models.Model):
    """Reserved units of one day (UTC) and channel, moved by a single atomic upsert."""

    day = models.DateField()
    channel = models.CharField(max_length=8)
    reserved = models.PositiveIntegerField(default=0)
    warned_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["day", "channel"], name="budget_day_channel"),
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.channel}: {self.reserved}"
