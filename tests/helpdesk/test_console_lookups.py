"""A list's address asks nothing of columns that the list does not offer as a filter."""

from typing import Any

import pytest
from django.urls import reverse

from accounts.models import User
from accounts.roles import Role
from mfa.models import Authenticator
from tests.fixtures.people import person_make
from tests.helpdesk.casting import browser_of

pytestmark = pytest.mark.django_db

PROBES = [
    ("accounts_user", {"password__startswith": "argon2"}),
    ("accounts_user", {"search_text__contains": "example"}),
    ("accounts_contactaddress", {"email__startswith": "user@"}),
    ("accounts_contactaddress", {"number_index__gt": "0"}),
    ("accounts_session", {"session_key__startswith": "a"}),
    ("accounts_session", {"session_data__contains": "a"}),
    ("mfa_passcode", {"secret__startswith": "argon2"}),
    ("mfa_authenticator", {"seed__isnull": "False"}),
    ("delivery_message", {"facts__contains": "a"}),
    ("audit_auditevent", {"body__contains": "a"}),
]


@pytest.mark.parametrize(("name", "probe"), PROBES)
def test_a_column_that_is_not_shown_cannot_be_probed(
    name: str, probe: dict[str, Any], phone: Authenticator
) -> None:
    browser = browser_of(person_make("a-reader", roles=(Role.AUDITOR,)))
    assert browser.get(reverse(f"console:{name}_changelist"), probe).status_code == 400


def test_the_filters_of_a_list_still_work(user: User) -> None:
    browser = browser_of(person_make("a-reader", roles=(Role.AUDITOR,)))
    people = reverse("console:accounts_user_changelist")
    assert user.get_full_name() in browser.get(people, {"status__exact": "ACTIVE"}).content.decode()
    answer = browser.get(people, {"status__exact": "DISABLED"})
    assert answer.status_code == 200
    assert user.get_full_name() not in answer.content.decode()
