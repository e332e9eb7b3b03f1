"""Browsers in which a person need not confirm each sign-in (a documented deviation, 63B-4)."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from mfa.domain.browser_family import family_parts
from mfa.models.authenticator import Authenticator


class TrustEnd(models.TextChoices):
    """Why a browser is trusted no more."""

    BY_OWNER = "BY_OWNER", _("ended by its owner")
    PASSWORD = "PASSWORD", _("password changed")
    DEVICE = "DEVICE", _("device removed or lost")
    PASSCODE = "PASSCODE", _("help desk passcode issued")
    REPORT = "REPORT", _("reported sign-in")
    STAFF = "STAFF", _("staff may not trust a browser")
    REPLACED = "REPLACED", _("trusted anew")
    CLOSED = "CLOSED", _("account closed")
    FAMILY = "FAMILY", _("used in another browser")
    NO_COOKIE = "NO_COOKIE", _("the browser did not keep it")


class TrustedBrowser(models.Model):
    """`token_hash` is all the database knows of the cookie; `device` vouched for the browser."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="trusted_browsers"
    )
    device = models.ForeignKey(Authenticator, models.PROTECT, related_name="+")
    token_hash = models.CharField(max_length=64, unique=True)
    family = models.CharField(max_length=60)  # browser and system, as "Chrome on Android"
    user_agent = models.CharField(max_length=300, blank=True)
    ip = models.GenericIPAddressField(null=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    ended_reason = models.CharField(max_length=10, choices=TrustEnd.choices, blank=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["user"], condition=Q(ended_at__isnull=True), name="trusted_browser_live"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.family} since {self.created_at}"

    @property
    def described(self) -> str:
        """Browser and system in the reader's language."""
        browser, system = family_parts(self.family)
        words = {"browser": browser or _("A browser"), "system": system}
        return str(_("%(browser)s on %(system)s") % words if system else words["browser"])
