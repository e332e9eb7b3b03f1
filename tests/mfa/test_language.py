"""Pages speak the language a person chose, else the browser's."""

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from mfa.models import Authenticator
from tests.mfa.browsing import sign_in_with_app

SIGN_IN, DEVICES = reverse("mfa:sign_in"), reverse("mfa:devices")


def language_of(client: Client, path: str, **headers: str) -> str:
    return client.get(path, headers={"Accept-Language": "de, en;q=0.5", **headers})[
        "Content-Language"
    ]


@pytest.mark.django_db
def test_a_visitor_is_spoken_to_as_the_browser_says(client: Client) -> None:
    assert language_of(client, SIGN_IN) == "de"


@pytest.mark.django_db(transaction=True)
def test_a_person_is_spoken_to_as_they_chose(
    client: Client, user: User, app: Authenticator
) -> None:
    sign_in_with_app(client, app)
    assert language_of(client, DEVICES) == "de"
    User.objects.filter(pk=user.pk).update(language="es")
    assert language_of(client, DEVICES) == "es"


@pytest.mark.django_db(transaction=True)
def test_an_unknown_language_is_none(client: Client, user: User, app: Authenticator) -> None:
    User.objects.filter(pk=user.pk).update(language="tlh")
    sign_in_with_app(client, app)
    assert language_of(client, DEVICES) == "de"
