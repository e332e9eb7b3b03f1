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
TEXT_MAX = 40


class NumberRefused(ValueError):  # noqa: N818
    """The text is no number that Keydesk would call. `message` is translated."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


def number_parse(raw: str, region: str | None = None) -> str:
    """Return `raw` in E.164; numbers without + are read as ones of `region`.

    Raises NumberRefused when it is not valid, not callable or in no country on the list.
    """
    number = _parsed(raw, region or settings.PHONENUMBER_DEFAULT_REGION)
    kind = phonenumbers.number_type(number)  # UNKNOWN also means: not valid
    if kind == PhoneNumberType.UNKNOWN:
        raise NumberRefused(_("not a valid number"))
    if kind not in CALLABLE:
        raise NumberRefused(_("this kind of number cannot be called"))
    if number_country(number) not in settings.PHONE_COUNTRIES:
        raise NumberRefused(_("numbers of this country are not called"))
    return phonenumbers.format_number(number, PhoneNumberFormat.E164)


def number_country(number: PhoneNumber | str) -> str:
    """Return the two-letter country of a number, or '' when it has none (satellite)."""
    parsed = phonenumbers.parse(number) if isinstance(number, str) else number
    country = phonenumbers.region_code_for_number(parsed)
    return country if country and country != "001" else ""


def number_mask(e164: str) -> str:
    """Return only the last two digits: `••• ••12`."""
    return f"••• ••{e164[-2:]}"


def _parsed(raw: str, region: str) -> PhoneNumber:
    if len(raw) > TEXT_MAX:
        raise NumberRefused(_("not a valid number"))
    try:
        number = phonenumbers.parse(raw, region)
    except phonenumbers.NumberParseException as error:
        raise NumberRefused(_("not a valid number")) from error
    if number.extension:
        raise NumberRefused(_("extensions cannot be dialled yet"))
    return number
