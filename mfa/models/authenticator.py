"""Authenticators: what a person holds. Rows are never deleted, only revoked (63B-4 §4.1)."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django_otp.models import Device, DeviceManager

from accounts.fields import EncryptedTextField
from accounts.numbers import number_mask


class Kind(models.TextChoices):
    PHONE = "PHONE", _("phone call")
    TOTP = "TOTP", _("authenticator code")
    APP = "APP", _("Keydesk app")
    WEBAUTHN = "WEBAUTHN", _("security key or passkey")
    RECOVERY = "RECOVERY", _("recovery codes")


class AuthenticatorState(models.TextChoices):
    PENDING = "PENDING", _("not confirmed yet")
    ACTIVE = "ACTIVE", _("in use")
    SUSPENDED = "SUSPENDED", _("reported lost")
    REVOKED = "REVOKED", _("removed")


class Authenticator(Device):
    """One table for every kind, so that a challenge, a limit or a lock needs one look.

    django-otp asks only for `confirmed`; a constraint keeps it equal to ACTIVE.
    """

    kind = models.CharField(max_length=10, choices=Kind.choices)
    state = models.CharField(
        max_length=10, choices=AuthenticatorState.choices, default=AuthenticatorState.PENDING
    )
    number = EncryptedTextField(purpose="mfa.authenticator.number", null=True)
    number_index = models.BinaryField(max_length=32, null=True)
    extension = EncryptedTextField(purpose="mfa.authenticator.extension", null=True)
    seed = EncryptedTextField(purpose="mfa.authenticator.seed", null=True)
    last_step = models.BigIntegerField(default=-1)  # the newest TOTP time step that was accepted
    # APP: SubjectPublicKeyInfo (DER) of its P-256 key. WEBAUTHN: the COSE key.
    public_key = models.BinaryField(max_length=1024, null=True)
    app_id = models.UUIDField(null=True, unique=True)  # what the app calls itself
    activation_hash = models.CharField(max_length=64, null=True, unique=True)
    activation_ends_at = models.DateTimeField(null=True)
    activation_browser = models.CharField(max_length=64, blank=True)  # that showed the code
    push_subscription = EncryptedTextField(purpose="mfa.authenticator.push", null=True)
    last_signed_ms = models.BigIntegerField(default=0)  # newest signed change by the app
    credential_id = models.BinaryField(max_length=1023, null=True)
    sign_count = models.BigIntegerField(default=0)
    transports = models.JSONField(default=list)
    aaguid = models.UUIDField(null=True)
    is_passkey = models.BooleanField(default=False)  # then it has to verify its user each time
    is_backed_up = models.BooleanField(default=False)
    # A passcode's or recovery code's session may bind one authenticator, not two.
    via_passcode = models.ForeignKey("mfa.Passcode", models.PROTECT, null=True, related_name="+")
    via_recovery = models.ForeignKey(
        "mfa.RecoveryCode", models.PROTECT, null=True, related_name="+"
    )
    created_at = models.DateTimeField()
    added_ip = models.GenericIPAddressField(null=True)  # where it was added (63B-4 §4.1)
    added_agent = models.CharField(max_length=300, blank=True)
    activated_at = models.DateTimeField(null=True)
    last_used_at = models.DateTimeField(null=True)
    last_method = models.CharField(max_length=12, blank=True)  # an app can push and show codes
    stale_reminded_at = models.DateTimeField(null=True)  # told that it lies about unused (F6)
    lost_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)
    revoked_reason = models.CharField(max_length=20, blank=True)

    objects: ClassVar[DeviceManager] = DeviceManager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="authenticator_confirmed_is_active",
                condition=Q(state="ACTIVE", confirmed=True)
                | (~Q(state="ACTIVE") & Q(confirmed=False)),
            ),
            models.CheckConstraint(
                name="authenticator_has_what_its_kind_needs",
                condition=Q(kind="PHONE", number__isnull=False, number_index__isnull=False)
                | Q(kind="TOTP", seed__isnull=False)
                | Q(kind__in=["APP", "WEBAUTHN"], state__in=["PENDING", "REVOKED"])
                | Q(kind="APP", public_key__isnull=False, app_id__isnull=False)
                | Q(kind="WEBAUTHN", public_key__isnull=False, credential_id__isnull=False)
                | Q(kind="RECOVERY"),
            ),
            models.UniqueConstraint(
                fields=["user", "number_index"],
                condition=Q(kind="PHONE") & ~Q(state__in=["PENDING", "REVOKED"]),
                name="authenticator_number_once_per_user",
            ),
            models.UniqueConstraint(
                fields=["via_passcode"],
                condition=Q(activated_at__isnull=False),
                name="authenticator_one_per_passcode",
            ),
            models.UniqueConstraint(
                fields=["via_recovery"],
                condition=Q(activated_at__isnull=False),
                name="authenticator_one_per_recovery",
            ),
            models.UniqueConstraint(
                fields=["credential_id"],
                condition=~Q(state="REVOKED"),
                name="authenticator_credential_once",
            ),
            models.UniqueConstraint(
                fields=["user"],
                condition=Q(kind="RECOVERY", state="ACTIVE"),
                name="authenticator_recovery_once_per_user",
            ),
        ]
        indexes = [
            models.Index(fields=["number_index"], name="authenticator_number"),
            models.Index(fields=["kind", "-id"], name="authenticator_by_kind"),
            models.Index(fields=["state", "-id"], name="authenticator_by_state"),
            models.Index(
                F("user"), F("last_used_at").desc(nulls_last=True), name="authenticator_last_used"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def what(self) -> str:
        """What it is, in plain words."""
        if self.kind == Kind.WEBAUTHN:
            return str(_("passkey") if self.is_passkey else _("security key"))
        return self.get_kind_display()

    @property
    def hint(self) -> str:
        """The last two digits of the number, where there is one, and of an extension the last."""
        return number_mask(self.number, self.extension) if self.number else ""

    @property
    def masked(self) -> str:
        """The name with that hint."""
        return f"{self.name} ({self.hint})" if self.hint else self.name


class PhoneManager(DeviceManager):
    def get_queryset(self) -> models.QuerySet[Authenticator]:
        return super().get_queryset().filter(kind=Kind.PHONE)


class TotpManager(DeviceManager):
    def get_queryset(self) -> models.QuerySet[Authenticator]:
        return super().get_queryset().filter(kind=Kind.TOTP)


class PhoneDevice(Authenticator):
    """A telephone that rings. `verify_token` stays False: only a challenge can prove it."""

    objects: ClassVar[PhoneManager] = PhoneManager()

    class Meta:
        proxy = True


class TotpDevice(Authenticator):
    """An authenticator app that shows codes (RFC 6238)."""

    objects: ClassVar[TotpManager] = TotpManager()

    class Meta:
        proxy = True
