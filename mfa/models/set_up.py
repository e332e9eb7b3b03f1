"""How far somebody has come with setting up, so that breaking off loses nothing."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class SetUpStep(models.TextChoices):
    METHOD = "METHOD", _("choosing a method")
    ANOTHER = "ANOTHER", _("adding another way")
    RECOVERY = "RECOVERY", _("recovery codes")
    TRUST = "TRUST", _("trusting this browser")
    DONE = "DONE", _("done")


class SetUp(models.Model):
    """A row per person who began; nobody without one is asked anything."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, primary_key=True, related_name="set_up"
    )
    step = models.CharField(max_length=10, choices=SetUpStep.choices, default=SetUpStep.METHOD)
    intro_seen_at = models.DateTimeField(null=True)
    postponed_at = models.DateTimeField(null=True)
    nudged_at = models.DateTimeField(null=True)  # last asked about a second device

    def __str__(self) -> str:
        return f"{self.user_id}: {self.step}"
