"""Wrong codes for many people from one network are stopped, though no account is locked (C8)."""

import pytest
from django.utils import timezone

from accounts.models import User
from accounts.throttle import throttle_hit
from mfa.challenges.networks import WINDOW, network_is_tired, wrong_count
from mfa.challenges.origin import Origin
from mfa.challenges.rules import ChallengeRefused
from mfa.challenges.services import challenge_answer, challenge_start
from mfa.devices.adding import totp_add
from mfa.domain.policy import POLICY
from mfa.models import Authenticator, Challenge, FactorState, Method, Purpose
from tests.mfa.casting import account, app_make, code_of, wrong_code_of

pytestmark = pytest.mark.django_db
HERE, NEXT_DOOR, ELSEWHERE = "203.0.113.7", "203.0.113.200", "198.51.100.1"


def asked(app: Authenticator, ip: str) -> Challenge:
    return challenge_start(
        purpose=Purpose.SIGN_IN,
        method=Method.TOTP,
        user=app.user,
        authenticator=app,
        service=account(),
        origin=Origin(browser="b", ip=ip),
        at=timezone.now(),
    )


def typed(challenge: Challenge, code: str) -> object:
    return challenge_answer(challenge_id=challenge.pk, browser="b", typed=code, at=timezone.now())


def test_many_wrong_codes_from_one_network_begin_nothing_more(
    user: User, outsider: User, manager: User
) -> None:
    apps = [app_make(one) for one in (user, outsider)]
    for _ in range(POLICY.wrong_per_network - 2):
        wrong_count(NEXT_DOOR)
    for app in apps:
        typed(asked(app, HERE), wrong_code_of(app))
    assert not FactorState.objects.filter(locked_until__isnull=False).exists()
    assert network_is_tired(HERE)
    last = app_make(manager)
    with pytest.raises(ChallengeRefused, match="your network") as refused:
        asked(last, HERE)
    assert refused.value.facts["reason"] == "network"
    assert asked(last, ELSEWHERE).pk


def test_right_codes_count_nothing(user: User) -> None:
    app = app_make(user)
    typed(asked(app, HERE), code_of(app))
    # The first hit in the bucket is this one: within a limit of one.
    assert throttle_hit(bucket="mfa wrong 203.0.113.0/24", limit=1, window=WINDOW)


def test_nobody_closes_an_office_by_wrong_codes_for_a_device_they_add(user: User) -> None:
    """They know its seed, nothing locks them, and so they could type wrong codes for ever."""
    added = totp_add(
        user=user,
        name="",
        passcode=None,
        origin=Origin(browser="b", ip=HERE),
        at=timezone.now(),
    )
    assert added.authenticator is not None
    typed(added, wrong_code_of(added.authenticator))
    assert throttle_hit(bucket="mfa wrong 203.0.113.0/24", limit=1, window=WINDOW)
