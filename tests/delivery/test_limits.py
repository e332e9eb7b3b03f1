"""D7 and D8: limits hold in the database, whoever asks and how many at once."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import connection, transaction
from django.utils import timezone

from accounts.models import User
from audit.models import AuditEvent
from delivery import limits
from delivery.budget import budget_left
from delivery.dispatch import message_dispatch
from delivery.health import calls_possible
from delivery.interfaces import Text
from delivery.limits import LimitReached, calls_forgive
from delivery.models import Budget, Call, Channel, Message
from tests.delivery.casting import NUMBERS, Author, person_make, post

pytestmark = pytest.mark.django_db(transaction=True)
THREADS = 30


def age(by: timedelta) -> None:
    """Make everything that was posted older."""
    for message in Message.objects.all():
        Message.objects.filter(pk=message.pk).update(created_at=message.created_at - by)


def fill(person: User, count: int, first: int = 0) -> None:
    for number in NUMBERS[first : first + count]:
        post(person, destination=number)


def refused(person: User, **fields: object) -> LimitReached:
    with pytest.raises(LimitReached) as caught:
        post(person, **fields)  # type: ignore[arg-type]
    return caught.value


def test_six_calls_an_hour_on_an_exact_window(una: User) -> None:
    fill(una, 5)
    age(timedelta(minutes=50))
    fill(una, 1, first=5)
    limit = refused(una, destination=NUMBERS[9])
    assert limit.limit == "person_hour"
    assert timedelta(minutes=9) < limit.retry_after < timedelta(minutes=10)
    assert "10 minutes" in limit.message
    age(timedelta(minutes=11))
    post(una, destination=NUMBERS[9])


def test_twenty_calls_a_day(una: User) -> None:
    for batch in range(4):
        fill(una, 5, first=5 * batch)
        age(timedelta(hours=2))
    limit = refused(una, destination=NUMBERS[30])
    assert limit.limit == "person_day"
    assert timedelta(hours=15) < limit.retry_after < timedelta(hours=17)


def test_approved_calls_do_not_count(una: User) -> None:
    messages = [post(una, destination=number) for number in NUMBERS[:6]]
    refused(una, destination=NUMBERS[9])
    calls_forgive(ref=messages[0].ref)
    post(una, destination=NUMBERS[9])


def test_texts_have_a_limit_of_their_own(una: User) -> None:
    fill(una, 6)
    for _ in range(6):
        post(una, channel=Channel.TEXT)
    assert refused(una, channel=Channel.TEXT).limit == "person_hour"
    post(una, channel=Channel.MAIL, destination="una@example.org")


def test_a_number_is_called_thirty_times_an_hour_whoever_asks(una: User) -> None:
    for index in range(6):
        person = person_make(f"user{index}")
        for _ in range(5):
            message = post(person, destination=NUMBERS[0])
            Message.objects.filter(pk=message.pk).update(state="FAILED", finished_at=timezone.now())
    assert refused(una, destination=NUMBERS[0]).limit == "number_hour"


def test_a_line_takes_one_call_at_a_time(una: User, author: Author) -> None:
    message = post(una)
    other = person_make("otto")
    assert refused(other).limit == "line"
    message_dispatch(message_id=message.pk, at=timezone.now())
    assert refused(other).limit == "line"
    Call.objects.update(state="ENDED", outcome="COMPLETED", ended_at=timezone.now())
    post(other)


def test_a_call_nobody_took_in_time_frees_the_line(una: User) -> None:
    post(una, deadline=timedelta(0))
    post(una)


def test_the_budget_is_reserved_before_dialling_and_given_back(
    una: User, author: Author, settings: object
) -> None:
    settings.DAILY_CALLS = 2  # type: ignore[attr-defined]
    fill(una, 2)
    limit = refused(una, destination=NUMBERS[9])
    assert (limit.limit, budget_left(channel=Channel.VOICE)) == ("budget", 0)
    assert limit.retry_after <= timedelta(days=1)
    author.words = None
    message_dispatch(message_id=Message.objects.all()[0].pk, at=timezone.now())
    assert budget_left(channel=Channel.VOICE) == 1


def test_a_budget_of_nothing_means_no_calls(una: User, settings: object) -> None:
    settings.DAILY_CALLS = 0  # type: ignore[attr-defined]
    assert refused(una).limit == "budget"


def test_calls_are_offered_only_when_they_can_be_made(una: User, settings: object) -> None:
    settings.DAILY_CALLS = 1  # type: ignore[attr-defined]
    assert calls_possible()
    post(una)
    assert not calls_possible()
    settings.DAILY_CALLS, settings.VOICE_GATEWAY = 9, "none"  # type: ignore[attr-defined]
    assert not calls_possible()


def test_eighty_percent_warns_once(una: User, settings: object) -> None:
    settings.DAILY_CALLS = 5  # type: ignore[attr-defined]
    fill(una, 3)
    warned = AuditEvent.objects.filter(tag="system:budget:warned")
    assert not warned.exists()
    fill(una, 2, first=3)
    assert warned.count() == 1


def test_a_rollback_gives_everything_back(una: User) -> None:
    with transaction.atomic():
        post(una)
        transaction.set_rollback(True)
    assert not Budget.objects.exists()
    post(una)


def storm(act: Callable[[int], object]) -> int:
    """Do something thirty times at once; return how often it went well."""
    gate = Barrier(THREADS)

    def one(index: int) -> bool:
        try:
            gate.wait(20)
            act(index)
        except LimitReached:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(THREADS) as pool:
        return sum(pool.map(one, range(THREADS)))


@pytest.mark.race
def test_thirty_at_once_get_six_calls(una: User) -> None:
    assert storm(lambda index: post(una, destination=NUMBERS[index])) == 6
    assert Message.objects.count() == Budget.objects.get().reserved == 6


@pytest.mark.race
def test_without_the_locks_too_many_get_through(una: User, monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: counting alone, as one would write it first, fails the test above."""
    gate = Barrier(THREADS)

    def naive(**_who: object) -> object:
        gate.wait(20)
        return timezone.now()

    monkeypatch.setattr(limits, "_locks_take", naive)
    assert storm(lambda index: post(una, destination=NUMBERS[index])) > 6


@pytest.mark.race
def test_thirty_people_at_once_get_one_line(una: User) -> None:
    people = [person_make(f"user{index}") for index in range(THREADS)]
    assert storm(lambda index: post(people[index])) == 1


@pytest.mark.race
def test_thirty_people_at_once_get_what_the_budget_has(una: User, settings: object) -> None:
    settings.DAILY_CALLS = 7  # type: ignore[attr-defined]
    people = [person_make(f"user{index}") for index in range(THREADS)]
    assert storm(lambda index: post(people[index], destination=NUMBERS[index])) == 7


def test_texts_that_went_out_keep_their_unit(una: User, author: Author) -> None:
    author.words = Text("Hello")
    message = post(una, channel=Channel.TEXT)
    message_dispatch(message_id=message.pk, at=timezone.now())
    assert Budget.objects.get(channel="TEXT").reserved == 1
