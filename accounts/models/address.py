"""Where a person can be reached."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from accounts.fields import EncryptedTextField
from accounts.models.user import User
from accounts.numbers import number_mask

NUMBER_PURPOSE = "accounts.contact-number"


class Kind(models.TextChoices):
    EMAIL = "EMAIL", _("mail")
    PHONE = "PHONE", _("phone")


class ContactAddress(models.Model):
    """A mail address or a phone number on file. Removed ones stay, with `removed_at`."""

    user = models.ForeignKey(User, models.CASCADE, related_name="addresses")
    kind = models.CharField(_("kind"), max_length=5, choices=Kind.choices)
    email = models.CharField(_("mail address"), max_length=254, blank=True, default="")
    number = EncryptedTextField(purpose=NUMBER_PURPOSE, null=True)
    number_index = models.BinaryField(null=True)
    label = models.CharField(_("label"), max_length=40, blank=True, default="")
    added_at = models.DateTimeField(_("added"))
    # When it took the place of another one; NULL for one that was never changed.
    changed_at = models.DateTimeField(_("changed"), null=True, blank=True)
    verified_at = models.DateTimeField(_("verified"), null=True, blank=True)
    # Came with an import, so that an import may take it away again.
    from_directory = models.BooleanField(default=False)
    removed_at = models.DateTimeField(_("removed"), null=True, blank=True)

    class Meta:
        db_table = "accounts_contact_address"
        verbose_name = _("contact address")
        verbose_name_plural = _("contact addresses")
        constraints: ClassVar = [
            models.CheckConstraint(
                name="accounts_address_mail_or_phone",
                condition=(
                    Q(kind=Kind.EMAIL, number__isnull=True, number_index__isnull=True)
                    & ~Q(email="")
                )
                | Q(kind=Kind.PHONE, email="", number__isnull=False, number_index__isnull=False),
            ),
            models.CheckConstraint(
                name="accounts_address_mail_lower", condition=Q(email=Lower("email"))
            ),
            models.UniqueConstraint(
                name="accounts_address_mail_once",
                fields=["user", "email"],
                condition=Q(kind=Kind.EMAIL, removed_at__isnull=True),
            ),
            models.UniqueConstraint(
                name="accounts_address_number_once",
                fields=["user", "number_index"],
                condition=Q(kind=Kind.PHONE, removed_at__isnull=True),
            ),
        ]
        indexes: ClassVar = [
            models.Index(name="accounts_address_by_kind", fields=["kind", "-id"]),
            models.Index(
                name="accounts_address_mail",
                fields=["email"],
                condition=Q(kind=Kind.EMAIL, removed_at__isnull=True),
            ),
            models.Index(
                name="accounts_address_number",
                fields=["number_index"],
                condition=Q(kind=Kind.PHONE, removed_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return self.masked

    @property
    def masked(self) -> str:
        """What may be shown: `a•••@example.org`, `••• ••12`."""
        if self.kind == Kind.PHONE:
            return number_mask(self.number or "")
        return mail_mask(self.email)


def mail_mask(email: str) -> str:
    """Return the first letter and the domain of a mail address."""
    name, _at, domain = email.rpartition("@")
    return f"{name[:1]}•••@{domain}"
