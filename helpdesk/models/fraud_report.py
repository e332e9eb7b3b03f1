"""Fraud reports: somebody says that a sign-in, a call or a change was not theirs."""

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from mfa.models import Challenge


class Source(models.TextChoices):
    """Where the person said so."""

    PUSH = "PUSH", _("request in the app")
    CALL = "CALL", _("key on a call")
    HISTORY = "HISTORY", _("list of sign-ins")
    NOTICE = "NOTICE", _("link in a notice")
    CALLER = "CALLER", _("question about a caller")


class FraudReport(models.Model):
    """What was reported, with everything about it as it was then. One a person and burst."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="fraud_reports"
    )
    source = models.CharField(max_length=10, choices=Source.choices)
    challenge = models.ForeignKey(Challenge, models.PROTECT, null=True, related_name="+")
    case_ref = models.UUIDField(null=True)
    # The sign-in (or change) behind it, as it was then.
    service = models.CharField(max_length=80, blank=True)
    purpose = models.CharField(max_length=16, blank=True)
    method = models.CharField(max_length=12, blank=True)
    ip = models.GenericIPAddressField(null=True)
    user_agent = models.CharField(max_length=300, blank=True)
    happened_at = models.DateTimeField(null=True)
    led_to = models.CharField(max_length=20, blank=True)  # nothing, a session, a new device …
    times = models.PositiveIntegerField(default=1)  # how often in this burst
    reported_at = models.DateTimeField()
    last_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["-last_at", "-id"], name="fraud_report_newest"),
            models.Index(fields=["person", "-last_at"], name="fraud_report_person"),
        ]

    def __str__(self) -> str:
        return str(self.pk)[:8]
