import pytest

from accounts.models import User
from mfa.models import Authenticator
from mfa.passcodes.services import Issued
from tests.mfa.casting import app_make, passcode_make, person_make, phone_make


@pytest.fixture
def una(db: None) -> User:
    """Return a user."""
    return person_make("una")


@pytest.fixture
def outsider(db: None) -> User:
    """Return another user, who has no business here."""
    return person_make("otto")


@pytest.fixture
def agent(db: None) -> User:
    """Return a help desk agent."""
    return person_make("ada")


@pytest.fixture
def phone(una: User) -> Authenticator:
    """Return the user's phone."""
    return phone_make(una)


@pytest.fixture
def app(una: User) -> Authenticator:
    """Return the user's authenticator app."""
    return app_make(una)


@pytest.fixture
def issued_passcode(una: User, agent: User) -> Issued:
    """Return a passcode that the agent has just issued to the user."""
    return passcode_make(user=una, agent=agent)
