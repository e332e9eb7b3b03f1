import pytest
from django.test import Client

from accounts.models import User
from helpdesk.models import Case
from mfa.models import Authenticator
from tests.helpdesk.casting import browser_of, called, described, mailed
from tests.mfa.casting import app_make


@pytest.fixture
def reader(auditor: User) -> Client:
    """Return the browser of somebody who may read every list."""
    return browser_of(auditor)


@pytest.fixture
def filled(case: Case, phone: Authenticator) -> Case:
    """Return a case with something in most lists."""
    described(case, phone)
    called(case)
    mailed(case)
    app_make(case.person)
    return case
