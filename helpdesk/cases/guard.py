"""Whom the desk may act on, and who may act: asked of the database before each act."""

from uuid import UUID

from django.utils.translation import gettext as _

from accounts.models import ContactAddress, User
from accounts.models.address import Kind
from accounts.models.user import ROLE_NAMES, Status, Tier
from audit.tags import Tag
from helpdesk.models import DeskLock
from helpdesk.refusals import DeskRefused
from helpdesk.roles import has_permission_now


def desk_guard(*, agent: User, person: User, tag: Tag, case: UUID | None = None) -> None:
    """Raise DeskRefused unless this agent may act on this person at this moment."""
    reason = refusal_reason(agent=agent, person=person)
    if reason is not None:
        raise DeskRefused(
            refusal_text(reason), tag=tag, actor=agent, subject=person, case=case, reason=reason
        )


def refusal_reason(*, agent: User, person: User) -> str | None:
    """Name what stands in the way, or return None. `person` has to be fresh from the database."""
    if not has_permission_now(user_id=agent.pk, permission="helpdesk.work_desk"):
        return "no_permission"
    if person.pk == agent.pk:
        return "self"
    if shares_a_mailbox(agent, person):
        return "linked"
    return _protection_of(person)


def _protection_of(person: User) -> str | None:
    if person.groups.filter(name__in=ROLE_NAMES).exists():
        return "staff"
    if person.tier == Tier.PRIVILEGED:
        return "privileged"
    if person.status != Status.ACTIVE:
        return str(person.status).lower()
    is_locked = DeskLock.objects.filter(person=person, lifted_at__isnull=True).exists()
    return "desk_locked" if is_locked else None


def refusal_text(reason: str) -> str:
    """Say to the agent why, and who could do it."""
    texts = {
        "no_permission": _("Your account may not work the desk any more."),
        "self": _("Nobody acts on their own account. Ask a colleague."),
        "linked": _("This account shares a mailbox with yours. Ask a colleague."),
        "staff": _("Staff accounts need a second approver. The desk cannot act on them."),
        "privileged": _("Privileged accounts need a second approver. The desk cannot act on them."),
        "disabled": _("This account is disabled. Only an administrator can enable it."),
        "locked": _("This account is locked. Only an administrator can unlock it."),
        "desk_locked": _(
            "Help desk acts on this person are locked after failed verifications. A supervisor "
            "lifts the lock when the person comes in with photo ID."
        ),
    }
    return texts[reason]


def shares_a_mailbox(agent: User, person: User) -> bool:
    """Tell a second account of the agent (B1): people share telephones, but not mailboxes."""
    live = ContactAddress.objects.filter(kind=Kind.EMAIL, removed_at__isnull=True)
    return live.filter(user=person, email__in=live.filter(user=agent).values("email")).exists()
