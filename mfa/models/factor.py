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
    # Since "not me" no push and no call; another factor thaws it.
    prompts_blocked_at = models.DateTimeField(null=True)
    push_off_until = models.DateTimeField(null=True)  # too many unanswered pushes (case D1)
    # No sign-in at all, since "this wasn't me" from a mailed notice. An authenticator bound before
    # `frozen_since` (what the notice was about) lifts it, or the desk.
    frozen_at = models.DateTimeField(null=True)
    frozen_since = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.failures} failures"
