"""Links for a first or a forgotten password: mailed, one use, never enough alone."""

import threading
import time
from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts import interfaces
from accounts.interfaces import NotWired
from accounts.links.selectors import link_by_token, link_url, links_live
from accounts.links.services import LinkRefused, link_redeem, link_send
from accounts.links.token import link_token
from accounts.models import LinkToken, Session, User
from accounts.models.link import Purpose
from audit.clock import ClockTimestamp
from audit.tags import Tag
from tests.accounts.web.browsing import second_step
from tests.fixtures.people import PASSWORD, mail_add, person_make
from tests.fixtures.trail import AuditTrail
from tests.mfa.casting import app_make

pytestmark = pytest.mark.django_db(transaction=True)
NEW = "seven purple elephants dancing"
PAGE = reverse("accounts:link_password")


@pytest.fixture
def newcomer(transactional_db: None) -> User:
    """Return somebody who was imported and has no password yet."""
    user = person_make("newcomer")
    user.set_password(None)
    user.save()
    return user


def invite(user: User) -> LinkToken:
    """Send the activation link."""
    return link_send(user=user, purpose=Purpose.ACTIVATE, actor=None, at=timezone.now())


def reset(user: User) -> LinkToken:
    """Send a reset link to somebody who asked for it."""
    return link_send(user=user, purpose=Purpose.RESET, actor=user, at=timezone.now())


def redeem(link: LinkToken, password: str = NEW) -> User:
    """Set a password with a link."""
    return link_redeem(link_id=link.pk, password=password, ip="192.0.2.1", at=timezone.now())


def follow(client: Client, link: LinkToken) -> str:
    """Open a mailed link; return where it leads."""
    answer = client.get(reverse("accounts:link_open", args=[link_token(link.pk)]))
    return answer["Location"] if answer.status_code == 302 else f"{answer.status_code}"


def test_the_story_of_a_first_password(newcomer: User, audit_trail: AuditTrail) -> None:
    with audit_trail.records(Tag.SYSTEM_PERSON_INVITED):
        link = invite(newcomer)
    client = Client()
    assert follow(client, link) == PAGE
    assert "newcomer" in client.get(PAGE).content.decode()
    with audit_trail.records(Tag.USER_LINK_USED):
        answer = client.post(PAGE, {"new": NEW, "again": NEW})
    newcomer.refresh_from_db()
    assert answer["Location"] == reverse("mfa:sign_in")
    assert newcomer.check_password(NEW)
    assert follow(Client(), link) == "410"
    assert client.get(PAGE).status_code == 410
    assert not Session.objects.filter(user=newcomer).exists()


def test_a_forgotten_password_takes_a_second_step(user: User, audit_trail: AuditTrail) -> None:
    app, client = app_make(user), Client()
    link = reset(user)
    assert follow(client, link) == PAGE

    # The link alone shows no form and takes no password.
    asked = client.get(PAGE)
    assert asked.status_code == 302
    assert client.post(PAGE, {"new": NEW, "again": NEW}).status_code == 302
    user.refresh_from_db()
    assert user.check_password(PASSWORD)

    client.get(asked["Location"])
    assert second_step(client, app) == PAGE
    client.post(PAGE, {"new": NEW, "again": NEW})
    user.refresh_from_db()
    assert user.check_password(NEW)
    assert len(audit_trail.events(Tag.USER_LINK_USED)) == 1


def test_the_second_step_of_somebody_else_does_not_count(user: User, outsider: User) -> None:
    own, client = app_make(outsider), Client()
    follow(client, reset(outsider))
    client.get(client.get(PAGE)["Location"])
    second_step(client, own)
    follow(client, reset(user))
    assert client.post(PAGE, {"new": NEW, "again": NEW}).status_code == 302
    user.refresh_from_db()
    assert user.check_password(PASSWORD)


def test_opening_a_link_changes_the_key_of_the_session(newcomer: User) -> None:
    """F2: a session planted in the browser before does not get to set the password."""
    link, client = invite(newcomer), Client()
    session = client.session
    session["planted"] = True
    session.save()
    planted = session.session_key
    follow(client, link)
    assert client.session.session_key != planted
    attacker = Client()
    attacker.cookies["keydesk"] = planted or ""
    assert attacker.get(PAGE).status_code == 410


def test_a_weak_password_leaves_the_link_good(newcomer: User) -> None:
    link = invite(newcomer)
    with pytest.raises(ValidationError):
        redeem(link, "password1234")
    client = Client()
    follow(client, link)
    assert "too short" in client.post(PAGE, {"new": "x", "again": "x"}).content.decode()
    assert redeem(link) == newcomer


def test_a_link_ends_by_the_clock_of_the_database(newcomer: User, audit_trail: AuditTrail) -> None:
    link = invite(newcomer)
    assert link_url(link_id=link.pk)
    LinkToken.objects.update(expires_at=ClockTimestamp())
    assert link_url(link_id=link.pk) is None
    with audit_trail.records(Tag.USER_LINK_REFUSED), pytest.raises(LinkRefused):
        redeem(link)


def test_a_newer_link_ends_the_older(newcomer: User) -> None:
    first, second = invite(newcomer), invite(newcomer)
    assert link_by_token(token=link_token(first.pk)) is None
    assert link_by_token(token=link_token(second.pk)) == second


@pytest.mark.race
def test_a_link_is_used_once_however_many_try(newcomer: User) -> None:
    """C1: thirty at once, one gets it."""
    link = invite(newcomer)
    won = storm(lambda number: redeem(link, f"{NEW} {number}"))
    newcomer.refresh_from_db()
    assert len(won) == 1
    assert newcomer.check_password(f"{NEW} {won[0]}")


@pytest.mark.race
def test_the_storm_gets_past_a_condition_on_another_table(newcomer: User) -> None:
    """The control: an UPDATE that asks a joined table lets several through."""
    link = invite(newcomer)

    def naive(_number: int) -> None:
        with transaction.atomic():
            live = links_live().filter(pk=link.pk)
            if not live.update(used_at=timezone.now()):
                raise LinkRefused(str(link), tag=Tag.USER_LINK_REFUSED)
            time.sleep(0.01)

    assert len(storm(naive)) > 1


def storm(attempt: Callable[[int], object]) -> list[int]:
    """Run an attempt in thirty threads at once; return the numbers that got through."""
    start, won = threading.Barrier(30), []

    def run(number: int) -> None:
        try:
            connection.ensure_connection()
            start.wait(timeout=20)
            attempt(number)
            won.append(number)
        except LinkRefused:
            pass
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(30)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return won


def test_a_dump_gives_no_link_away(newcomer: User) -> None:
    link = invite(newcomer)
    with connection.cursor() as cursor:
        cursor.execute("SELECT l::text FROM accounts_link_token AS l")
        dump = str(cursor.fetchall())
        cursor.execute("SELECT m::text FROM delivery_message AS m")
        dump += str(cursor.fetchall())
    assert link_token(link.pk) not in dump


def test_it_goes_to_the_address_that_was_there_longest(newcomer: User) -> None:
    mail_add(newcomer, "hijacker@example.org", age=timedelta(hours=1))
    assert invite(newcomer).address.email == "newcomer@example.org"


@pytest.mark.parametrize("status", ["LOCKED", "DISABLED"])
def test_who_may_not_sign_in_gets_no_link(user: User, status: str) -> None:
    link = reset(user)
    User.objects.filter(pk=user.pk).update(status=status)
    user.refresh_from_db()
    with pytest.raises(LinkRefused):
        reset(user)
    with pytest.raises(LinkRefused):
        redeem(link)


def test_an_activation_link_is_no_way_round_a_password(newcomer: User, user: User) -> None:
    with pytest.raises(LinkRefused):
        invite(user)
    with pytest.raises(LinkRefused):
        reset(newcomer)
    link = invite(newcomer)
    newcomer.set_password(PASSWORD)
    newcomer.save()
    with pytest.raises(LinkRefused):
        redeem(link)


def test_three_links_an_hour(newcomer: User, audit_trail: AuditTrail) -> None:
    for _ in range(3):
        invite(newcomer)
    with audit_trail.records(Tag.USER_LINK_REFUSED), pytest.raises(LinkRefused):
        invite(newcomer)


def test_without_an_address_there_is_no_link(newcomer: User) -> None:
    newcomer.addresses.all().delete()
    with pytest.raises(LinkRefused):
        invite(newcomer)


def test_nothing_is_open_before_it_is_wired(
    newcomer: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(interfaces, "_couriers", [])
    monkeypatch.setattr(interfaces, "_gates", [])
    with pytest.raises(NotWired):
        invite(newcomer)
    assert not LinkToken.objects.exists()
    with pytest.raises(NotWired):
        interfaces.gate()


@pytest.mark.parametrize("token", ["x", "x" * 2000, "%00", "..", "ä"])
def test_garbage_is_a_dead_link(token: str) -> None:
    answer = Client().get(f"/link/{token}/")
    assert answer.status_code in {404, 410}


def test_an_unknown_link_cannot_be_redeemed() -> None:
    with pytest.raises(LinkRefused):
        link_redeem(link_id=uuid4(), password=NEW, ip="", at=timezone.now())
