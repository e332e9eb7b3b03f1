"""The telephone company's side: what a person can do with a phone, and what Keydesk hears of it."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from accounts.models import User
from delivery.dispatch import message_dispatch
from delivery.interfaces import Reply
from delivery.models import Call
from demo.simulator.models import SimulatedCall
from demo.simulator.phones import Act, phone_act, phones_ring_out
from tests.delivery.casting import Listener, post

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def phone(una: User, listener: Listener) -> SimulatedCall:
    message_dispatch(message_id=post(una).pk, at=timezone.now())
    return SimulatedCall.objects.get()


def act(phone: SimulatedCall, what: Act, key: str = "") -> bool:
    done = phone_act(call_id=phone.pk, act=what, key=key, at=timezone.now())
    phone.refresh_from_db()
    return done


def test_an_answered_call_takes_keys_and_says_what_comes_next(
    phone: SimulatedCall, listener: Listener
) -> None:
    listener.reply = Reply("Once more, please.")
    assert act(phone, Act.ANSWER)
    assert act(phone, Act.KEY, "*")
    assert (phone.state, phone.says) == ("ANSWERED", "Once more, please.")
    listener.reply = Reply("Thank you.", hang_up=True)
    assert act(phone, Act.KEY, "5")
    assert (phone.state, phone.outcome, phone.keys) == ("ENDED", "COMPLETED", "*5")
    assert (listener.keys, listener.ends) == (["*", "5"], ["COMPLETED"])


@pytest.mark.parametrize(
    ("what", "outcome"),
    [(Act.HANG_UP, "BUSY"), (Act.IGNORE, "NO_ANSWER"), (Act.VOICEMAIL, "VOICEMAIL")],
)
def test_a_ringing_phone_can_be_left_alone(
    phone: SimulatedCall, listener: Listener, what: Act, outcome: str
) -> None:
    assert act(phone, what)
    assert not act(phone, what)
    assert (phone.outcome, Call.objects.get().outcome) == (outcome, outcome)
    assert (listener.keys, listener.ends) == ([], [outcome])


def test_hanging_up_in_the_middle(phone: SimulatedCall, listener: Listener) -> None:
    act(phone, Act.ANSWER)
    act(phone, Act.HANG_UP)
    assert listener.ends == ["HUNG_UP"]


def test_what_a_phone_cannot_do_does_nothing(phone: SimulatedCall, listener: Listener) -> None:
    assert not act(phone, Act.KEY, "5")
    act(phone, Act.ANSWER)
    for key in ("", "55", "x"):
        assert not act(phone, Act.KEY, key)
    assert not act(phone, Act.VOICEMAIL)
    assert not phone_act(call_id=uuid4(), act=Act.ANSWER, at=timezone.now())
    assert listener.keys == []


def test_a_phone_stops_ringing_by_itself(phone: SimulatedCall, listener: Listener) -> None:
    phones_ring_out(at=timezone.now())
    assert listener.ends == []
    phones_ring_out(at=timezone.now() + timedelta(seconds=46))
    assert listener.ends == ["NO_ANSWER"]


def test_nobody_talks_for_ever(phone: SimulatedCall, listener: Listener) -> None:
    act(phone, Act.ANSWER)
    phones_ring_out(at=timezone.now() + timedelta(minutes=6))
    assert listener.ends == ["HUNG_UP"]


def test_a_phone_works_although_keydesk_knows_nothing_of_the_call(phone: SimulatedCall) -> None:
    Call.objects.all().delete()
    assert act(phone, Act.ANSWER)
    assert act(phone, Act.KEY, "1")
    assert act(phone, Act.HANG_UP)
