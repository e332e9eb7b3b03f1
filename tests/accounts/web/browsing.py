"""Signed-in browsers for the account pages."""

from django.test import Client
from django.urls import reverse

from accounts.models import User
from mfa.models import Authenticator
from tests.mfa.browsing import code_renew, sign_in_with_app
from tests.mfa.casting import app_make, code_of


def signed_in(user: User) -> tuple[Client, Authenticator]:
    """Return a browser in which `user` has signed in with both steps, and their app."""
    client, app = Client(), app_make(user)
    sign_in_with_app(client, app)
    return client, app


def second_step(client: Client, app: Authenticator) -> str:
    """Do the second step that a new password asks for; return where it leads."""
    client.post(reverse("mfa:password_step_choose"), {"way": f"{app.pk}-totp"})
    answer = client.post(reverse("mfa:password_step"), {"method": "TOTP", "code": code_of(app)})
    assert answer.status_code == 302, answer.content.decode()
    code_renew(app)
    return answer["Location"]


def with_second_step(client: Client, app: Authenticator, path: str) -> None:
    """Open a page that asks for a second step, and do it."""
    answer = client.get(path)
    assert answer.status_code == 302, answer.content.decode()
    client.get(answer["Location"])
    assert second_step(client, app) == path
