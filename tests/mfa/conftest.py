import pytest

from accounts.models import User
from mfa.models import Authenticator
from mfa.passcodes.services import Issued
from tests.mfa.casting import app_make, passcode_make, phone_make


@pytest.fixture
def phone(user: User) -> Authenticator:
    """Return the user's phone."""
    return phone_make(user)


@pytest.fixture
def app(user: User) -> Authenticator:
    """Return the user's authenticator app."""
    return app_make(user)


@pytest.fixture
def issued_passcode(user: User, agent: User) -> Issued:
    """Return a passcode that the agent has just issued to the user."""
    return passcode_make(user=user, agent=agent)
