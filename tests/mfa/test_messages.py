"""What calls and mails say, and what they never say (case D11)."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from audit.models import AuditEvent
from delivery.calls import EventKind
from delivery.models import Message
from mfa.challenges.expiry import challenges_expire
from mfa.challenges.rules import ChallengeRefused
from mfa.challenges.services import challenge_start
from mfa.devices.services import authenticator_suspend
from mfa.domain.codes import check_number
from mfa.models import Authenticator, Challenge, ChallengeState, FactorState, Method, Purpose
from mfa.notices import Notice, notice_post
from tests.fixtures.people import mail_add
from tests.mfa.casting import (
    account,
    check_by_call,
    check_by_mail,
    happens,
    letter_of,
    message_of,
    press,
    ring,
)

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("notice", Notice)
def test_every_notice_reads_well(user: User, notice: Notice) -> None:
    user.time_zone = "America/Denver"
    user.save()
    notice_post(notice, user=user, ref=uuid4(), at=timezone.now())
    letter = letter_of(Message.objects.get())
    assert letter.text.startswith(f"Hello {user.given_name},")
    assert settings.HELP_DESK_PHONE in letter.text
    assert "\n" not in letter.subject
    for odd in ("{{", "{%", "&#", user.username + "@", "http://testserver"):
        assert odd not in letter.subject + letter.text


def test_addresses_removed_lately_are_told_too(user: User) -> None:
    old = mail_add(user, "old@example.org")
    gone = mail_add(user, "gone@example.org")
    now = timezone.now()
    for address, age in ((old, timedelta(days=1)), (gone, timedelta(days=31))):
        address.removed_at = now - age
        address.save()
    assert notice_post(Notice.REPORTED, user=user, ref=uuid4(), at=now) == 2


def test_mail_about_a_caller_warns_first(user: User, agent: User) -> None:
    check = check_by_mail(user=user, agent=agent, case_ref=uuid4())
    Challenge.objects.filter(pk=check.pk).update(state="PENDING", decided_at=None)
    letter = letter_of(message_of(check))
    first = letter.text.splitlines()[0]
    assert first == "Someone on the phone with the help desk says they are you."
    assert user.username not in letter.text
    assert "http" not in letter.text
    check.refresh_from_db()
    Challenge.objects.filter(pk=check.pk).update(
        state=ChallengeState.CANCELLED, decided_at=timezone.now()
    )


def caller_check(user: User, agent: User, phone: Authenticator) -> Challenge:
    return challenge_start(
        purpose=Purpose.CALLER_CHECK,
        method=Method.PHONE_CALL,
        user=user,
        authenticator=phone,
        asked_by=agent,
        case_ref=uuid4(),
        at=timezone.now(),
    )


def test_a_caller_hears_the_same_whatever_was_keyed(
    user: User, agent: User, phone: Authenticator
) -> None:
    right = caller_check(user, agent, phone)
    number = check_number(settings.CODE_KEY, right.pk, digits=6)
    heard = press(right, number)
    wrong = caller_check(user, agent, phone)
    number = check_number(settings.CODE_KEY, wrong.pk, digits=6)
    also_heard = press(wrong, number[:-1] + str((int(number[-1]) + 1) % 10))
    assert heard == also_heard
    right.refresh_from_db()
    wrong.refresh_from_db()
    assert (right.state, wrong.state) == (ChallengeState.APPROVED, ChallengeState.FAILED)


def test_nine_ends_the_check_and_leaves_the_sign_in_alone(
    user: User, agent: User, phone: Authenticator
) -> None:
    check = caller_check(user, agent, phone)
    press(check, "9")
    check.refresh_from_db()
    assert check.state == ChallengeState.REPORTED
    assert not FactorState.objects.filter(pk=user.pk, prompts_blocked_at__isnull=False).exists()
    assert Message.objects.get(kind="mfa.notice").facts["notice"] == "caller_not_you"


def test_star_repeats_and_begins_the_number_anew(
    user: User, agent: User, phone: Authenticator
) -> None:
    check = caller_check(user, agent, phone)
    number = check_number(settings.CODE_KEY, check.pk, digits=6)
    press(check, f"11*{number}")
    check.refresh_from_db()
    assert check.state == ChallengeState.APPROVED


def test_the_number_on_the_screen_is_not_enough_on_voicemail(
    user: User, agent: User, phone: Authenticator
) -> None:
    check = caller_check(user, agent, phone)
    ring(check)
    happens(check, EventKind.VOICEMAIL)
    happens(check, EventKind.KEY, "1")
    check.refresh_from_db()
    assert (check.state, check.reason) == (ChallengeState.FAILED, "voicemail")


def test_a_lost_phone_is_never_called(user: User, phone: Authenticator) -> None:
    phone.state, phone.confirmed = "SUSPENDED", False
    with pytest.raises(ChallengeRefused):
        challenge_start(
            purpose=Purpose.SIGN_IN,
            method=Method.PHONE_CALL,
            user=user,
            authenticator=phone,
            service=account(),
            at=timezone.now(),
        )
    assert not Message.objects.exists()
    assert AuditEvent.objects.filter(tag="user:challenge:refused").count() == 1


def test_overdue_challenges_end_with_an_event_each(
    user: User, agent: User, phone: Authenticator
) -> None:
    check_by_call(user=user, agent=agent, phone=phone, case_ref=uuid4())
    caller_check(user, agent, phone)
    for _ in range(2):
        challenge_start(
            purpose=Purpose.SIGN_IN,
            method=Method.PASSCODE,
            user=user,
            service=account(),
            at=timezone.now(),
        )
    pending = Challenge.objects.filter(state=ChallengeState.PENDING)
    assert pending.count() == 2
    pending.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert challenges_expire(at=timezone.now()) == 2
    assert challenges_expire(at=timezone.now()) == 0
    for tag in ("user:challenge:expired", "staff:evidence:failed"):
        assert AuditEvent.objects.filter(tag=tag).count() == 1


def test_a_phone_that_is_lost_while_it_rings_approves_nothing(
    user: User, phone: Authenticator
) -> None:
    call = challenge_start(
        purpose=Purpose.SIGN_IN,
        method=Method.PHONE_CALL,
        user=user,
        authenticator=phone,
        service=account(),
        at=timezone.now(),
    )
    ring(call)
    with transaction.atomic():
        authenticator_suspend(device=phone)
    reply = happens(call, EventKind.KEY, "1")
    call.refresh_from_db()
    assert (call.state, call.reason) == (ChallengeState.CANCELLED, "device_gone")
    assert reply is not None
    assert "over" in reply.say
