"""How often somebody's second factor failed in a row, all factors together."""

from django.conf import settings
from django.db import models


class FactorState(models.Model):
    """A row per person who ever failed; locked rows serialise the attempts of one person."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, primary_key=True, related_name="factor_state"
    )
    failures = models.PositiveIntegerField(default=0)
    locked_until = models.DateTimeField(null=True)
    calls_blocked_at = models.DateTimeField(null=True)  # since "not me"; another factor thaws it

    def __str__(self) -> str:
        return f"{self.failures} failures"
