"""What an import may not do without a second administrator."""

from django.db import connection
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import Role, roles_of
from audit.refusal import Refused
from audit.tags import Tag

CONTACT_SHARE = 100  # one in a hundred

LOWERED = """
SELECT min(line) FROM people_changed WHERE old_tier = 'PRIVILEGED' AND new_tier = 'STANDARD'
"""
OWN = """
SELECT EXISTS (SELECT 1 FROM people_changed WHERE id = %(actor)s)
    OR EXISTS (SELECT 1 FROM people_contacts WHERE user_id = %(actor)s)
"""
CONTACTS = """
SELECT (SELECT count(*) FROM people_contacts WHERE NOT is_new),
    (SELECT count(*) FROM accounts_contact_address WHERE removed_at IS NULL)
"""


class ImportRefused(Refused):
    """The whole file is refused."""


def import_allowed(*, actor: User | None) -> None:
    """Only administrators import, and the operator at the command line (None)."""
    if actor is not None and Role.ADMINISTRATOR not in roles_of(actor):
        raise _refusal(_("Only an administrator may import people."), actor, "role")


def import_within_rules(*, actor: User | None) -> None:
    """Refuse what one administrator may not do alone. Needs the staged and compared file."""
    with connection.cursor() as cursor:
        cursor.execute(LOWERED)
        line = cursor.fetchone()[0]
        cursor.execute(OWN, {"actor": actor.pk if actor else None})
        is_own = cursor.fetchone()[0]
        cursor.execute(CONTACTS)
        changed, total = cursor.fetchone()
    if line is not None:
        text = _("Line %(line)d lowers a tier: that needs a second administrator.")
        raise _refusal(text % {"line": line}, actor, "tier-lowered")
    if is_own:
        raise _refusal(_("The file changes your own account."), actor, "own-account")
    if changed * CONTACT_SHARE > total:
        text = _(
            "The file changes %(changed)d of %(total)d contact addresses of known people: "
            "more than 1 in 100 needs a second administrator."
        )
        raise _refusal(text % {"changed": changed, "total": total}, actor, "contacts")


def _refusal(message: str, actor: User | None, reason: str) -> ImportRefused:
    tag = Tag.STAFF_PERSON_REFUSED if actor else Tag.SYSTEM_PERSON_REFUSED
    return ImportRefused(message, tag=tag, actor=actor, reason=reason, act="import")
