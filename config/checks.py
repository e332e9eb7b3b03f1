"""System checks of what would be dangerous to get wrong; Keydesk does not start over an Error."""

import importlib.util
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register  # noqa: A004
from django.db import connections
from django.urls import URLPattern, URLResolver, get_resolver
from django.urls.resolvers import ResolverMatch

from audit.rights import RECORDS
from config.routes import RULES

OUR_PACKAGES = ("accounts", "audit", "config", "delivery", "helpdesk", "mfa")
AUDIT_TABLE = "audit_event"
AUDIT_RIGHTS = """
    SELECT pg_has_role(current_user, relowner, 'MEMBER'),
           has_table_privilege(c.oid, 'UPDATE, DELETE, TRUNCATE')
    FROM pg_class c WHERE c.oid = to_regclass(%s)
"""
DELETABLE = """
    SELECT coalesce(string_agg(name, ', ' ORDER BY name), '') FROM unnest(%s::text[]) AS name
    WHERE has_table_privilege(to_regclass(name), 'DELETE, TRUNCATE')
"""


@register(Tags.urls)
def every_route_has_a_rule(**_options: Any) -> list[CheckMessage]:
    """Compare the addresses with the table of rules, both ways."""
    routes = frozenset(route_names(get_resolver()))
    unruled = [
        Error(f"The route {name!r} has no rule in config.routes.", id="keydesk.E001")
        for name in sorted(routes - RULES.keys())
    ]
    stale = [
        Error(f"config.routes has a rule for {name!r}, which is no route.", id="keydesk.E002")
        for name in sorted(RULES.keys() - routes)
    ]
    return [*unruled, *stale]


def route_names(resolver: URLResolver, spaces: tuple[str, ...] = ()) -> Iterator[str]:
    """Yield the name under which each address appears in `request.resolver_match`."""
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            inner = (*spaces, pattern.namespace) if pattern.namespace else spaces
            yield from route_names(pattern, inner)
        elif isinstance(pattern, URLPattern):
            found = ResolverMatch(pattern.callback, (), {}, pattern.name, None, list(spaces))
            yield found.view_name


@register(Tags.security)
def packages_are_ours(**_options: Any) -> list[CheckMessage]:
    """Refuse a foreign package: `mfa` and `helpdesk` are names on the package index too."""
    return [
        Error(f"The package {name!r} is not the one of this checkout.", id="keydesk.E003")
        for name in OUR_PACKAGES
        if not is_ours(name, settings.BASE_DIR)
    ]


def is_ours(name: str, base: Path) -> bool:
    """Say whether importing `name` gives the folder of that name directly under `base`."""
    spec = importlib.util.find_spec(name)
    return bool(spec and spec.origin and Path(spec.origin).resolve().parent == base / name)


@register(Tags.security, deploy=True)
def push_is_as_it_should_be(**_options: Any) -> list[CheckMessage]:
    """Look for values of Web Push that work at first and fail later, or weaken something."""
    if settings.VAPID_PRIVATE_KEY is None:
        return []
    others = {settings.INDEX_KEY, settings.CODE_KEY, settings.PEPPER, *settings.DATA_KEYS}
    domain = settings.VAPID_CONTACT.rpartition("@")[2]
    odd = {
        "keydesk.W005": domain == "localhost"
        and "KEYDESK_VAPID_CONTACT is nobody's address: Apple refuses such messages.",
        "keydesk.W006": settings.VAPID_PRIVATE_KEY in others
        and "KEYDESK_VAPID_KEY is one of the other keys as well: make one of its own.",
        "keydesk.W007": settings.PUSH_LOCAL
        and "KEYDESK_PUSH_LOCAL lets workers call this machine.",
    }
    return [Warning(text, id=code) for code, text in odd.items() if text]


@register(Tags.database)
def audit_trail_is_append_only(
    databases: Sequence[str] | None = None, **_options: Any
) -> list[CheckMessage]:
    """Look whether the role in DATABASE_URL could change the audit trail."""
    found: list[CheckMessage] = []
    for alias in databases or ():
        with connections[alias].cursor() as cursor:
            cursor.execute(AUDIT_RIGHTS, [AUDIT_TABLE])
            is_owner, may_change = cursor.fetchone() or (False, False)
            cursor.execute(DELETABLE, [list(RECORDS)])
            deletable = cursor.fetchone()[0]
        if is_owner:  # right for `migrate`, which runs as the owner, and for nothing else
            text = "DATABASE_URL names the owner of the audit trail; only migrations may."
            found.append(Warning(text, id="keydesk.W004"))
        elif may_change:
            text = f"The role in DATABASE_URL may change {AUDIT_TABLE}: run migrate as the owner."
            found.append(Error(text, id="keydesk.E004"))
        elif deletable:
            text = f"The role in DATABASE_URL may delete {deletable}: run migrate as the owner."
            found.append(Error(text, id="keydesk.E005"))
    return found
