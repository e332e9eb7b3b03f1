"""A case: one call, one person, one agent, until it is closed."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from mfa.models import Authenticator


class Loss(models.TextChoices):
    """What the caller says happened; the first question of a case."""

    LOST = "LOST", _("lost or stolen")
    FORGOTTEN = "FORGOTTEN", _("left at home today")


class CaseState(models.TextChoices):
    OPEN = "OPEN", _("open")
    RESOLVED = "RESOLVED", _("resolved")
    FAILED = "FAILED", _("not verified")
    ABANDONED = "ABANDONED", _("not finished")


class Case(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="cases")
    agent = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    ticket = models.CharField(max_length=40, blank=True)
    loss = models.CharField(max_length=10, choices=Loss.choices, blank=True)
    lost = models.ManyToManyField(Authenticator, related_name="lost_in")  # or left at home
    state = models.CharField(max_length=10, choices=CaseState.choices, default=CaseState.OPEN)
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    # What the person says, in a session of their own, about whoever is on the phone (case A11).
    owned_at = models.DateTimeField(null=True)
    disowned_at = models.DateTimeField(null=True)

    class Meta:
        permissions = [
            ("work_desk", "May open cases, check callers and act inside policy"),
            ("lift_desk_lock", "May lift a help desk lock"),
            ("read_records", "May read the console's records"),
            ("read_sessions", "May see who is signed in"),
            ("administer", "May manage people and imports"),
        ]
        constraints = [
            models.CheckConstraint(
                name="case_nobody_helps_themselves", condition=~Q(agent=F("person"))
            ),
            models.CheckConstraint(
                name="case_closed_when_not_open",
                condition=Q(state="OPEN", closed_at__isnull=True)
                | (~Q(state="OPEN") & Q(closed_at__isnull=False)),
            ),
            models.UniqueConstraint(
                fields=["agent", "person"],
                condition=Q(state="OPEN"),
                name="case_one_open_per_agent_and_person",
            ),
        ]
        indexes = [
            models.Index(fields=["person", "-opened_at"], name="case_person"),
            models.Index(fields=["opened_at"], name="case_open", condition=Q(state="OPEN")),
            models.Index(fields=["-opened_at", "-id"], name="case_newest"),
            models.Index(fields=["state", "-opened_at", "-id"], name="case_by_state"),
            models.Index(fields=["loss", "-opened_at", "-id"], name="case_by_loss"),
            models.Index(fields=["agent", "-opened_at"], name="case_agent"),
        ]

    def __str__(self) -> str:
        return self.ticket or str(self.pk)[:8]
