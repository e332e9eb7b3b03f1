"""The one engine for "prove that you hold this"."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import ContactAddress
from mfa.models.authenticator import Authenticator
from mfa.models.service import Service


class Purpose(models.TextChoices):
    """What a challenge may be used for; one of one purpose never satisfies another."""

    SIGN_IN = "SIGN_IN", _("sign-in")
    FIRST_ENROLMENT = "FIRST_ENROLMENT", _("proving an address before the first authenticator")
    ENROLMENT = "ENROLMENT", _("adding an authenticator")
    MANAGE = "MANAGE", _("managing devices")
    PASSWORD = "PASSWORD", _("changing the password")
    STEP_UP = "STEP_UP", _("staff step-up")
    CALLER_CHECK = "CALLER_CHECK", _("help desk check of a caller")
    THAW = "THAW", _("lifting a freeze")


class Method(models.TextChoices):
    PHONE_CALL = "PHONE_CALL", _("phone call")
    TOTP = "TOTP", _("authenticator code")
    MAIL_CODE = "MAIL_CODE", _("code by e-mail")
    PASSCODE = "PASSCODE", _("temporary passcode")
    APP_PUSH = "APP_PUSH", _("request in the Keydesk app")
    WEBAUTHN = "WEBAUTHN", _("security key or passkey")
    RECOVERY = "RECOVERY", _("recovery code")


class ChallengeState(models.TextChoices):
    PENDING = "PENDING", _("waiting")
    APPROVED = "APPROVED", _("approved")
    DENIED = "DENIED", _("refused")
    REPORTED = "REPORTED", _("reported as not asked for")
    EXPIRED = "EXPIRED", _("ran out of time")
    FAILED = "FAILED", _("failed")
    CANCELLED = "CANCELLED", _("cancelled")


class Challenge(models.Model):
    """PENDING until the first terminal state wins (`mfa.challenges.lifecycle`)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    purpose = models.CharField(max_length=16, choices=Purpose.choices)
    method = models.CharField(max_length=12, choices=Method.choices)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="challenges")
    authenticator = models.ForeignKey(Authenticator, models.PROTECT, null=True)
    address = models.ForeignKey(ContactAddress, models.PROTECT, null=True)
    service = models.ForeignKey(Service, models.PROTECT, null=True)
    passcode = models.ForeignKey("mfa.Passcode", models.PROTECT, null=True, related_name="+")
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    case_ref = models.UUIDField(null=True)
    browser = models.CharField(max_length=64, blank=True)  # hash that binds it to one browser
    ip = models.GenericIPAddressField(null=True)
    user_agent = models.CharField(max_length=300, blank=True)
    state = models.CharField(
        max_length=10, choices=ChallengeState.choices, default=ChallengeState.PENDING
    )
    reason = models.CharField(max_length=20, blank=True)  # why it failed: wrong_key, voicemail …
    attempts = models.PositiveSmallIntegerField(default=0)
    # Keys heard in a caller check: how many, and whether all were right. Never the keys.
    keys_heard = models.PositiveSmallIntegerField(default=0)
    keys_right = models.BooleanField(default=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)
    used_at = models.DateTimeField(null=True)  # an approval opens one door, once

    # Set by whoever does what the approval is for in the transaction that approves; no column.
    opens_at_once = False

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="challenge_decided_when_terminal",
                condition=Q(state="PENDING", decided_at__isnull=True)
                | (~Q(state="PENDING") & Q(decided_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="challenge_used_only_when_approved",
                condition=Q(used_at__isnull=True) | Q(state="APPROVED"),
            ),
            models.CheckConstraint(
                name="challenge_caller_check_has_case_and_agent",
                condition=Q(purpose="CALLER_CHECK", case_ref__isnull=False, asked_by__isnull=False)
                | (~Q(purpose="CALLER_CHECK") & Q(case_ref__isnull=True, asked_by__isnull=True)),
            ),
            models.CheckConstraint(
                name="challenge_nobody_checks_themselves",
                condition=Q(asked_by__isnull=True) | ~Q(asked_by=models.F("user")),
            ),
        ]
        indexes = [
            models.Index(fields=["user", "-created_at"], name="challenge_user"),
            models.Index(
                fields=["case_ref"], name="challenge_case", condition=Q(case_ref__isnull=False)
            ),
            models.Index(
                fields=["expires_at"], name="challenge_pending", condition=Q(state="PENDING")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.purpose} {self.method} {self.state}"
