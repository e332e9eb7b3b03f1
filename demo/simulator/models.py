"""The telephone company's and the mailbox's own records; they may tell of what we know nothing.

Nothing here is unique per message, so that a second call or text would show as a second row.
"""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.fields import EncryptedTextField


class PhoneState(models.TextChoices):
    RINGING = "RINGING", _("ringing")
    ANSWERED = "ANSWERED", _("on the line")
    ENDED = "ENDED", _("ended")


class SimulatedCall(models.Model):
    """A fictional phone that rings or rang. `outcome` is one of delivery's CallOutcome."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    message_id = models.UUIDField(db_index=True)
    number = EncryptedTextField(purpose="demo.call.number")
    number_index = models.BinaryField(max_length=32)
    extension = EncryptedTextField(purpose="demo.call.extension", null=True)
    says = EncryptedTextField(purpose="demo.call.says")
    language = models.CharField(max_length=10, default="en")
    state = models.CharField(max_length=8, choices=PhoneState.choices, default=PhoneState.RINGING)
    outcome = models.CharField(max_length=10, blank=True)
    keys = models.CharField(max_length=40, blank=True)
    events = models.PositiveIntegerField(default=0)
    started_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["-started_at"], name="simulated_call_latest")]

    def __str__(self) -> str:
        return f"{self.pk} {self.state}"


class SimulatedText(models.Model):
    """A text message on a fictional phone."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    message_id = models.UUIDField(db_index=True)
    number = EncryptedTextField(purpose="demo.text.number")
    number_index = models.BinaryField(max_length=32)
    body = EncryptedTextField(purpose="demo.text.body")
    received_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["-received_at"], name="simulated_text_latest")]

    def __str__(self) -> str:
        return str(self.pk)


class SimulatedMail(models.Model):
    """A letter that reached the demo's mailbox, once for each time and recipient."""

    message_id = models.CharField(max_length=200, db_index=True)
    sender = models.CharField(max_length=320)
    recipient = models.CharField(max_length=320, db_index=True)
    subject = models.CharField(max_length=500)
    text = EncryptedTextField(purpose="demo.mail.text")
    html = EncryptedTextField(purpose="demo.mail.html", blank=True)
    received_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["-received_at"], name="simulated_mail_latest")]

    def __str__(self) -> str:
        return str(self.pk)
