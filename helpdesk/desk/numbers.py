"""Looking a caller up by their number: counted and on record, since a number names its owner."""

from datetime import datetime, timedelta
from functools import partial

from django.utils.translation import gettext as _

from accounts.models import User
from accounts.throttle import throttle_hit
from accounts.vault import blind_index
from audit.record import record
from audit.refusal import audited
from audit.tags import Tag
from helpdesk.desk.search import Found, people_by_number, people_find
from helpdesk.policy import DESK
from helpdesk.refusals import DeskRefused

ONCE = timedelta(hours=1)  # the same number again, as when somebody types on, is one look


def callers_find(*, agent: User, query: str, at: datetime) -> list[Found]:
    """Return whom an agent's query finds; raises DeskRefused after too many telephone numbers."""
    return people_find(query, by_number=partial(_number_look_up, agent, at=at))


@audited
def _number_look_up(agent: User, number: str, *, at: datetime) -> list[Found]:
    index = blind_index(number).hex()
    found = people_by_number(number)
    if not throttle_hit(bucket=f"desk number {agent.pk} {index}", limit=1, window=ONCE):
        return found
    budget = f"desk numbers {agent.pk}"
    if not throttle_hit(bucket=budget, limit=DESK.numbers_budget, window=DESK.budget_window):
        raise DeskRefused(
            _("You have looked up more numbers in an hour than the desk allows. Search by name."),
            tag=Tag.STAFF_PERSON_REFUSED,
            actor=agent,
            reason="numbers_budget",
            limit=DESK.numbers_budget,
        )
    only = found[0].id if len(found) == 1 else None
    record(Tag.STAFF_PERSON_LOOKED_UP, at=at, actor=agent, subject=only, found=len(found))
    return found
