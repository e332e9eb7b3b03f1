"""A person with an account."""

from collections.abc import Callable
from typing import ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

ROLE_NAMES = ("agent", "supervisor", "analyst", "auditor", "administrator")


class Status(models.TextChoices):
    ACTIVE = "ACTIVE", _("active")
    LOCKED = "LOCKED", _("locked")
    DISABLED = "DISABLED", _("disabled")


class Tier(models.TextChoices):
    STANDARD = "STANDARD", _("standard")
    PRIVILEGED = "PRIVILEGED", _("privileged")


class UserManager(BaseUserManager["User"]):
    def create_user(self, username: str, password: str | None = None, **fields: object) -> "User":
        """Create a person; without a password one is set by an activation link."""
        user = self.model(username=username.lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(username=(username or "").lower())


class User(AbstractBaseUser, PermissionsMixin):
    """A person. `search_text` is kept right by triggers (see the first migration)."""

    last_login = None  # sign-ins are in the audit trail
    username = models.CharField(_("username"), max_length=150, unique=True)
    given_name = models.CharField(_("given name"), max_length=100)
    family_name = models.CharField(_("family name"), max_length=100)
    employee_number = models.CharField(
        _("employee number"), max_length=40, unique=True, null=True, blank=True
    )
    department = models.CharField(_("department"), max_length=100, blank=True, db_index=True)
    country = models.CharField(_("country"), max_length=2, blank=True)
    manager = models.ForeignKey(
        "self",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="reports",
        verbose_name=_("manager"),
    )
    manager_since = models.DateTimeField(_("manager since"), null=True, blank=True)
    status = models.CharField(
        _("status"), max_length=8, choices=Status.choices, default=Status.ACTIVE
    )
    tier = models.CharField(_("tier"), max_length=10, choices=Tier.choices, default=Tier.STANDARD)
    # Empty: as the browser says, and the installation's own on the telephone and in mail.
    language = models.CharField(_("language"), max_length=10, blank=True, default="")
    time_zone = models.CharField(_("time zone"), max_length=40, default="UTC")
    password_changed_at = models.DateTimeField(_("password changed"), null=True, blank=True)
    # Since somebody said "that was not me": the password is known to others, a new one comes first.
    password_change_required_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    search_text = models.TextField(editable=False, default="", blank=True)

    is_verified: Callable[[], bool]  # django-otp's middleware sets it for each request

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar = ["given_name", "family_name"]

    objects: ClassVar[UserManager] = UserManager()

    class Meta:
        db_table = "accounts_user"
        verbose_name = _("person")
        verbose_name_plural = _("people")
        constraints: ClassVar = [
            models.CheckConstraint(
                name="accounts_user_username_lower",
                condition=Q(username=Lower("username")) & ~Q(username=""),
            ),
            models.CheckConstraint(
                name="accounts_user_status_known", condition=Q(status__in=Status.values)
            ),
            models.CheckConstraint(
                name="accounts_user_tier_known", condition=Q(tier__in=Tier.values)
            ),
            models.CheckConstraint(
                name="accounts_user_manages_others", condition=~Q(manager=F("id"))
            ),
            # Nobody stands above the roles, so that none of the limits has an exception.
            models.CheckConstraint(
                name="accounts_user_no_superuser", condition=Q(is_superuser=False)
            ),
        ]
        indexes: ClassVar = [
            models.Index(name="accounts_user_by_status", fields=["status", "-id"]),
            models.Index(name="accounts_user_by_tier", fields=["tier", "-id"]),
            GinIndex(
                name="accounts_user_search", fields=["search_text"], opclasses=["gin_trgm_ops"]
            ),
        ]

    def __str__(self) -> str:
        return self.username

    @property
    def is_active(self) -> bool:  # type: ignore[override]
        """Whether the person may sign in at all."""
        return self.status == Status.ACTIVE

    @property
    def is_staff(self) -> bool:
        """Whether the person has any role."""
        return self.is_active and bool(self.role_names)

    @cached_property
    def role_names(self) -> frozenset[str]:
        """Names of the person's role groups; read them by `accounts.roles.roles_of`."""
        if self.pk is None:
            return frozenset()
        return frozenset(self.groups.filter(name__in=ROLE_NAMES).values_list("name", flat=True))

    @property
    def initials(self) -> str:
        return (self.given_name[:1] + self.family_name[:1]).upper()

    def get_full_name(self) -> str:
        return f"{self.given_name} {self.family_name}".strip()

    def get_short_name(self) -> str:
        return self.given_name
