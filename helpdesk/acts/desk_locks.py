"""Lifting a desk lock: a supervisor, on in-person evidence."""

from datetime import datetime

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from accounts.models import User
from audit.clock import ClockTimestamp
from audit.record import record
from audit.refusal import audited
from audit.tags import Tag
from helpdesk.acts.proof import binding_of, step_up_spend
from helpdesk.cases.guard import refusal_text, shares_a_mailbox
from helpdesk.models import DeskLock
from helpdesk.refusals import DeskRefused, NotThere
from helpdesk.roles import has_permission_now


class InPerson(models.TextChoices):
    """How the person proved who they are, face to face."""

    PHOTO_ID = "PHOTO_ID", _lazy("came in with photo ID")
    ATTESTED = "ATTESTED", _lazy("came in, and a second member of staff attests who it is")


@audited
def desk_lock_lift(
    *, lock_id: int, supervisor: User, session: str, evidence: str, at: datetime
) -> None:
    """Lift a lock on in-person evidence, for a fresh step-up made for this very lock.

    Raises NotThere for an unknown or lifted lock, DeskRefused without right, evidence or step-up.
    """
    if not has_permission_now(user_id=supervisor.pk, permission="helpdesk.lift_desk_lock"):
        raise _refusal(supervisor, _("Only a supervisor lifts a desk lock."), "no_permission")
    lock = (
        DeskLock.objects.select_for_update(of=("self",))
        .filter(pk=lock_id, lifted_at__isnull=True)
        .first()
    )
    if lock is None:
        raise NotThere(
            _("There is no such lock."),
            tag=Tag.STAFF_DESK_REFUSED,
            actor=supervisor,
            reason="not_there",
        )
    if lock.person_id == supervisor.pk:
        raise _refusal(supervisor, _("Nobody lifts a lock on themselves."), "self")
    if shares_a_mailbox(supervisor, lock.person):
        raise _refusal(supervisor, refusal_text("linked"), "linked")
    if evidence not in InPerson.values:
        raise _refusal(supervisor, _("Say how the person proved who they are."), "no_evidence")
    if not step_up_spend(agent=supervisor, binding=lock_binding(session, lock_id)):
        raise _refusal(supervisor, _("Confirm with your own code first."), "step_up")
    DeskLock.objects.filter(pk=lock.pk).update(lifted_at=ClockTimestamp(), lifted_by=supervisor)
    record(
        Tag.STAFF_DESK_UNLOCKED,
        at=at,
        actor=supervisor,
        subject=lock.person_id,
        lock=lock.pk,
        evidence=evidence,
    )


def lock_binding(session: str, lock_id: int) -> str:
    """Name the one thing that a step-up made for this lock is good for."""
    return binding_of(session, "desk-lock", str(lock_id))


def _refusal(supervisor: User, message: str, reason: str) -> DeskRefused:
    return DeskRefused(message, tag=Tag.STAFF_DESK_REFUSED, actor=supervisor, reason=reason)
