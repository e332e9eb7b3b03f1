"""A page that follows a challenge is told cheaply when nothing changed, and misses no change."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from accounts.models.user import Status
from delivery.calls import EventKind
from mfa.models import Authenticator, AuthenticatorState, Challenge
from mfa.models.factor import FactorState
from tests.mfa.browsing import challenge_now, password_type
from tests.mfa.casting import happens, ring

pytestmark = pytest.mark.django_db(transaction=True)
STATE = reverse("mfa:prompt_state")


def look(client: Client, seen: str = "") -> tuple[int, str]:
    """Look once; return the status and what was seen then."""
    answer = client.get(STATE, {"seen": seen} if seen else {})
    return answer.status_code, answer.headers.get("Keydesk-Seen", "")


@pytest.fixture
def seen(client: Client, user: User, phone: Authenticator) -> str:
    """Let a telephone ring and the page see it."""
    password_type(client, user)
    client.post(reverse("mfa:prompt_call"))
    ring(challenge_now(user))
    status, seen = look(client)
    assert (status, bool(seen)) == (200, True)
    return seen


def test_nothing_new_costs_two_queries(
    client: Client, seen: str, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(2):  # the session, and the version
        assert look(client, seen) == (204, "")


def test_every_step_of_a_call_is_shown_once(client: Client, user: User, seen: str) -> None:
    for event, key in ((EventKind.ANSWERED, None), (EventKind.KEY, "4")):
        assert look(client, seen)[0] == 204
        happens(challenge_now(user), event, *([key] if key else []))
        status, newer = look(client, seen)
        assert (status, newer != seen) == (200, True)
        seen = newer
    assert b"data-onwards" in client.get(STATE).content


def test_another_call_is_news(client: Client, user: User, seen: str) -> None:
    happens(challenge_now(user), EventKind.HUNG_UP)
    Challenge.objects.update(created_at=timezone.now() - timedelta(minutes=5))  # it may ring again
    _, over = look(client, seen)
    client.post(reverse("mfa:prompt_call"))
    assert look(client, over)[0] == 200


def test_time_alone_is_news(client: Client, user: User, seen: str) -> None:
    Challenge.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert look(client, seen)[0] == 200


def test_a_lock_ends_the_page_at_once(client: Client, user: User, seen: str) -> None:
    FactorState.objects.update_or_create(
        user=user, defaults={"locked_until": timezone.now() + timedelta(minutes=5)}
    )
    assert look(client, seen)[0] == 302


@pytest.mark.parametrize("change", [{"status": Status.DISABLED}, {"password_changed_at": None}])
def test_an_account_that_changed_is_looked_at_again(
    client: Client, user: User, seen: str, change: dict[str, object]
) -> None:
    values = {"password_changed_at": timezone.now()} if None in change.values() else change
    User.objects.filter(pk=user.pk).update(**values)
    assert look(client, seen)[0] != 204


def test_a_revoked_device_is_news(client: Client, phone: Authenticator, seen: str) -> None:
    Authenticator.objects.filter(pk=phone.pk).update(
        state=AuthenticatorState.SUSPENDED, confirmed=False
    )
    assert look(client, seen)[0] != 204


def test_what_another_browser_saw_is_worth_nothing(client: Client, seen: str) -> None:
    assert look(Client(), seen) == (302, "")
    assert look(client, "")[0] == look(client, "x" * 5000)[0] == 200
