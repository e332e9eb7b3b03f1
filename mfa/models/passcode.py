"""Bypass passcodes: a look-up secret that the help desk reads out."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django_otp.models import Device, DeviceManager

from mfa.models.evidence import Grant
from mfa.models.service import Service


class PasscodeKind(models.TextChoices):
    LOST = "LOST", _("for a lost device")
    FORGOTTEN = "FORGOTTEN", _("for a forgotten device")


class PasscodeState(models.TextChoices):
    LIVE = "LIVE", _("can be used")
    USED = "USED", _("used up")
    EXPIRED = "EXPIRED", _("ran out of time")
    REVOKED = "REVOKED", _("withdrawn")


class PasscodeManager(DeviceManager):
    def devices_for_user(
        self,
        user: object,  # noqa: ARG002
        confirmed: bool | None = None,  # noqa: ARG002, FBT001
    ) -> models.QuerySet["Passcode"]:
        """Return none: a passcode is never offered as somebody's device."""
        return self.none()


class Passcode(Device):
    """A django-otp device only so that the session it opens counts as verified.

    `verify_token` is the base class's and says no: the one way in is `passcode_redeem`.
    """

    grant = models.OneToOneField(Grant, models.PROTECT)
    service = models.ForeignKey(Service, models.PROTECT)
    issued_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=PasscodeKind.choices)
    state = models.CharField(
        max_length=8, choices=PasscodeState.choices, default=PasscodeState.LIVE
    )
    secret = models.CharField(max_length=200)
    uses_total = models.PositiveSmallIntegerField()
    uses_left = models.PositiveSmallIntegerField()
    issued_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    first_used_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    objects: ClassVar[PasscodeManager] = PasscodeManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user"], condition=Q(state="LIVE"), name="passcode_one_live_per_user"
            ),
            models.CheckConstraint(
                name="passcode_uses_within_policy",
                condition=Q(uses_left__lte=F("uses_total"), uses_total__lte=5),
            ),
            models.CheckConstraint(
                name="passcode_live_has_uses", condition=~Q(state="LIVE") | Q(uses_left__gt=0)
            ),
            models.CheckConstraint(
                name="passcode_nobody_issues_to_themselves",
                condition=~Q(issued_by=F("user")),
            ),
        ]
        indexes = [
            models.Index(fields=["state", "-id"], name="passcode_by_state"),
            models.Index(fields=["kind", "-id"], name="passcode_by_kind"),
        ]

    def __str__(self) -> str:
        return f"passcode {self.pk} {self.state}"
