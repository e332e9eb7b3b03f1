"""A passcode as it is read out on the telephone: in groups, each digit as a word."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from mfa.domain.passcode_format import grouped


@dataclass(frozen=True, slots=True)
class Group:
    """A few digits that are said in one breath."""

    digits: str
    words: str


def spoken(code: str) -> list[Group]:
    """Return the groups of `code` with the words for them."""
    words = (
        _("zero"),
        _("one"),
        _("two"),
        _("three"),
        _("four"),
        _("five"),
        _("six"),
        _("seven"),
        _("eight"),
        _("nine"),
    )
    return [
        Group(part, " ".join(words[int(digit)] for digit in part)) for part in grouped(code).split()
    ]
