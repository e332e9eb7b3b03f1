"""Which browser on which system a request says it comes from: enough to notice a copied cookie.

A matcher of our own: a library of user agents knows thousands of them and changes with each
release, and then a trusted browser would be another one after an upgrade of ours. These few names
have been stable for years; what is none of them is told apart only from those that are.
"""

# Order matters: most browsers name their ancestors too.
_BROWSERS = (
    ("Edg/", "Edge"),
    ("EdgA/", "Edge"),
    ("EdgiOS/", "Edge"),
    ("OPR/", "Opera"),
    ("OPT/", "Opera"),
    ("Vivaldi/", "Vivaldi"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("DuckDuckGo/", "DuckDuckGo"),
    ("Ddg/", "DuckDuckGo"),
    ("FxiOS/", "Firefox"),
    ("Firefox/", "Firefox"),
    ("CriOS/", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
_SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("CrOS", "ChromeOS"),
    ("Windows", "Windows"),
    ("Macintosh", "Mac"),
    ("Linux", "Linux"),
)
UNKNOWN = "?"
ON = " on "


def family_of(user_agent: str) -> str:
    """Return browser and system, as "Chrome on Android"; "?" for what is not known."""
    return f"{_first(_BROWSERS, user_agent)}{ON}{_first(_SYSTEMS, user_agent)}"


def family_parts(family: str) -> tuple[str, str]:
    """Return browser and system of a family; "" for what is not known."""
    browser, _, system = family.partition(ON)
    return browser.replace(UNKNOWN, ""), system.replace(UNKNOWN, "")


def _first(names: tuple[tuple[str, str], ...], user_agent: str) -> str:
    return next((name for token, name in names if token in user_agent), UNKNOWN)
