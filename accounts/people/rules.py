"""What an import may not do without a second administrator."""

from django.db import connection
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import Role, roles_of
from audit.refusal import Refused
from audit.tags import Tag

CONTACT_SHARE = 100  # one in a hundred, within a day and over all imports
CONTACT_LEAST = 5  # * so many always, or a small installation could change nothing

LOWERED = """
SELECT min(line) FROM people_changed WHERE old_tier = 'PRIVILEGED' AND new_tier = 'STANDARD'
"""
OWN = """
SELECT EXISTS (SELECT 1 FROM people_changed WHERE id = %(actor)s)
    OR EXISTS (SELECT 1 FROM people_contacts WHERE user_id = %(actor)s)
"""
# What came with its person is no change; the rest of a day's imports is counted together, so that
# many small files are not a way round.
CONTACTS = """
SELECT (SELECT count(*) FROM people_contacts WHERE NOT is_new)
    + count(*) FILTER (WHERE a.from_directory AND a.added_at > d.ago AND a.added_at > u.created_at)
    + count(*) FILTER (WHERE a.from_directory AND a.removed_at > d.ago),
    count(*) FILTER (WHERE a.removed_at IS NULL)
FROM accounts_contact_address AS a JOIN accounts_user AS u ON u.id = a.user_id,
    (SELECT clock_timestamp() - interval '24 hours' AS ago) AS d
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
    if changed > CONTACT_LEAST and changed * CONTACT_SHARE > total:
        text = _(
            "With this file %(changed)d of %(total)d contact addresses of known people change "
            "within a day: more than 1 in 100 needs a second administrator."
        )
        raise _refusal(text % {"changed": changed, "total": total}, actor, "contacts")


def _refusal(message: str, actor: User | None, reason: str) -> ImportRefused:
    tag = Tag.STAFF_PERSON_REFUSED if actor else Tag.SYSTEM_PERSON_REFUSED
    return ImportRefused(message, tag=tag, actor=actor, reason=reason, act="import")
