"""Evidence about a caller, and the grant that enough of it opens."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from mfa.models.challenge import Challenge


class Act(models.TextChoices):
    """What a grant allows, once."""

    ISSUE_PASSCODE = "ISSUE_PASSCODE", _("issue a passcode")
    REVOKE = "REVOKE", _("revoke a device")


class Grant(models.Model):
    """Proof that enough fresh evidence was gathered for one act on one person in one case."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    held_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    case_ref = models.UUIDField()
    act = models.CharField(max_length=16, choices=Act.choices)
    points = models.PositiveSmallIntegerField()
    threshold = models.PositiveSmallIntegerField()
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    spent_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="grant_enough_points", condition=Q(points__gte=F("threshold"))
            ),
            models.CheckConstraint(
                name="grant_nobody_acts_on_themselves", condition=~Q(held_by=F("user"))
            ),
            models.UniqueConstraint(
                fields=["case_ref"],
                condition=Q(act="ISSUE_PASSCODE"),
                name="grant_one_passcode_per_case",
            ),
        ]
        indexes = [models.Index(fields=["case_ref"], name="grant_case")]

    def __str__(self) -> str:
        return f"{self.act} {self.points}/{self.threshold}"


class Evidence(models.Model):
    """One passed check of a caller and what it is worth.

    `channel` tells two checks of one channel apart from two independent ones.
    """

    challenge = models.OneToOneField(Challenge, models.PROTECT, primary_key=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    gathered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    case_ref = models.UUIDField()
    channel = models.CharField(max_length=80)
    points = models.PositiveSmallIntegerField()
    gathered_at = models.DateTimeField()
    grant = models.ForeignKey(Grant, models.PROTECT, null=True, related_name="evidence")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="evidence_nobody_vouches_for_themselves",
                condition=~Q(gathered_by=F("user")),
            ),
        ]
        indexes = [models.Index(fields=["case_ref"], name="evidence_case")]

    def __str__(self) -> str:
        return f"{self.channel}: {self.points}"
