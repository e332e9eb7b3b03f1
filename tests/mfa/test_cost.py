"""What a request costs: the prompt's answer is the busiest page that writes."""

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from mfa.models import Authenticator
from tests.mfa.browsing import PROMPT, TRUST, code_renew, password_type
from tests.mfa.casting import code_of


@pytest.mark.django_db(transaction=True)
def test_an_authenticator_code_costs_ten_queries(
    client: Client,
    user: User,
    app: Authenticator,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    """Session and person, the guarded decision, the new session, two events."""
    password_type(client, user)
    client.post(
        PROMPT, {"method": "TOTP", "code": code_of(app)}
    )  # fills caches that live as long as the process
    code_renew(app)
    password_type(client, user)
    with django_assert_num_queries(10 + 2):  # and BEGIN, COMMIT
        assert client.post(PROMPT, {"method": "TOTP", "code": code_of(app)})["Location"] == TRUST
