"""Every route, person and verb, taken from the URLconf and held against `config.routes` (B7)."""

from collections.abc import Iterator
from uuid import UUID

import pytest
from django.conf import settings
from django.test import Client, override_settings
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.urls.converters import get_converters

from accounts.roles import Role
from audit.models import AuditEvent
from audit.selectors import facts_of
from audit.tags import Tag
from config.routes import ANYONE, RULES, USER, Rule, Who
from mfa.models import Authenticator, Kind
from tests.config.reached import REACHED
from tests.fixtures.people import person_make
from tests.mfa.browsing import password_type, sign_in_with_app, sign_in_with_passcode
from tests.mfa.casting import app_make, passcode_make

SAMPLES = {"int": 1, "uuid": UUID(int=1), "str": "x", "slug": "x", "path": "x"}
NOBODY, OUTSIDER, BY_CODE = "nobody", "outsider", "by-code"
PEOPLE = (NOBODY, OUTSIDER, BY_CODE, *(role.value for role in Role))

# What a stranger may reach, by hand, so that a rule that is too open is seen.
PUBLIC_SPACES = ("simulator:", "mfa:prompt", "mfa:set_up", "mfa:password_step", "mfa:thaw")
PUBLIC = {
    "healthz",
    "readyz",
    "accounts:forgotten",
    "accounts:link_open",
    "accounts:link_password",
    "mfa:sign_in",
    "mfa:first",
    "mfa:frozen",
    "mfa:not_me",
    "mfa:app_shell",
    "mfa:app_manifest",
    "mfa:app_worker",
    "mfa:app_activate",
    "mfa:app_requests",
    "mfa:app_answer",
    "mfa:app_push",
    "mfa:app_name",
    "mfa:app_remove",
}


@pytest.fixture(scope="module")
def addresses() -> dict[str, str]:
    """Return an address for each named route."""
    return dict(_addresses(get_resolver(), ()))


# No view runs: a request that passes the gate is answered there.
STOPPED = override_settings(
    MIDDLEWARE=[*settings.MIDDLEWARE, "tests.config.reached.ReachedMiddleware"]
)


def test_every_route_has_a_rule_and_every_rule_a_route(addresses: dict[str, str]) -> None:
    assert set(addresses) == set(RULES)


def test_only_these_routes_are_open_to_strangers() -> None:
    opened = {name for name, rule in RULES.items() if ANYONE in (rule.read, rule.write)}
    strange = {name for name in opened - PUBLIC if not name.startswith(PUBLIC_SPACES)}
    assert strange == set()


def test_the_console_is_for_staff_only() -> None:
    for name, rule in RULES.items():
        if name.startswith(("console:", "desk:", "helpdesk:")):
            assert USER not in (rule.read, rule.write), name


@pytest.mark.django_db
@pytest.mark.parametrize("person", PEOPLE)
def test_the_gate_lets_by_whom_the_table_names(person: str, addresses: dict[str, str]) -> None:
    entered, client = _enter(person), Client()
    client.cookies = entered.cookies
    wrong = []
    with STOPPED:
        for name, address in addresses.items():
            for verb in ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"):
                answer = client.generic(verb, address)
                expected = _may(person, RULES[name], verb)
                if _reached(answer.status_code, answer.content.decode(), verb) != expected:
                    wrong.append((name, verb, answer.status_code))
    assert wrong == []


def test_a_passcode_serves_to_add_a_device_and_nothing_else() -> None:
    """By hand too: what a session may use that a passcode or a recovery code opened (C9)."""
    serving = {name for name, rule in RULES.items() if rule.passcode}
    # The companion app looks at no session, but it may be opened beside one.
    adding = {name for name in RULES if name.startswith(("mfa:add", "mfa:app_"))}
    assert adding <= serving, "whoever adds a way to add a device has to open it here"
    others = {name for name in serving - adding if not name.startswith("simulator:")}
    assert others == {
        *("home", "healthz", "readyz", "mfa:sign_in", "accounts:sign_out"),
        *("mfa:devices", "mfa:upgrade"),
        *("mfa:account", "mfa:not_me"),  # one sends on to the devices, the other only freezes
    }


@pytest.mark.django_db
def test_a_recovery_codes_session_is_held_to_the_same(addresses: dict[str, str]) -> None:
    client = Client()
    client.cookies = _enter(OUTSIDER).cookies
    Authenticator.objects.update(kind=Kind.RECOVERY)
    with STOPPED:
        assert client.get(addresses["mfa:add"]).status_code == 200
        assert client.post(addresses["accounts:sessions_end"]).status_code == 403
        assert client.post(addresses["mfa:password_step"]).status_code == 403


@pytest.mark.django_db
def test_a_password_alone_opens_nothing(addresses: dict[str, str], client: Client) -> None:
    user = person_make("half")
    app_make(user)
    password_type(client, user)
    closed = [name for name, rule in RULES.items() if rule.read not in (ANYONE, frozenset())]
    for name in closed:
        assert client.get(addresses[name]).status_code in {302, 403}, name


@pytest.mark.django_db
def test_whoever_tries_a_closed_door_is_on_record(addresses: dict[str, str]) -> None:
    client = _enter(OUTSIDER)
    assert client.get(addresses["desk:home"]).status_code == 403
    event = AuditEvent.objects.get(tag=Tag.USER_ACCESS_DENIED)
    assert facts_of(event)["route"] == "desk:home"
    Client().get(addresses["desk:home"])  # nobody is nobody: the way to the sign-in, no event
    assert AuditEvent.objects.filter(tag=Tag.USER_ACCESS_DENIED).count() == 1


@pytest.mark.django_db
def test_a_route_without_a_rule_is_refused(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(RULES, "healthz")
    with STOPPED:
        assert client.get("/healthz").status_code == 403


@pytest.mark.django_db
def test_a_rule_that_forgets_a_verb_is_closed_for_it(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(RULES, "healthz", Rule(read=ANYONE))
    with STOPPED:
        assert client.post("/healthz").status_code == 403


def _enter(person: str) -> Client:
    client = Client()
    if person == BY_CODE:
        agent = person_make("helper", roles=(Role.AGENT,))
        sign_in_with_passcode(client, passcode_make(user=person_make("somebody"), agent=agent))
    elif person != NOBODY:
        roles = () if person == OUTSIDER else (Role(person),)
        sign_in_with_app(client, app_make(person_make("somebody", roles=roles)))
    return client


def _may(person: str, rule: Rule, verb: str) -> bool:
    who: Who = rule.read if verb in {"GET", "HEAD"} else rule.write
    if person == BY_CODE and not rule.passcode:
        return False
    if who == ANYONE:
        return True
    if who == USER:
        return person != NOBODY
    return person in {str(role) for role in who}


def _reached(status: int, body: str, verb: str) -> bool:
    return status == 200 and (verb == "HEAD" or body == REACHED)


def _addresses(resolver: URLResolver, spaces: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            inner = (*spaces, pattern.namespace) if pattern.namespace else spaces
            yield from _addresses(pattern, inner)
        elif isinstance(pattern, URLPattern) and pattern.name:
            name = ":".join([*spaces, pattern.name])
            yield name, reverse(name, kwargs=_sample(pattern))


def _sample(pattern: URLPattern) -> dict[str, object]:
    names = {type(converter): name for name, converter in get_converters().items()}
    return {
        argument: SAMPLES[names[type(converter)]]
        for argument, converter in pattern.pattern.converters.items()
    }
