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
from mfa.models.passcode import Passcode, PasscodeKind, PasscodeState
from mfa.models.service import Service

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
    "Passcode",
    "PasscodeKind",
    "PasscodeState",
    "PhoneDevice",
    "Purpose",
    "Service",
    "TotpDevice",
]
