"""*This wasn't me* from a mailed notice freezes the account; an older device lifts it."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.links.services import link_send
from accounts.links.token import link_token as reset_token
from accounts.models import Session, User
from accounts.models.link import Purpose as LinkPurpose
from audit.tags import Tag
from delivery.models import Message
from helpdesk.models import FraudReport
from mfa.models import (
    Authenticator,
    AuthenticatorState,
    Challenge,
    ChallengeState,
    FactorState,
    NoticeLink,
    Purpose,
)
from mfa.notices import Notice, notice_post
from mfa.passcodes.services import PasscodeRefused
from mfa.reports.token import link_token
from tests.fixtures.people import PASSWORD
from tests.fixtures.trail import AuditTrail
from tests.mfa.browsing import (
    PROMPT,
    challenge_now,
    code_renew,
    is_signed_in,
    password_type,
    second_step,
    sign_in_with_app,
    text_of,
)
from tests.mfa.casting import app_make, code_of, letter_of, passcode_make, press

pytestmark = pytest.mark.django_db
FROZEN, THAW = reverse("mfa:frozen"), reverse("mfa:thaw")


def link_to(user: User, notice: Notice = Notice.AUTHENTICATOR_ADDED) -> str:
    """Return the path in a notice that the user got just now."""
    notice_post(notice, user=user, ref=uuid4(), at=timezone.now())
    text = letter_of(Message.objects.filter(kind="mfa.notice").latest("created_at")).text
    (path,) = re.findall(re.escape(settings.ORIGIN) + r"(/not-me/\S+)", text)
    return str(path)


def freeze(user: User) -> None:
    """Follow a notice's link and confirm."""
    assert Client().post(link_to(user)).status_code == 200


def state_of(user: User) -> FactorState:
    return FactorState.objects.get(pk=user.pk)


def test_the_link_is_ours_whatever_host_was_asked(
    client: Client, user: User, app: Authenticator
) -> None:
    """F9: the link in the mail begins with the configured origin."""
    client.defaults["HTTP_X_FORWARDED_HOST"] = "evil.example"
    sign_in_with_app(client, app)
    client.get(reverse("mfa:rename", args=[app.pk]))
    second_step(client, app)
    client.post(reverse("mfa:rename", args=[app.pk]), {"name": "Pocket"})
    letter = letter_of(Message.objects.get(kind="mfa.notice", person=user))
    assert "evil.example" not in letter.text
    assert f"{settings.ORIGIN}/not-me/" in letter.text


def test_opening_the_link_changes_nothing_and_confirming_works_once(
    client: Client, user: User, audit_trail: AuditTrail
) -> None:
    path = link_to(user)
    for _ in range(2):
        assert "A device was added to the account." in text_of(client, path)
    assert not FactorState.objects.filter(pk=user.pk, frozen_at__isnull=False).exists()
    assert "The account is frozen" in client.post(path).content.decode()
    facts = audit_trail.facts(Tag.USER_ACCOUNT_FROZEN)
    assert (facts["notice"], facts["ip"]) == ("authenticator_added", "127.0.0.1")
    dead = [client.get(path), client.post(path), client.get("/not-me/unknown/")]
    link = NoticeLink.objects.create(
        user=user,
        notice="password_changed",
        ref=uuid4(),
        happened_at=timezone.now(),
        expires_at=timezone.now() - timedelta(seconds=1),
    )
    dead += [client.get(reverse("mfa:not_me", args=[link_token(link.pk)]))]
    assert {answer.status_code for answer in dead} == {410}
    bodies = {re.sub(r'csrf\w+" value="\w+', "", answer.content.decode()) for answer in dead}
    assert len(bodies) == 1
    assert audit_trail.facts(Tag.USER_FRAUD_REFUSED)["reason"] == "used"


def test_a_used_link_does_not_fill_the_trail(user: User, audit_trail: AuditTrail) -> None:
    path = link_to(user)
    answers = [Client().post(path).status_code for _ in range(13)]
    assert answers == [200, *[410] * 12]
    assert len(audit_trail.events(Tag.USER_FRAUD_REFUSED)) == 10


def test_the_token_is_in_no_table_and_cannot_be_made_up(user: User) -> None:
    path = link_to(user)
    token = path.split("/")[2]
    message = Message.objects.filter(kind="mfa.notice").latest("created_at")
    assert token not in str(message.facts)
    link = NoticeLink.objects.get()
    assert Client().get(reverse("mfa:not_me", args=[str(link.pk)])).status_code == 410
    changed = token[:-2] + ("AA" if token[-2:] != "AA" else "BB")
    assert Client().get(reverse("mfa:not_me", args=[changed])).status_code == 410


def test_a_freeze_ends_sessions_pending_sign_ins_and_what_was_added(
    client: Client, user: User, app: Authenticator, analyst: User
) -> None:
    sign_in_with_app(client, app)
    pending = Client()
    password_type(pending, user)
    path = link_to(user)
    intruders = app_make(user, activated_at=timezone.now() + timedelta(seconds=1))
    day_ago = timezone.now() - timedelta(days=1)
    begun_with = app_make(user, activated_at=day_ago)
    assert Client().post(path).status_code == 200
    assert not is_signed_in(client)
    assert not Session.objects.filter(user=user).exists()
    code_renew(app)
    answer = pending.post(PROMPT, {"method": "TOTP", "code": code_of(app)})
    assert answer["Location"] == reverse("mfa:sign_in")
    assert not is_signed_in(pending)
    intruders.refresh_from_db()
    assert intruders.state == AuthenticatorState.SUSPENDED
    begun_with.refresh_from_db()
    assert begun_with.state == AuthenticatorState.SUSPENDED  # or it were there again after a thaw
    app.refresh_from_db()
    assert app.state == AuthenticatorState.ACTIVE
    user.refresh_from_db()
    assert user.password_change_required_at is not None
    report = FraudReport.objects.get(person=user)
    assert (report.source, report.led_to) == ("NOTICE", "authenticator")
    assert Message.objects.filter(kind="helpdesk.fraud_report", person=analyst).count() == 1
    notices = [m.facts["notice"] for m in Message.objects.filter(person=user, kind="mfa.notice")]
    assert "account_frozen" in notices


def test_only_a_right_password_reads_that_the_account_is_frozen(
    client: Client, user: User, app: Authenticator
) -> None:
    freeze(user)
    wrong = {"username": user.username, "password": "wrong", "next": ""}
    said = client.post(reverse("mfa:sign_in"), wrong).content.decode()
    assert "frozen" not in said
    assert client.get(FROZEN)["Location"] == reverse("mfa:sign_in")
    assert client.get(THAW)["Location"] == reverse("mfa:sign_in")
    assert password_type(client, user) == FROZEN
    assert "This account is frozen" in text_of(client, FROZEN)
    assert client.get(PROMPT)["Location"] == reverse("mfa:sign_in")


def test_an_older_device_lifts_it(
    client: Client, user: User, app: Authenticator, audit_trail: AuditTrail
) -> None:
    freeze(user)
    password_type(client, user)
    answer = client.post(THAW, {"method": "TOTP", "code": code_of(app)})
    assert answer["Location"] == PROMPT
    assert state_of(user).frozen_at is None
    assert audit_trail.events(Tag.USER_ACCOUNT_THAWED)
    assert not is_signed_in(client)  # lifting a freeze is no sign-in
    code_renew(app)
    client.post(PROMPT, {"method": "TOTP", "code": code_of(app)})
    user.refresh_from_db()
    assert user.password_change_required_at is not None


def test_a_call_lifts_it_only_by_the_digit_on_the_screen(
    client: Client, user: User, phone: Authenticator
) -> None:
    freeze(user)
    password_type(client, user)
    client.post(f"{THAW}call/")
    press(challenge_now(user, Purpose.THAW), "0")
    assert challenge_now(user, Purpose.THAW).state == ChallengeState.FAILED
    long_ago = timezone.now() - timedelta(minutes=1)  # the next call waits a few seconds
    Challenge.objects.filter(user=user).update(created_at=long_ago)
    client.post(f"{THAW}call/")
    shown = text_of(client, THAW)
    (digit,) = re.findall(r'class="digit digits"[^>]*>(\d)<', shown)
    press(challenge_now(user, Purpose.THAW), digit)
    assert client.post(THAW)["Location"] == PROMPT
    assert state_of(user).frozen_at is None


def test_a_device_as_young_as_the_change_lifts_nothing(client: Client, user: User) -> None:
    day_ago = timezone.now() - timedelta(days=1)
    young = app_make(user, activated_at=day_ago)
    freeze(user)
    password_type(client, user)
    assert "Call the help desk" in text_of(client, FROZEN)
    client.post(f"{THAW}choose/", {"way": f"{young.pk}-totp"})
    client.post(THAW, {"method": "TOTP", "code": code_of(young)})
    assert state_of(user).frozen_at is not None
    assert not Challenge.objects.filter(purpose=Purpose.THAW).exists()


def test_no_passcode_opens_a_frozen_account_or_is_issued_over_it(
    client: Client, user: User, agent: User, app: Authenticator
) -> None:
    issued = passcode_make(user=user, agent=agent)
    freeze(user)
    password_type(client, user)
    client.post(f"{THAW}choose/", {"way": "passcode"})
    client.post(THAW, {"method": "PASSCODE", "code": issued.code})
    assert state_of(user).frozen_at is not None
    with pytest.raises(PasscodeRefused, match="frozen"):
        passcode_make(user=user, agent=agent)


def test_the_forgotten_password_page_does_not_go_round_a_freeze(
    client: Client, user: User, app: Authenticator
) -> None:
    link = link_send(user=user, purpose=LinkPurpose.RESET, actor=user, at=timezone.now())
    freeze(user)
    client.get(reverse("accounts:link_open", args=[reset_token(link.pk)]))
    client.get(reverse("accounts:link_password"))
    step = reverse("mfa:password_step")
    client.post(step, {"method": "TOTP", "code": code_of(app)})
    client.post(reverse("accounts:link_password"), {"new": "a new long word", "again": "a"})
    user.refresh_from_db()
    assert user.check_password(PASSWORD)


def test_a_second_step_made_before_the_freeze_sets_no_password_after_it(
    client: Client, user: User, app: Authenticator
) -> None:
    link = link_send(user=user, purpose=LinkPurpose.RESET, actor=user, at=timezone.now())
    page = reverse("accounts:link_password")
    client.get(reverse("accounts:link_open", args=[reset_token(link.pk)]))
    client.get(page)
    client.post(reverse("mfa:password_step"), {"method": "TOTP", "code": code_of(app)})
    assert client.get(page).status_code == 200
    freeze(user)
    new = "an intruder's long new word"
    assert client.post(page, {"new": new, "again": new}).status_code == 302
    user.refresh_from_db()
    assert user.check_password(PASSWORD)
