"""Slips of the finger: the LIKE patterns of all words that one slip makes of another.

One slip is a letter that is missing, wrong, too many, or swapped with its neighbour (Damerau). As
patterns the trigram index answers them; its own similarity search is slower and misses swaps.
"""

import re

SHORTEST = 4  # shorter words are not forgiven anything: everything would be alike
LONG = 6  # from here on a letter too many is forgiven
RUN = re.compile(r"[^\W_]{3}")  # a pattern without three letters in a row reads the whole index


def slip_patterns(word: str) -> list[str]:
    """Return patterns for `word` and what it may have been meant to be; the first letter stands."""
    escaped = re.sub(r"([\\%_])", r"\\\1", word)
    found = {escaped}
    if len(word) >= SHORTEST and escaped == word:
        found |= {variant for variant in _variants(word) if RUN.search(variant)}
    return [f"%{pattern}%" for pattern in sorted(found)]


def _variants(word: str) -> list[str]:
    places = range(1, len(word))
    wrong = [f"{word[:i]}_{word[i + 1 :]}" for i in places[:-1]]
    missing = [f"{word[:i]}_{word[i:]}" for i in places]
    swapped = [f"{word[: i - 1]}{word[i]}{word[i - 1]}{word[i + 1 :]}" for i in places]
    too_many = [f"{word[:i]}{word[i + 1 :]}" for i in places] if len(word) >= LONG else []
    return [*wrong, *missing, *swapped, *too_many]
