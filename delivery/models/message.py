"""The outbox: one row for every message that has to get out."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.fields import EncryptedTextField


class Channel(models.TextChoices):
    VOICE = "VOICE", _("call")
    TEXT = "TEXT", _("text message")
    MAIL = "MAIL", _("e-mail")
    PUSH = "PUSH", _("push message")


# They cost money and make a phone ring: counted, budgeted, and handed over at most once.
AT_MOST_ONCE = frozenset({Channel.VOICE, Channel.TEXT})


class MessageState(models.TextChoices):
    QUEUED = "QUEUED", _("waiting")
    SENDING = "SENDING", _("being sent")
    SENT = "SENT", _("sent")
    FAILED = "FAILED", _("failed")
    UNKNOWN = "UNKNOWN", _("not known whether it went out")
    EXPIRED = "EXPIRED", _("too late to send")
    CANCELLED = "CANCELLED", _("no longer wanted")


FINAL_STATES = frozenset(MessageState) - {MessageState.QUEUED, MessageState.SENDING}


class Message(models.Model):
    """What is to be said to whom. The words are written when it is sent, never stored.

    `ref` is what the message is about (a challenge, a link, a case); its author looks it up.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    channel = models.CharField(max_length=8, choices=Channel.choices)
    kind = models.CharField(max_length=40)
    ref = models.UUIDField()
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="messages")
    destination = EncryptedTextField(purpose="delivery.message.destination")
    destination_index = models.BinaryField(max_length=32)
    facts = models.JSONField(default=dict)
    priority = models.SmallIntegerField(default=5)
    counts = models.BooleanField(default=True)  # towards limits; an approved call does not
    state = models.CharField(
        max_length=10, choices=MessageState.choices, default=MessageState.QUEUED
    )
    attempts = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField()
    due_at = models.DateTimeField()
    enqueued_at = models.DateTimeField(null=True)  # when the broker was last told; null: not yet
    deadline_at = models.DateTimeField()
    claimed_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    gateway = models.CharField(max_length=20, blank=True)  # set = the intent to hand it over
    gateway_ref = models.CharField(max_length=80, blank=True)
    failure = models.CharField(max_length=80, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["ref"], name="message_ref"),
            # The console's list, plain and by each filter.
            models.Index(fields=["-created_at", "-id"], name="message_newest"),
            models.Index(fields=["channel", "-created_at", "-id"], name="message_by_channel"),
            models.Index(fields=["state", "-created_at", "-id"], name="message_by_state"),
            models.Index(fields=["person", "-created_at"], name="message_person"),
            models.Index(fields=["destination_index", "-created_at"], name="message_destination"),
            models.Index(fields=["due_at"], name="message_waiting", condition=Q(state="QUEUED")),
            models.Index(
                fields=["claimed_at"], name="message_sending", condition=Q(state="SENDING")
            ),
            models.Index(
                fields=["finished_at"], name="message_unknown", condition=Q(state="UNKNOWN")
            ),
        ]
        constraints = [
            models.CheckConstraint(
                name="message_finished_when_final",
                condition=Q(state__in=["QUEUED", "SENDING"], finished_at__isnull=True)
                | (~Q(state__in=["QUEUED", "SENDING"]) & Q(finished_at__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk} {self.state}"
