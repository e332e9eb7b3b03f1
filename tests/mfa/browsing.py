"""What people do in a browser, with Django's test client: no JavaScript, no mocks."""

from django.test import Client
from django.urls import reverse

from accounts.models import User
from mfa.models import Authenticator, Challenge, Purpose
from mfa.passcodes.services import Issued
from tests.fixtures.people import PASSWORD
from tests.mfa.casting import code_of

PROMPT = reverse("mfa:prompt")
DEVICES = reverse("mfa:devices")
HOME = reverse("mfa:account")
TRUST = reverse("mfa:trust")  # where a sign-in by a device leads


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


def sign_in_with_app(client: Client, app: Authenticator) -> None:
    """Sign the owner of an app in; the next code is good at once."""
    password_type(client, app.user)
    client.post(reverse("mfa:prompt_choose"), {"way": f"{app.pk}-totp"})
    answer = client.post(PROMPT, {"method": "TOTP", "code": code_of(app)})
    assert answer.status_code == 302, answer.content.decode()
    code_renew(app)


def sign_in_with_passcode(client: Client, issued: Issued) -> None:
    """Sign somebody in with a bypass passcode."""
    password_type(client, issued.passcode.user)
    client.post(reverse("mfa:prompt_choose"), {"way": "passcode"})
    answer = client.post(PROMPT, {"method": "PASSCODE", "code": issued.code})
    assert answer.status_code == 302, answer.content.decode()


def sign_in_with_recovery(client: Client, user: User, code: str) -> None:
    """Sign somebody in with a recovery code."""
    password_type(client, user)
    codes = Authenticator.objects.get(user=user, kind="RECOVERY", state="ACTIVE")
    client.post(reverse("mfa:prompt_choose"), {"way": f"{codes.pk}-recovery"})
    answer = client.post(PROMPT, {"method": "RECOVERY", "code": code})
    assert answer.status_code == 302, answer.content.decode()


def browser_trust(client: Client) -> str:
    """Say yes to "Trust this browser?"; return where that leads in the end."""
    answer = client.post(TRUST, {"yes": "1"})
    assert answer.status_code == 302, answer.content.decode()
    return client.get(answer["Location"])["Location"]


def second_step(client: Client, app: Authenticator) -> str:
    """Do the second step that managing devices asks for; return where it leads."""
    client.post(reverse("mfa:verify_choose"), {"way": f"{app.pk}-totp"})
    answer = client.post(reverse("mfa:verify"), {"method": "TOTP", "code": code_of(app)})
    assert answer.status_code == 302, answer.content.decode()
    code_renew(app)
    return answer["Location"]


def code_renew(app: Authenticator) -> None:
    """Let the app's present code be good once more, as if half a minute had gone by."""
    Authenticator.objects.filter(pk=app.pk).update(last_step=-1)
