"""Who gives and takes roles, and what happens to open sessions then (B1, B6)."""

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from accounts.models import Session, User
from accounts.models.user import Status
from accounts.people.roles import RoleRefused, role_grant, role_revoke
from accounts.people.status import StatusRefused, person_status_change
from accounts.roles import Role, roles_of
from accounts.sessions import SessionStore
from audit.tags import Tag
from tests.fixtures.trail import AuditTrail

pytestmark = pytest.mark.django_db(transaction=True)


def session_of(user: User) -> None:
    """Let somebody be signed in."""
    store = SessionStore()
    store["_auth_user_id"] = str(user.pk)
    store.save()


def test_the_operator_makes_the_first_administrator(user: User, audit_trail: AuditTrail) -> None:
    with audit_trail.records(Tag.SYSTEM_ROLE_GRANTED):
        call_command("person_role", "USER", "administrator")
        call_command("person_role", "user", "administrator")
    assert roles_of(User.objects.get(pk=user.pk)) == {Role.ADMINISTRATOR}
    with pytest.raises(CommandError, match="Nobody"):
        call_command("person_role", "nobody", "agent")


def test_one_administrator_alone_grants_nothing(
    user: User, administrator: User, audit_trail: AuditTrail
) -> None:
    with audit_trail.records(Tag.STAFF_ROLE_REFUSED), pytest.raises(RoleRefused, match="second"):
        role_grant(user=user, role=Role.AGENT, actor=administrator, at=timezone.now())
    assert roles_of(user) == frozenset()


def test_a_role_taken_ends_the_sessions_at_once(
    agent: User, administrator: User, audit_trail: AuditTrail
) -> None:
    session_of(agent)
    assert roles_of(agent) == {Role.AGENT}
    with audit_trail.records(Tag.STAFF_ROLE_REVOKED):
        assert role_revoke(user=agent, role=Role.AGENT, actor=administrator, at=timezone.now())
        assert not role_revoke(user=agent, role=Role.AGENT, actor=administrator, at=timezone.now())
    assert roles_of(agent) == frozenset()
    assert not Session.objects.exists()


def test_nobody_takes_their_own_role_and_agents_take_none(agent: User, administrator: User) -> None:
    for user, actor in ((administrator, administrator), (administrator, agent)):
        with pytest.raises(RoleRefused):
            role_revoke(user=user, role=Role.ADMINISTRATOR, actor=actor, at=timezone.now())


@pytest.mark.parametrize(
    ("status", "tag"),
    [
        (Status.LOCKED, Tag.STAFF_PERSON_LOCKED),
        (Status.DISABLED, Tag.STAFF_PERSON_DISABLED),
    ],
)
def test_a_person_shut_out_is_signed_out(
    user: User, administrator: User, audit_trail: AuditTrail, status: Status, tag: Tag
) -> None:
    session_of(user)
    with audit_trail.records(tag, Tag.STAFF_PERSON_ENABLED):
        for wanted in (status, status, Status.ACTIVE):
            person_status_change(user=user, status=wanted, actor=administrator, at=timezone.now())
    assert audit_trail.facts(tag)["ended"] == 1
    assert not Session.objects.exists()


def test_only_another_administrator_shuts_anybody_out(
    user: User, agent: User, administrator: User, audit_trail: AuditTrail
) -> None:
    with audit_trail.records(Tag.STAFF_PERSON_REFUSED, Tag.STAFF_PERSON_REFUSED):
        for target, actor in ((user, agent), (administrator, administrator)):
            with pytest.raises(StatusRefused):
                person_status_change(
                    user=target, status=Status.DISABLED, actor=actor, at=timezone.now()
                )


def test_the_operator_invites(user: User, audit_trail: AuditTrail) -> None:
    user.set_password(None)
    user.save()
    with audit_trail.records(Tag.SYSTEM_PERSON_INVITED):
        call_command("person_invite", "user")
    with pytest.raises(CommandError, match="Nobody"):
        call_command("person_invite", "nobody")
    user.set_password("a password of their own")
    user.save()
    with pytest.raises(CommandError, match="No link"):
        call_command("person_invite", "user")
