"""Which file answers for which method."""

from mfa.methods.app_push import AppPushMethod
from mfa.methods.base import Method as MethodProtocol
from mfa.methods.mail_code import MailCodeMethod
from mfa.methods.passcode import PasscodeMethod
from mfa.methods.phone_call import PhoneCallMethod
from mfa.methods.recovery import RecoveryMethod
from mfa.methods.totp import TotpMethod
from mfa.methods.webauthn import WebauthnMethod
from mfa.models import Challenge, Method

METHODS: dict[Method, MethodProtocol] = {
    Method.PHONE_CALL: PhoneCallMethod(),
    Method.TOTP: TotpMethod(),
    Method.MAIL_CODE: MailCodeMethod(),
    Method.PASSCODE: PasscodeMethod(),
    Method.RECOVERY: RecoveryMethod(),
    Method.APP_PUSH: AppPushMethod(),
    Method.WEBAUTHN: WebauthnMethod(),
}


def method_of(challenge: Challenge) -> MethodProtocol:
    """Return what handles this challenge."""
    return METHODS[Method(challenge.method)]
