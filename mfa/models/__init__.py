"""What mfa keeps."""

from mfa.models.authenticator import (
    Authenticator,
    AuthenticatorState,
    Kind,
    PhoneDevice,
    TotpDevice,
)
from mfa.models.challenge import Challenge, ChallengeState, Method, Purpose
from mfa.models.evidence import Act, Evidence, Grant
from mfa.models.factor import FactorState
from mfa.models.notice_link import NoticeLink
from mfa.models.passcode import Passcode, PasscodeKind, PasscodeState
from mfa.models.recovery import RecoveryCode
from mfa.models.service import Service
from mfa.models.set_up import SetUp, SetUpStep
from mfa.models.trusted_browser import TrustedBrowser, TrustEnd

__all__ = [
    "Act",
    "Authenticator",
    "AuthenticatorState",
    "Challenge",
    "ChallengeState",
    "Evidence",
    "FactorState",
    "Grant",
    "Kind",
    "Method",
    "NoticeLink",
    "Passcode",
    "PasscodeKind",
    "PasscodeState",
    "PhoneDevice",
    "Purpose",
    "RecoveryCode",
    "Service",
    "SetUp",
    "SetUpStep",
    "TotpDevice",
    "TrustEnd",
    "TrustedBrowser",
]
