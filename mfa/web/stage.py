"""Where in the set-up a page stands: "Step 2 of 5", told on each of its pages."""

from dataclasses import dataclass
from enum import StrEnum

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _


class Here(StrEnum):
    INTRO = "INTRO"
    MAIL = "MAIL"
    METHOD = "METHOD"
    ANOTHER = "ANOTHER"
    RECOVERY = "RECOVERY"
    TRUST = "TRUST"


@dataclass(frozen=True, slots=True)
class Stage:
    """The `number`th of `total` steps; `name` says in two words which one."""

    number: int
    total: int
    name: str


def stage_of(here: Here, *, is_staff: bool) -> Stage:
    """Return where `here` stands among the steps that this person will see."""
    steps = [one for one in Here if _is_offered(one, is_staff=is_staff)]
    return Stage(steps.index(here) + 1, len(steps), _name(here))


def url_or_none(name: str) -> str | None:
    """Return the address of a page, None when this installation has no such page."""
    try:
        return reverse(name)
    except NoReverseMatch:
        return None


def _is_offered(step: Here, *, is_staff: bool) -> bool:
    if step == Here.TRUST:
        return not is_staff and url_or_none("mfa:trust") is not None
    return step != Here.RECOVERY or url_or_none("mfa:recovery") is not None


def _name(here: Here) -> str:
    return {
        Here.INTRO: _("What this is"),
        Here.MAIL: _("Is it you?"),
        Here.METHOD: _("Your first device"),
        Here.ANOTHER: _("A second way"),
        Here.RECOVERY: _("For a bad day"),
        Here.TRUST: _("This browser"),
    }[here]
