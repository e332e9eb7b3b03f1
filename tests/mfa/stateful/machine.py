"""What the three state machines have in common: real rows, small settings, a fresh person each."""

import itertools

from hypothesis import HealthCheck, Phase, settings

from accounts.models import User
from tests.fixtures.people import mail_add, person_make

SMALL = settings(
    max_examples=12,
    stateful_step_count=12,
    deadline=None,
    derandomize=True,  # the same on every machine; `--hypothesis-seed` explores
    database=None,
    phases=[Phase.generate],  # a failure is shown as it was found, which takes less long
    suppress_health_check=list(HealthCheck),
)
_people = itertools.count(1)


def somebody() -> User:
    """Return a person nobody has met."""
    number = next(_people)
    user = person_make(f"stateful-{number}", country="US")
    mail_add(user, f"second-{number}@example.org")
    return user
