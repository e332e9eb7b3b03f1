"""Our methods in django-two-factor-auth's registry, in place of its own generator."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _
from two_factor.plugins.registry import MethodBase, registry

from accounts.models import User
from mfa.devices.selectors import usable_authenticators_of
from mfa.models import Authenticator, Kind


class _OwnMethod(MethodBase):
    kind: Kind

    def get_devices(self, user: User) -> Iterable[Authenticator]:
        return usable_authenticators_of(user.pk).filter(kind=self.kind)

    def recognize_device(self, device: Any) -> bool:
        return isinstance(device, Authenticator) and device.kind == self.kind

    def get_action(self, device: Authenticator) -> str:  # noqa: ARG002
        return str(self.verbose_name)

    def get_verbose_action(self, device: Authenticator) -> str:
        return device.masked


class PhoneCallMethod(_OwnMethod):
    code: Any = "phone_call"
    kind = Kind.PHONE
    verbose_name: Any = _("Phone call")
    form_path: Any = "mfa.web.forms.PhoneForm"


class AppCodeMethod(_OwnMethod):
    code: Any = "app_code"
    kind = Kind.TOTP
    verbose_name: Any = _("Authenticator code")
    form_path: Any = "mfa.web.forms.AppForm"


class KeyMethod(_OwnMethod):
    code: Any = "security_key"
    kind = Kind.WEBAUTHN
    verbose_name: Any = _("Security key or passkey")
    form_path: Any = "mfa.web.key_forms.NewKeyForm"


def methods_register() -> None:
    """Put ours in and take the generator out: its devices keep their seeds in clear text."""
    known: Any = registry
    known.unregister("generator")
    known.register(PhoneCallMethod())
    known.register(AppCodeMethod())
    known.register(KeyMethod())
