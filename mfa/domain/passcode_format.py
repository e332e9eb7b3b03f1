"""Bypass passcodes as people say them: nine random digits and a check digit.

The check digit (Damm 2004) catches every single wrong digit and every swap of neighbours, so a
misheard digit is told apart from a guess before it counts as one.
"""

import secrets

_DAMM = (
    "0317598642",
    "7092154863",
    "4206871359",
    "1750983426",
    "6123045978",
    "3674209581",
    "5869720134",
    "8945362017",
    "9438617205",
    "2581436790",
)


def check_digit(digits: str) -> str:
    """Return the Damm check digit of a string of decimal digits."""
    interim = 0
    for digit in digits:
        interim = int(_DAMM[interim][int(digit)])
    return str(interim)


def has_right_shape(code: str, *, digits: int) -> bool:
    """Say whether `code` has the right length and check digit."""
    return len(code) == digits + 1 and check_digit(code) == "0"


def draw(*, digits: int) -> str:
    """Return a new random passcode, every one equally likely, leading zeros included."""
    body = f"{secrets.randbelow(10**digits):0{digits}d}"
    return body + check_digit(body)


def grouped(code: str) -> str:
    """Return the passcode as it is read out: 123 456 789 0."""
    return " ".join(code[start : start + 3] for start in range(0, len(code), 3))
