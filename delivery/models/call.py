"""A telephone call: the intent written before dialling, and what the provider told us."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from delivery.models.message import Message


class CallState(models.TextChoices):
    DIALLING = "DIALLING", _("dialling")
    RINGING = "RINGING", _("ringing")
    ANSWERED = "ANSWERED", _("answered")
    ENDED = "ENDED", _("ended")


class CallOutcome(models.TextChoices):
    COMPLETED = "COMPLETED", _("completed")
    HUNG_UP = "HUNG_UP", _("the person hung up")
    NO_ANSWER = "NO_ANSWER", _("nobody answered")
    BUSY = "BUSY", _("the line was busy")
    VOICEMAIL = "VOICEMAIL", _("a voicemail box answered")
    FAILED = "FAILED", _("the call could not be placed")
    CANCELLED = "CANCELLED", _("called off by us")
    UNKNOWN = "UNKNOWN", _("not known what became of the call")


class Call(models.Model):
    """One per voice message, for ever: a message is dialled at most once.

    A message that ended without being dialled has a call as well, ENDED and FAILED, so that whoever
    waits for the call needs to look in one place only.
    """

    message = models.OneToOneField(Message, models.CASCADE, primary_key=True)
    state = models.CharField(max_length=10, choices=CallState.choices, default=CallState.DIALLING)
    outcome = models.CharField(max_length=10, choices=CallOutcome.choices, blank=True)
    gateway = models.CharField(max_length=20)
    gateway_ref = models.CharField(max_length=80, blank=True)
    dialled_at = models.DateTimeField(null=True)
    rang_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    news_at = models.DateTimeField()  # the last sign of life, on the database's clock

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["gateway", "gateway_ref"],
                condition=~Q(gateway_ref=""),
                name="call_gateway_ref",
            ),
            models.CheckConstraint(
                name="call_outcome_when_ended",
                condition=Q(state="ENDED", ended_at__isnull=False) & ~Q(outcome="")
                | (~Q(state="ENDED") & Q(outcome="", ended_at__isnull=True)),
            ),
        ]
        indexes = [
            models.Index(fields=["news_at"], name="call_under_way", condition=~Q(state="ENDED")),
            models.Index(fields=["-news_at", "-message"], name="call_newest"),
            models.Index(fields=["outcome", "-news_at", "-message"], name="call_by_outcome"),
        ]

    def __str__(self) -> str:
        return f"call {self.pk} {self.state}"


class CallEvent(models.Model):
    """What a provider reported, once per event id, whatever the order of arrival."""

    gateway = models.CharField(max_length=20)
    gateway_ref = models.CharField(max_length=80)
    event_id = models.CharField(max_length=80)
    kind = models.CharField(max_length=12)
    received_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["gateway", "gateway_ref", "event_id"], name="call_event_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.event_id}"
