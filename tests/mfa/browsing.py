"""What people do in a browser, with Django's test client: no JavaScript, no mocks."""

from django.test import Client
from django.urls import reverse

from accounts.models import User
from mfa.models import Challenge, Purpose
from tests.mfa.casting import PASSWORD

PROMPT = reverse("mfa:prompt")
DEVICES = reverse("mfa:devices")


def password_type(client: Client, user: User, *, next_path: str = "") -> str:
    """Type username and password; return where that leads."""
    data = {"username": user.username, "password": PASSWORD, "next": next_path}
    answer = client.post(reverse("mfa:sign_in"), data)
    assert answer.status_code == 302, answer.content.decode()
    return answer["Location"]


def challenge_now(user: User, purpose: Purpose = Purpose.SIGN_IN) -> Challenge:
    """Return the newest challenge of somebody."""
    return Challenge.objects.filter(user=user, purpose=purpose).latest("created_at")


def is_signed_in(client: Client) -> bool:
    """Say whether this browser opens a page that needs a second step."""
    return client.get(DEVICES).status_code == 200


def text_of(client: Client, path: str) -> str:
    """Return a page that must be there."""
    answer = client.get(path)
    assert answer.status_code == 200, (answer.status_code, answer.headers)
    return answer.content.decode()
