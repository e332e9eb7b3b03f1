"""What the pages with a security key or passkey send."""

from django import forms
from django.utils.translation import gettext_lazy

from mfa.devices.services import NAME_LENGTH


class KeyForm(forms.Form):
    """The browser's answer, put in by a script; nobody types it."""

    code = forms.CharField(
        max_length=20_000,
        widget=forms.HiddenInput,
        error_messages={"required": gettext_lazy("The browser sent nothing. Please try again.")},
    )


class NewKeyForm(forms.Form):
    name = forms.CharField(
        label=gettext_lazy("What do you call it?"),
        help_text=gettext_lazy(
            "“Work laptop” or “Blue key”, for example. You can leave this empty."
        ),
        required=False,
        max_length=NAME_LENGTH,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
