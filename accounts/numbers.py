"""Phone numbers: one spelling (E.164), and only those that are safe to call."""

import phonenumbers
from django.conf import settings
from django.utils.translation import gettext as _
from phonenumbers import PhoneNumber, PhoneNumberFormat, PhoneNumberType

# Premium, shared-cost, satellite, pager, personal and company-wide ranges are missing: a call
# there costs its sender money (toll fraud) or reaches nobody in particular.
CALLABLE = frozenset(
    {
        PhoneNumberType.FIXED_LINE,
        PhoneNumberType.MOBILE,
        PhoneNumberType.FIXED_LINE_OR_MOBILE,
        PhoneNumberType.VOIP,
    },
)
TEXT_MAX = 60
EXTENSION_MAX = 8
EXTENSION = ";ext="  # RFC 3966


class NumberRefused(ValueError):  # noqa: N818
    """The text is no number that Keydesk would call. `message` is translated."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


def number_parse(raw: str, region: str | None = None) -> str:
    """Return `raw` in E.164; numbers without + are read as ones of `region`.

    Raises NumberRefused when it is not valid, not callable or in no country on the list.
    """
    number, extension = number_split(raw, region)
    if extension:
        raise NumberRefused(_("an extension cannot be used here"))
    return number


def number_split(raw: str, region: str | None = None) -> tuple[str, str]:
    """Return `raw` as number (E.164) and extension, "" for none; refuses what `number_parse` does.

    Takes what people write ("x123", "ext. 123") and what `number_join` makes of it.
    """
    number = _parsed(raw, region or settings.PHONENUMBER_DEFAULT_REGION)
    kind = phonenumbers.number_type(number)  # UNKNOWN also means: not valid
    if kind == PhoneNumberType.UNKNOWN:
        raise NumberRefused(_("not a valid number"))
    if kind not in CALLABLE:
        raise NumberRefused(_("this kind of number cannot be called"))
    if number_country(number) not in settings.PHONE_COUNTRIES:
        raise NumberRefused(_("numbers of this country are not called"))
    extension = extension_parse(number.extension or "")
    number.extension = None
    return phonenumbers.format_number(number, PhoneNumberFormat.E164), extension


def extension_parse(raw: str) -> str:
    """Return an extension as plain digits, "" for none. Raises NumberRefused."""
    kept = [char for char in raw if not (char.isspace() or char in "-.")]
    if len(kept) > EXTENSION_MAX or not all(char.isdecimal() for char in kept):
        raise NumberRefused(_("an extension is at most eight digits"))
    return "".join(str(int(char)) for char in kept)


def number_join(number: str, extension: str | None) -> str:
    """Return number and extension as one text (RFC 3966): `+14065550100;ext=123`."""
    return f"{number}{EXTENSION}{extension}" if extension else number


def number_pretty(number: str, extension: str | None = "") -> str:
    """Return a number as people write it; one that cannot be read stays as it is."""
    try:
        parsed = phonenumbers.parse(number)
    except phonenumbers.NumberParseException:
        return number
    parsed.extension = extension or None
    return phonenumbers.format_number(parsed, PhoneNumberFormat.INTERNATIONAL)


def number_country(number: PhoneNumber | str) -> str:
    """Return the two-letter country of a number, or '' when it has none (satellite)."""
    parsed = phonenumbers.parse(number) if isinstance(number, str) else number
    country = phonenumbers.region_code_for_number(parsed)
    return country if country and country != "001" else ""


def number_mask(e164: str, extension: str | None = "") -> str:
    """Return only the last two digits, and the last one of an extension: `••• ••12 ext. ••3`."""
    number, _sign, joined = e164.partition(EXTENSION)
    inner = extension or joined
    return f"••• ••{number[-2:]}" + (f" ext. ••{inner[-1:]}" if inner else "")


def _parsed(raw: str, region: str) -> PhoneNumber:
    if len(raw) > TEXT_MAX:
        raise NumberRefused(_("not a valid number"))
    try:
        return phonenumbers.parse(raw, region)
    except phonenumbers.NumberParseException as error:
        raise NumberRefused(_("not a valid number")) from error
