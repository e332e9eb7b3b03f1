import pytest
from django.test import Client

from accounts.models import User
from accounts.roles import Role
from helpdesk.models import Case
from mfa.models import Authenticator
from tests.fixtures.people import person_make
from tests.helpdesk.casting import (
    browser_of,
    called,
    described,
    mailed,
    opened,
    read_back,
    verified,
)
from tests.mfa.casting import phone_make


@pytest.fixture
def agent2(db: None) -> User:
    """Return the agent at the next desk."""
    return person_make("agent2", roles=(Role.AGENT,))


@pytest.fixture
def phone(user: User) -> Authenticator:
    """Return the user's telephone, the one that gets lost."""
    return phone_make(user, number="+14065550101", name="Blue handset")


@pytest.fixture
def case(agent: User, user: User, phone: Authenticator) -> Case:
    """Return an open case about the user."""
    return opened(agent, user)


@pytest.fixture
def desk(agent: User) -> Client:
    """Return the agent's browser."""
    return browser_of(agent)


@pytest.fixture
def full(case: Case, phone: Authenticator) -> Case:
    """Return a case with 100 points."""
    described(case, phone)
    called(case)
    read_back(case, mailed(case))
    return case


@pytest.fixture
def ready(agent: User, user: User, phone: Authenticator) -> Case:
    """Return a case in which a passcode may be issued."""
    return verified(agent, user, phone)
