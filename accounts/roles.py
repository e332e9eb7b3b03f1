"""The five staff roles, kept as groups."""

from enum import StrEnum
from typing import Any

from django.contrib.auth.models import AnonymousUser, Group

from accounts.models import User


class Role(StrEnum):
    AGENT = "agent"
    SUPERVISOR = "supervisor"
    ANALYST = "analyst"
    AUDITOR = "auditor"
    ADMINISTRATOR = "administrator"


def roles_of(user: User | AnonymousUser) -> frozenset[Role]:
    """Return the roles of an active person; one query, remembered on the instance."""
    if isinstance(user, AnonymousUser) or not user.is_active:
        return frozenset()
    return frozenset(Role(name) for name in user.role_names)


def groups_create(*, using: str, **_signal: Any) -> None:
    """After a migration, make sure that each role has its group."""
    names = set(Group.objects.using(using).values_list("name", flat=True))
    Group.objects.using(using).bulk_create(
        [Group(name=role.value) for role in Role if role.value not in names],
        ignore_conflicts=True,
    )
