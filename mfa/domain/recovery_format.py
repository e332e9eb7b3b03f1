"""Saved recovery codes as people print and type them: a slot and 65 random bits.

Crockford's base32 alphabet: no I, L, O or U, so that a pencilled code is read in one way.
"""

import secrets
import unicodedata

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
SLOTS = "ABCDEFGHJK"
GROUPS = (5, 5, 4)
LONGEST = 64
_ALIKE = str.maketrans("OIL", "011")


def draw(slot: str, *, characters: int) -> str:
    """Return a new code: which one of the set it is, then characters of five random bits each."""
    return slot + "".join(secrets.choice(ALPHABET) for _ in range(characters))


def canonical(typed: str) -> str:
    """Return the one form of what somebody typed; "" for what can be no code.

    Upper and lower case, wide letters, spaces and hyphens make no difference, and what looks like
    a zero or a one is that.
    """
    if len(typed) > LONGEST:
        return ""
    plain = unicodedata.normalize("NFKC", typed).upper()
    kept = "".join(char for char in plain if not (char.isspace() or char in "-‐‑‒–—.·"))  # noqa: RUF001
    code = kept.translate(_ALIKE)
    return code if all(char in ALPHABET for char in code) else ""


def has_right_shape(code: str, *, characters: int) -> bool:
    """Say whether a canonical code is as long as one."""
    return len(code) == characters + 1


def grouped(code: str) -> str:
    """Return the code as it is printed: A1B2C-3D4E5-F6G7."""
    ends = [sum(GROUPS[: index + 1]) for index in range(len(GROUPS))]
    return "-".join(code[end - size : end] for size, end in zip(GROUPS, ends, strict=True))
