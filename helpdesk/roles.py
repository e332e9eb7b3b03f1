"""What each role may do, as Django permissions on its group."""

from typing import Any

from django.contrib.auth.models import Group, Permission

from accounts.models.user import Status
from accounts.roles import Role

_DESK = {"helpdesk.work_desk"}
_AGENTS_WORK = {
    "helpdesk.read_records",
    "helpdesk.view_case",
    "helpdesk.view_desklock",
    "helpdesk.view_fraudreport",
    "accounts.view_user",
    "audit.view_auditevent",
    "mfa.view_passcode",
}
_RECORDS = _AGENTS_WORK | {
    "helpdesk.read_sessions",
    "accounts.view_contactaddress",
    "delivery.view_call",
    "delivery.view_message",
    "mfa.view_authenticator",
}

PERMISSIONS: dict[Role, set[str]] = {
    Role.AGENT: _DESK,
    Role.SUPERVISOR: _DESK | _AGENTS_WORK | {"helpdesk.lift_desk_lock"},
    Role.ANALYST: _RECORDS,
    Role.AUDITOR: _RECORDS,
    Role.ADMINISTRATOR: _RECORDS | {"helpdesk.administer"},
}


def permissions_sync(*, using: str, **_signal: Any) -> None:
    """After a migration, give each role's group exactly its permissions."""
    known = {
        f"{one.content_type.app_label}.{one.codename}": one
        for one in Permission.objects.using(using).select_related("content_type")
    }
    for role, names in PERMISSIONS.items():
        group, _ = Group.objects.using(using).get_or_create(name=role.value)
        group.permissions.set(known[name] for name in sorted(names) if name in known)


def has_permission_now(*, user_id: int, permission: str) -> bool:
    """Ask the database whether an active person has a permission by role, at this moment (B6)."""
    app, codename = permission.split(".")
    return (
        Permission.objects.filter(content_type__app_label=app, codename=codename)
        .filter(group__user=user_id, group__user__status=Status.ACTIVE)
        .exists()
    )
