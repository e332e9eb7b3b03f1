"""A fresh second step of a staff member, good for one case in one session."""

from django.conf import settings
from django.db import models

from helpdesk.models.case import Case


class StepUp(models.Model):
    agent = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    case = models.ForeignKey(Case, models.CASCADE, related_name="step_ups")
    session = models.CharField(max_length=64)  # hash of the session key, as accounts stores it
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["case", "agent", "-expires_at"], name="step_up_latest")]

    def __str__(self) -> str:
        return f"step-up until {self.expires_at:%H:%M}"
