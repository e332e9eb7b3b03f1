"""What people type."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from two_factor.forms import TOTPDeviceForm

from mfa.devices.services import NAME_LENGTH
from mfa.domain import recovery_format
from mfa.domain.codes import digits_only
from mfa.domain.policy import POLICY
from mfa.domain.totp import DIGITS
from mfa.models import Authenticator

ONE_TIME = {
    "autocomplete": "one-time-code",
    "inputmode": "numeric",
    "class": "code",
    "autofocus": True,
}


class SignInForm(forms.Form):
    username = forms.CharField(
        label=gettext_lazy("Username"),
        max_length=150,
        widget=forms.TextInput(
            attrs={
                "autocomplete": "username",
                "autocapitalize": "none",
                "spellcheck": "false",
                "autofocus": True,
            }
        ),
    )
    password = forms.CharField(
        label=gettext_lazy("Password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )


class CodeForm(forms.Form):
    """The six digits of an authenticator app."""

    code = forms.CharField(
        label=gettext_lazy("Code"), max_length=64, widget=forms.TextInput(attrs={**ONE_TIME})
    )


class PasscodeForm(CodeForm):
    """What the help desk read out; spaces and hyphens do not matter."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].label = _("Temporary passcode")

    def clean_code(self) -> str:
        """Tell a passcode that is too short or too long from a wrong one; it does not count."""
        code = digits_only(self.cleaned_data["code"])
        if len(code) != POLICY.passcode_digits + 1:
            raise forms.ValidationError(_("A passcode has ten digits. Nothing was counted."))
        return code


class RecoveryForm(forms.Form):
    """A code from paper; case, spaces and hyphens do not matter, nor does O for 0 or I for 1."""

    code = forms.CharField(
        label=gettext_lazy("Recovery code"),
        max_length=64,
        widget=forms.TextInput(
            attrs={
                "autocomplete": "off",
                "autocapitalize": "characters",
                "spellcheck": "false",
                "class": "code",
                "autofocus": True,
            }
        ),
    )

    def clean_code(self) -> str:
        """Tell what can be no code from a wrong one; it does not count."""
        code = recovery_format.canonical(self.cleaned_data["code"])
        length = POLICY.recovery_characters
        if not recovery_format.has_right_shape(code, characters=length):
            text = _("A recovery code has %(count)d letters and digits. Nothing was counted.")
            raise forms.ValidationError(text % {"count": length + 1})
        return code


class MailedCodeForm(forms.Form):
    code = forms.CharField(
        label=gettext_lazy("Code from the mail"),
        max_length=64,
        widget=forms.TextInput(attrs={**ONE_TIME}),
    )


class PhoneForm(forms.Form):
    number = forms.CharField(
        label=gettext_lazy("Phone number"),
        help_text=gettext_lazy("With the country code if it is abroad, like +44 20 7946 0018."),
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "tel", "inputmode": "tel", "type": "tel"}),
    )
    extension = forms.CharField(
        label=gettext_lazy("Extension"),
        help_text=gettext_lazy("Only for a telephone behind a switchboard."),
        required=False,
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "tel-extension", "inputmode": "numeric"}),
    )
    name = forms.CharField(
        label=gettext_lazy("What do you call it?"),
        help_text=gettext_lazy("“My mobile”, for example. You can leave this empty."),
        required=False,
        max_length=NAME_LENGTH,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class NameForm(forms.Form):
    name = forms.CharField(label=gettext_lazy("Name"), max_length=NAME_LENGTH)


class AppForm(TOTPDeviceForm):
    """django-two-factor-auth's form for a new app, judged by the challenge engine.

    Its own check goes by this server's clock and accepts a code twice; ours does neither.
    """

    token: Any = forms.CharField(
        label=gettext_lazy("Code shown by the app"),
        max_length=64,
        widget=forms.TextInput(attrs={**ONE_TIME}),
    )

    def __init__(self, app: Authenticator, **kwargs: Any) -> None:
        super().__init__(key=app.seed or "", user=app.user, **kwargs)  # type: ignore[no-untyped-call]

    def clean_token(self) -> str:
        code = digits_only(self.cleaned_data["token"])
        if len(code) != DIGITS:
            raise forms.ValidationError(_("The code has six digits."))
        return code
