from tests.mfa.conftest import issued_passcode

__all__ = ["issued_passcode"]
