"""Importing people over the web: for a fresh step-up of the administrator, made for this."""

from datetime import datetime
from typing import BinaryIO

from django.utils.translation import gettext as _

from accounts.models import User
from accounts.people.report import ImportReport
from accounts.people.services import people_import
from audit.refusal import audited
from audit.tags import Tag
from helpdesk.acts.proof import binding_of, step_up_spend
from helpdesk.refusals import DeskRefused


@audited
def people_import_act(
    *, file: BinaryIO, administrator: User, session: str, at: datetime
) -> ImportReport:
    """Import `file` and use the step-up up; raises DeskRefused without one, ImportRefused."""
    if not step_up_spend(agent=administrator, binding=import_binding(session)):
        raise DeskRefused(
            _("Confirm with your own code first."),
            tag=Tag.STAFF_PERSON_REFUSED,
            actor=administrator,
            reason="step_up",
            act="import",
        )
    return people_import(file=file, actor=administrator, dry_run=False, at=at)


def import_binding(session: str) -> str:
    """Name the one thing that a step-up made for an import is good for."""
    return binding_of(session, "people-import")
