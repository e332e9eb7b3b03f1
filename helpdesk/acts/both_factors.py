"""Never both factors at once (case A7): whoever has just got a new password gets no passcode."""

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from accounts.models import ContactAddress
from accounts.models.address import Kind
from audit.clock import ClockTimestamp
from helpdesk.models import Case
from helpdesk.policy import DESK


def with_recent_change(cases: QuerySet[Case]) -> QuerySet[Case]:
    """Annotate `changed_lately`: the password or a number of the person is less than a day old.

    Whichever agent or case had to do with it, or none: an intruder who has come by the one must not
    be given the other.
    """
    since = ClockTimestamp() - DESK.both_factors_apart
    numbers = ContactAddress.objects.filter(
        Q(added_at__gt=since) | Q(changed_at__gt=since) | Q(removed_at__gt=since),
        user=OuterRef("person"),
        kind=Kind.PHONE,
    )
    password = Q(person__password_changed_at__gt=since)
    return cases.annotate(changed_lately=Exists(numbers) | password)


def was_changed_lately(case: Case) -> bool:
    """Say so of one case, by the database as it is now."""
    found = with_recent_change(Case.objects.filter(pk=case.pk)).get()
    return bool(vars(found)["changed_lately"])


def changed_lately_text() -> str:
    """Say to the agent why there is no passcode, and what to do."""
    return _(
        "This person's password or a phone number on file was changed in the last 24 hours. A "
        "passcode now would renew both factors at once, so it has to wait a day, whoever asks. "
        "Close the call with the closing words; if it cannot wait, tell your supervisor."
    )
