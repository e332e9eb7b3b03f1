"""What every template knows."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import RequestFactory

from config.context import organisation


def test_an_error_page_without_a_user_has_no_roles() -> None:
    known = organisation(RequestFactory().get("/"))
    assert known["organisation"] == "Northfield College"
    assert known["is_demo"] is True
    assert "agent" not in known["roles"]


@pytest.mark.django_db
def test_roles_are_asked_for_only_when_read(django_assert_num_queries: object) -> None:
    request = RequestFactory().get("/")
    request.user = AnonymousUser()
    with django_assert_num_queries(0):  # type: ignore[operator]
        assert not organisation(request)["roles"]
