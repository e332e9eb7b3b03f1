"""What a browser holds before, at and after a sign-in (cases C15, E8, F2, F3)."""

import os
import signal
import subprocess
import sys
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.conf import settings
from django.db import DatabaseError
from django.test import Client
from django.urls import reverse

from accounts.models import Session, User
from accounts.sessions import key_hash
from audit.models import AuditEvent
from mfa.models import Authenticator, AuthenticatorState, Challenge, Passcode
from mfa.passcodes.services import Issued
from mfa.web.pending import KEY
from tests.fixtures.database import database_url
from tests.mfa.browsing import DEVICES, PROMPT, is_signed_in, password_type, sign_in_with_app
from tests.mfa.casting import app_make, code_of

SIGN_IN = reverse("mfa:sign_in")
CLOSED = [
    reverse(name)
    for name in ("mfa:devices", "mfa:add", "mfa:add_phone", "mfa:verify", "accounts:sessions")
]


def key_of(client: Client) -> str:
    return client.cookies[settings.SESSION_COOKIE_NAME].value


@pytest.mark.django_db
def test_nothing_but_the_second_step_is_open(
    client: Client, user: User, app: Authenticator
) -> None:
    password_type(client, user)
    for path in CLOSED:
        answer = client.get(path)
        assert answer.status_code == 302
        assert answer["Location"].startswith(SIGN_IN), path
    session = Session.objects.get(session_key=key_hash(key_of(client)))
    assert session.user_id is None


@pytest.mark.django_db
def test_a_pending_sign_in_ends_after_five_minutes(
    client: Client, user: User, app: Authenticator
) -> None:
    password_type(client, user)
    session = client.session
    begun = datetime.fromisoformat(session[KEY]["at"])
    session[KEY] = {**session[KEY], "at": (begun - timedelta(minutes=5, seconds=1)).isoformat()}
    session.save()
    assert client.post(PROMPT, {"method": "TOTP", "code": code_of(app)})["Location"] == SIGN_IN
    assert not is_signed_in(client)


@pytest.mark.django_db
def test_a_pending_sign_in_dies_with_its_password(
    client: Client, user: User, app: Authenticator
) -> None:
    password_type(client, user)
    user.set_password("another one, quite long")
    user.save()
    assert client.post(PROMPT, {"method": "TOTP", "code": code_of(app)})["Location"] == SIGN_IN


@pytest.mark.django_db
def test_a_device_that_is_lost_meanwhile_opens_nothing(
    client: Client, user: User, app: Authenticator
) -> None:
    password_type(client, user)
    Authenticator.objects.update(state=AuthenticatorState.SUSPENDED, confirmed=False)
    client.post(PROMPT, {"method": "TOTP", "code": code_of(app)})
    assert not is_signed_in(client)


@pytest.mark.django_db
def test_a_device_that_is_gone_at_the_last_moment_sends_back_to_the_start(
    client: Client, user: User, issued_passcode: Issued
) -> None:
    """The code was right, but what it proves opens nothing: a page says so, not a fault."""
    password_type(client, user)
    client.post(reverse("mfa:prompt_choose"), {"way": "passcode"})
    Passcode.objects.update(confirmed=False)
    answer = client.post(PROMPT, {"method": "PASSCODE", "code": issued_passcode.code}, follow=True)
    assert answer.redirect_chain == [(SIGN_IN, 302)]
    assert "cannot be used any more" in answer.content.decode()
    assert AuditEvent.objects.filter(tag="user:sign-in:refused").count() == 1
    assert Passcode.objects.get().state == "LIVE"
    assert not is_signed_in(client)


@pytest.mark.django_db
def test_the_key_of_the_session_changes_at_each_step(
    client: Client, user: User, app: Authenticator
) -> None:
    client.get(SIGN_IN)
    client.cookies[settings.SESSION_COOKIE_NAME] = "planted"
    password_type(client, user)
    pending = key_of(client)
    assert pending != "planted"
    client.post(PROMPT, {"method": "TOTP", "code": code_of(app)})
    assert key_of(client) != pending
    thief = Client()
    for old in ("planted", pending):
        thief.cookies[settings.SESSION_COOKIE_NAME] = old
        assert not is_signed_in(thief)
        assert thief.get(PROMPT)["Location"] == SIGN_IN


@pytest.mark.django_db
def test_an_approval_counts_in_its_own_browser_only(
    client: Client, user: User, app: Authenticator
) -> None:
    password_type(client, user)
    other = Client()
    password_type(other, user)
    mine = client.session["mfa_challenges"]["SIGN_IN"]
    session = other.session
    session["mfa_challenges"] = {"SIGN_IN": mine}
    session.save()
    page = other.post(PROMPT, {"method": "TOTP", "code": code_of(app)})
    assert page.status_code == 200
    assert not is_signed_in(other)
    assert Challenge.objects.get(pk=mine).state == "PENDING"


@pytest.mark.django_db
@pytest.mark.parametrize(
    "site",
    [
        "mfa.methods.totp._accept",
        "mfa.methods.totp.step_of",
        "mfa.methods.totp.challenge_approve",
        "mfa.challenges.approval.challenge_decide",
        "mfa.challenges.approval.challenge_ended_record",
        "mfa.sign_in.services.answer_use",
        "mfa.sign_in.services.session_lengths",
        "mfa.sign_in.services.record",
        "mfa.web.opener.session_open",
        "django_otp.login",
    ],
)
def test_an_error_anywhere_opens_nothing(
    client: Client,
    user: User,
    app: Authenticator,
    monkeypatch: pytest.MonkeyPatch,
    site: str,
) -> None:
    def fail(*_args: Any, **_kwargs: Any) -> None:
        raise DatabaseError

    password_type(client, user)
    client.raise_request_exception = False
    with monkeypatch.context() as patch:
        patch.setattr(site, fail)
        assert client.post(PROMPT, {"method": "TOTP", "code": code_of(app)}).status_code >= 500
    assert not is_signed_in(client)
    assert not AuditEvent.objects.filter(tag="user:sign-in:approved").exists()
    assert not Session.objects.filter(user=user).exists()


@pytest.mark.django_db
def test_signing_in_anew_ends_what_the_browser_held(
    client: Client, user: User, outsider: User, app: Authenticator
) -> None:
    sign_in_with_app(client, app)
    app_make(outsider)
    password_type(client, outsider)
    assert not is_signed_in(client)
    assert not Session.objects.filter(user=user).exists()


CRASH = """
import os, signal, uuid
import django
django.setup()
from django.utils import timezone
from accounts.models import User
from mfa.challenges.origin import Origin
from mfa.sign_in import services
from django.test import RequestFactory
from importlib import import_module
from django.conf import settings
from mfa.web.opener import opener_for

def die(*args, **kwargs):
    os.kill(os.getpid(), signal.SIGKILL)

request = RequestFactory().post("/")
request.session = import_module(settings.SESSION_ENGINE).SessionStore()
if {when!r} == "before":
    services.record = die
services.sign_in_answer(
    challenge_id=uuid.UUID({challenge!r}), user=User.objects.get(pk={user}),
    origin=Origin(browser={browser!r}), typed={code!r}, opener=opener_for(request),
    at=timezone.now(),
)
print(request.session.session_key, flush=True)
die()
"""


def crash(challenge: Challenge, code: str, *, when: str) -> str:
    """Sign in, in a process that is killed before or after the commit; return what it printed."""
    script = CRASH.format(
        when=when,
        challenge=str(challenge.pk),
        user=challenge.user_id,
        browser=challenge.browser,
        code=code,
    )
    done = subprocess.run(
        [sys.executable, "-c", script],
        env={
            **os.environ,
            "DATABASE_URL": database_url(os.environ["DATABASE_URL"]),
            "DJANGO_SETTINGS_MODULE": "config.settings",
        },
        cwd=settings.BASE_DIR,
        stdout=subprocess.PIPE,
        text=True,
        check=False,
    )
    assert done.returncode == -signal.SIGKILL
    return done.stdout.strip()


@pytest.mark.fault
@pytest.mark.django_db(transaction=True)
def test_a_crash_leaves_either_all_or_nothing(
    client: Client, user: User, issued_passcode: Issued
) -> None:
    password_type(client, user)
    client.post(reverse("mfa:prompt_choose"), {"way": "passcode"})
    challenge = Challenge.objects.get(pk=client.session["mfa_challenges"]["SIGN_IN"])
    assert crash(challenge, issued_passcode.code, when="before") == ""
    passcode = Passcode.objects.get()
    assert (passcode.state, passcode.uses_left) == ("LIVE", 1)
    assert not Session.objects.filter(user=user).exists()
    key = crash(challenge, issued_passcode.code, when="after")
    assert Passcode.objects.get().state == "USED"
    assert Session.objects.get(user=user).session_key == key_hash(key)
    assert (
        client.post(PROMPT, {"method": "PASSCODE", "code": issued_passcode.code}).status_code == 200
    )
    assert client.get(DEVICES).status_code == 302
