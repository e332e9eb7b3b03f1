"""Telephone numbers that ring nowhere: only ranges kept free for films and books.

US, CA  +1 <area> 555 0100 to 0199 (North American Numbering Plan, fiction in every area code)
GB      +44 20 7946 0xxx (Ofcom, drama); its mobile drama range is no valid number to the library
        `phonenumbers`, so the demo's people in Britain have a home line instead
DE      +49 30 23125 xxx and +49 171 39200 xx (Bundesnetzagentur, media productions)
FR      +33 1 99 00 xx xx (Arcep, audiovisual works); as in Britain, no mobile range that is valid
AU      +61 2 5550 xxxx (ACMA, creative works)
IN      nothing is kept free there: these people have numbers of the college's country

The simulator would ring them in any case, and no other gateway exists in demo mode.
"""

from collections.abc import Iterator
from itertools import chain

MOBILE, HOME, OFFICE = "mobile", "home", "office"

_OFFICE_AREAS = ("406", "986", "564", "531")
_MOBILE_AREAS = ("208", "307", "509", "605", "701", "801", "303", "206")
_CANADIAN_AREAS = ("403", "780", "604")
RESERVED = frozenset({"+14065550100"})  # the help desk's own


def _north_america(areas: tuple[str, ...]) -> Iterator[str]:
    return (f"+1{area}5550{number}" for area in areas for number in range(100, 200))


class Numbers:
    """Hands out each number once, in the same order every time."""

    def __init__(self) -> None:
        american = _north_america(_MOBILE_AREAS)
        self._private = {
            "US": american,
            "IN": american,
            "CA": _north_america(_CANADIAN_AREAS),
            "GB": (f"+442079460{number:03}" for number in range(1000)),
            "DE": chain(
                (f"+4917139200{number:02}" for number in range(100)),
                (f"+493023125{number:03}" for number in range(1000)),
            ),
            "FR": (f"+33199{number:06}" for number in range(100, 10_000)),
            "AU": (f"+6125550{number:04}" for number in range(100, 1000)),
        }
        self._office = _north_america(_OFFICE_AREAS)

    def private(self, country: str) -> tuple[str, str]:
        """Return a number at which to reach somebody outside the office, and what to call it."""
        number = next(self._private[country])
        return number, HOME if country in {"GB", "FR", "AU"} else MOBILE

    def office(self) -> str:
        """Return a landline of the college."""
        return next(number for number in self._office if number not in RESERVED)
