"""Adding security keys and passkeys: once each, from this site, told apart by name."""

import pytest

from accounts.models import User
from delivery.models import Message
from mfa.methods.base import Answer
from mfa.models import Authenticator, AuthenticatorState, FactorState
from tests.mfa.key_casting import WRONG, adding, answered, asked, reason_of
from tests.mfa.soft_key import SoftKey, key_make

pytestmark = pytest.mark.django_db

# --- Adding ------------------------------------------------------------------------------------


@pytest.mark.parametrize("is_passkey", [True, False])
def test_a_key_is_added(user: User, *, is_passkey: bool) -> None:
    soft = SoftKey(is_backed_up=is_passkey)
    challenge = adding(user, is_passkey=is_passkey)
    assert answered(challenge, soft.register(challenge)) == Answer.ACCEPTED
    key = Authenticator.objects.get()
    assert key.state == AuthenticatorState.ACTIVE
    assert bytes(key.credential_id or b"") == soft.credential_id
    assert (key.is_passkey, key.is_backed_up) == (is_passkey, is_passkey)
    assert (key.transports, key.added_ip) == (["usb"], "192.0.2.7")
    notice = Message.objects.get(person=user, kind="mfa.notice")
    assert notice.facts["notice"] == "authenticator_added"
    again = asked(key)
    assert answered(again, soft.sign(again)) == Answer.ACCEPTED


def test_a_passkey_that_verified_nobody_is_not_added(user: User) -> None:
    challenge = adding(user, is_passkey=True)
    assert answered(challenge, SoftKey(verifies=False).register(challenge)) == Answer.WRONG
    assert Authenticator.objects.get().state == AuthenticatorState.PENDING
    assert not FactorState.objects.filter(pk=user.pk, failures__gt=0).exists()


@pytest.mark.parametrize("what", [one for one in WRONG if "registration" not in one])
def test_a_key_made_elsewhere_is_not_added(user: User, what: str) -> None:
    lies, said = WRONG[what]
    challenge = adding(user)
    typed = SoftKey(**lies).register(challenge, said)
    assert answered(challenge, typed) == Answer.WRONG
    assert Authenticator.objects.get().credential_id is None


def test_the_same_key_is_added_once(user: User, outsider: User) -> None:
    soft = SoftKey()
    key_make(user, soft)
    for person in (user, outsider):
        challenge = adding(person)
        assert answered(challenge, soft.register(challenge)) == Answer.USED
        assert reason_of(challenge) == "already_there"
    assert Authenticator.objects.filter(state=AuthenticatorState.ACTIVE).count() == 1


def test_names_tell_keys_apart(user: User) -> None:
    for _ in range(2):
        challenge, soft = adding(user), SoftKey()
        answered(challenge, soft.register(challenge))
    adding(user, name="  Blue\u202e key ")
    names = Authenticator.objects.order_by("pk").values_list("name", flat=True)
    assert list(names) == ["Security key", "Security key 2", "Blue key"]
