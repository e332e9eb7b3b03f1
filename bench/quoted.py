"""Numbers of others, for orientation: quoted, from another machine and another day."""

QUOTED = (
    ("privacyIDEA 3.14, code check, default", "18 to 20/s on two workers, 63 to 70 ms CPU each"),
    ("privacyIDEA 3.14, code check, tuned", "47/s, 28 ms CPU each"),
    ("privacyIDEA 3.14, token list over a million", "1.1 s"),
    ("privacyIDEA 3.14, temporary token for a lost one", "291 ms"),
)


def quoted_lines() -> list[str]:
    """Return them as printed."""
    width = max(len(name) for name, _ in QUOTED) + 2
    return [
        "For orientation (quoted, other machine, other day; two shared cores, PostgreSQL):",
        *(f"  {name:<{width}}{value}" for name, value in QUOTED),
        "",
    ]
