"""Saved recovery codes: look-up secrets that somebody printed for the day everything is lost."""

from django.db import models

from mfa.models.authenticator import Authenticator
from mfa.models.challenge import Challenge


class RecoveryCode(models.Model):
    """One of a set (an Authenticator of kind RECOVERY), good once.

    `slot` is the first character of the code and says which row to compare: a try costs one hash.
    """

    authenticator = models.ForeignKey(Authenticator, models.PROTECT, related_name="codes")
    slot = models.CharField(max_length=1)
    secret = models.CharField(max_length=200)
    challenge = models.OneToOneField(Challenge, models.PROTECT, null=True)  # that used it
    used_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["authenticator", "slot"], name="recovery_code_slot_once"
            ),
        ]

    def __str__(self) -> str:
        return f"recovery code {self.pk}"
