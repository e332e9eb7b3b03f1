"""Forms of the account pages."""

from typing import Any

from django import forms
from django.contrib.auth.password_validation import password_validators_help_text_html
from django.utils.translation import gettext_lazy as _

from accounts.passwords import PASSWORD_MAX


def _password(label: Any, autocomplete: str) -> forms.CharField:
    """Return a field that takes a password as typed: pasted, with spaces, of any usual length."""
    widget = forms.PasswordInput(attrs={"autocomplete": autocomplete})
    return forms.CharField(label=label, strip=False, max_length=PASSWORD_MAX, widget=widget)


class NewPasswordForm(forms.Form):
    """A new password, typed twice."""

    new = _password(_("New password"), "new-password")
    again = _password(_("New password, once more"), "new-password")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["new"].help_text = password_validators_help_text_html()

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if "new" in data and "again" in data and data["new"] != data["again"]:
            self.add_error("again", _("The two passwords differ."))
        return data


class PasswordChangeForm(NewPasswordForm):
    """The current password and a new one."""

    current = _password(_("Current password"), "current-password")
    field_order = ("current", "new", "again")


class ForgottenForm(forms.Form):
    """Who forgot the password."""

    name = forms.CharField(
        label=_("Username or mail address"),
        max_length=254,
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none"}),
    )
