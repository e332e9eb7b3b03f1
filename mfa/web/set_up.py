"""Where somebody goes after a second step: on with the set-up, or to what they wanted to open."""

from collections.abc import Callable
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone

from accounts.models import User
from mfa.domain.policy import POLICY
from mfa.models import SetUpStep
from mfa.set_up.selectors import (
    has_just_enrolled,
    has_recovery_codes,
    is_due_for_a_nudge,
    set_up_step_of,
)
from mfa.set_up.services import set_up_advance, set_up_nudged
from mfa.web.reader import is_by_code, reader_of
from mfa.web.stage import Here, Stage, stage_of, url_or_none

NEXT = "mfa_next"  # where the person wanted to go; in the session while the set-up goes on
ENROLLED = "mfa_enrolled"  # the confirmation of the first device, which opened this session
UNKNOWN = "?"
# Whoever leaves one of these pages is done with its step.
PAGES = {"mfa:recovery": SetUpStep.RECOVERY, "mfa:trust": SetUpStep.TRUST}


def next_step(
    request: HttpRequest,
    user: User | None = None,
    *,
    next_path: str = "",
    done: SetUpStep | None = None,
) -> str:
    """Return where to go now. `done` is the step that is over; pages in PAGES need not say so.

    Call it in a session that is open. Somebody who broke off goes on where they were; everybody
    else goes to `next_path`, without a query where `mfa.sign_in.selectors` has brought the step.
    """
    person = user or reader_of(request)
    onwards = next_path or request.session.get(NEXT, "") or str(settings.LOGIN_REDIRECT_URL)
    if is_by_code(request):
        return onwards
    page = _page(request, person, done or _page_left(request))
    if page is None:
        request.session.pop(NEXT, None)
        return onwards
    request.session[NEXT] = onwards
    return page


def set_up_goes_on(request: HttpRequest) -> bool:
    """Say whether this session is on its way through the set-up."""
    return NEXT in request.session


def second_way_stage(request: HttpRequest, user: User) -> Stage | None:
    """Return which step adding another way is, None for somebody who does so at some other time."""
    if not set_up_goes_on(request) or set_up_step_of(user.pk) != SetUpStep.ANOTHER:
        return None
    return stage_of(Here.ANOTHER, is_staff=user.is_staff)


def enrolment_keep(request: HttpRequest, challenge_id: UUID) -> None:
    """Remember which confirmation of a first device opened this session."""
    request.session[ENROLLED] = str(challenge_id)


def enrolment_is_fresh(request: HttpRequest, user: User) -> bool:
    """Say whether the first device was confirmed here so lately that another may be added."""
    kept = request.session.get(ENROLLED)
    return has_just_enrolled(
        user_id=user.pk, challenge_id=UUID(kept) if kept else None, within=POLICY.manage_life
    )


def _page(request: HttpRequest, person: User, done: SetUpStep | None) -> str | None:
    at = timezone.now()
    step = set_up_advance(user=person, past=done, at=at) if done else _step_of(person)
    while step is not None and step != SetUpStep.DONE:
        page = _STEPS[step](person)
        if page is not None:
            return page
        step = set_up_advance(user=person, past=step, at=at)
    return _nudge(person) if step and not set_up_goes_on(request) else None


def _step_of(person: User) -> SetUpStep | None:
    """Return the step, None for somebody who never began; asks only if nobody has asked yet."""
    found = vars(person).get("set_up_step", UNKNOWN)
    if found == UNKNOWN:
        return set_up_step_of(person.pk)
    return SetUpStep(found) if found else None


def _page_left(request: HttpRequest) -> SetUpStep | None:
    match = request.resolver_match
    return PAGES.get(match.view_name) if match else None


def _recovery(person: User) -> str | None:
    return None if has_recovery_codes(person.pk) else url_or_none("mfa:recovery")


def _trust(person: User) -> str | None:
    return None if person.is_staff else url_or_none("mfa:trust")


def _nudge(person: User) -> str | None:
    if not is_due_for_a_nudge(person.pk):
        return None
    set_up_nudged(user=person, at=timezone.now())
    return url_or_none("mfa:another")


_STEPS: dict[SetUpStep, Callable[[User], str | None]] = {
    SetUpStep.METHOD: lambda _person: None,  # a session is open, so there is a device
    SetUpStep.ANOTHER: lambda _person: url_or_none("mfa:another"),
    SetUpStep.RECOVERY: _recovery,
    SetUpStep.TRUST: _trust,
}
