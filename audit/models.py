"""Append-only events. Nothing here points at other tables: people and cases are ids."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Stream(models.TextChoices):
    STAFF = "STAFF", _("staff")
    SIGN_IN = "SIGN_IN", _("sign-in")


class AuditEvent(models.Model):
    """One thing that happened; `body` holds the exact bytes, the other columns are copies."""

    stream = models.CharField(max_length=8, choices=Stream.choices)
    seq = models.BigIntegerField(null=True)
    at = models.DateTimeField()
    tag = models.CharField(max_length=64)
    actor_id = models.BigIntegerField(null=True)
    subject_id = models.BigIntegerField(null=True)
    case_id = models.UUIDField(null=True)
    body = models.BinaryField()
    prev = models.BinaryField(null=True)
    hash = models.BinaryField(null=True)

    class Meta:
        db_table = "audit_event"
        verbose_name = _("audit event")
        verbose_name_plural = _("audit trail")
        default_permissions = ("add", "view")
        constraints: ClassVar = [
            models.CheckConstraint(
                name="audit_event_staff_is_chained",
                condition=~Q(stream=Stream.STAFF)
                | Q(seq__isnull=False, prev__isnull=False, hash__isnull=False),
            ),
            models.CheckConstraint(
                name="audit_event_stream_known",
                condition=Q(stream__in=Stream.values),
            ),
            models.UniqueConstraint(
                name="audit_event_seq_once",
                fields=["stream", "seq"],
                condition=Q(seq__isnull=False),
            ),
        ]
        indexes: ClassVar = [
            models.Index(name="audit_event_newest", fields=["-at", "-id"]),
            models.Index(
                name="audit_event_subject",
                fields=["subject_id", "-at", "-id"],
                condition=Q(subject_id__isnull=False),
            ),
            models.Index(
                name="audit_event_actor",
                fields=["actor_id", "-at", "-id"],
                condition=Q(actor_id__isnull=False),
            ),
            models.Index(
                name="audit_event_case",
                fields=["case_id", "-at", "-id"],
                condition=Q(case_id__isnull=False),
            ),
            models.Index(name="audit_event_stream", fields=["stream", "-at", "-id"]),
            models.Index(name="audit_event_tag", fields=["tag", "-at", "-id"]),
        ]

    def __str__(self) -> str:
        return f"{self.tag} {self.at:%Y-%m-%d %H:%M:%S}"


class ChainHead(models.Model):
    """The last link of a chained stream. Locked while a new one is added."""

    stream = models.CharField(max_length=8, choices=Stream.choices, primary_key=True)
    seq = models.BigIntegerField()
    hash = models.BinaryField()

    class Meta:
        db_table = "audit_chain_head"
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.stream} {self.seq}"
