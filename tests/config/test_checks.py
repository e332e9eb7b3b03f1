"""System checks: routes and rules agree, packages are ours, the trail is closed."""

import os
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.checks import run_checks
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, include, path

from config import checks, routes
from config.routes import Rule
from tests.fixtures.database import role_use


def view(_request: HttpRequest) -> HttpResponse:
    return HttpResponse()


inner: tuple[list[URLPattern | URLResolver], str] = ([path("page", view, name="page")], "desk")
urlpatterns = [
    path("named", view, name="named"),
    path("nameless", view),
    path("desk/", include(inner)),
]


@pytest.mark.urls(__name__)
def test_a_route_without_a_rule_is_an_error() -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(checks, "RULES", {"named": Rule(), "gone": Rule()})
        found = checks.every_route_has_a_rule()
    assert [(error.id, error.msg.split("'")[1]) for error in found] == [
        ("keydesk.E001", "desk:page"),
        ("keydesk.E001", f"{__name__}.view"),
        ("keydesk.E002", "gone"),
    ]


def test_every_route_of_keydesk_has_a_rule() -> None:
    assert checks.every_route_has_a_rule() == []
    assert routes.RULES.keys() >= {"healthz", "readyz"}


def test_our_packages_are_ours() -> None:
    assert checks.packages_are_ours() == []


@pytest.mark.parametrize("name", ["django", "no_such_package"])
def test_a_foreign_package_is_told_apart(name: str) -> None:
    assert not checks.is_ours(name, settings.BASE_DIR)


def test_a_package_of_our_name_inside_the_environment_is_foreign() -> None:
    assert not checks.is_ours("mfa", settings.BASE_DIR / ".venv" / "site-packages")
    assert checks.is_ours("mfa", Path(__file__).resolve().parents[2])


@pytest.mark.django_db
def test_the_tests_run_as_a_role_that_cannot_change_the_trail() -> None:
    assert checks.audit_trail_is_append_only(databases=["default"]) == []


@pytest.mark.django_db(transaction=True)
def test_a_start_as_the_owner_is_told() -> None:
    role_use(os.environ["DATABASE_OWNER_URL"])
    try:
        found = checks.audit_trail_is_append_only(databases=["default"])
    finally:
        role_use(os.environ["DATABASE_URL"])
    assert [warning.id for warning in found] == ["keydesk.W004"]


def test_the_whole_installation_has_no_errors() -> None:
    assert run_checks() == []


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"VAPID_CONTACT": "mailto:me@localhost"}, "keydesk.W005"),
        ({"VAPID_PRIVATE_KEY": bytes(range(32)), "PEPPER": bytes(range(32))}, "keydesk.W006"),
        ({"PUSH_LOCAL": True}, "keydesk.W007"),
    ],
)
def test_odd_values_of_push_are_warned_of(
    change: dict[str, object], code: str, settings: Any
) -> None:
    settings.VAPID_CONTACT = "mailto:it@example.org"
    assert checks.push_is_as_it_should_be() == []
    for name, value in change.items():
        setattr(settings, name, value)
    assert [found.id for found in checks.push_is_as_it_should_be()] == [code]
    settings.VAPID_PRIVATE_KEY = None
    assert checks.push_is_as_it_should_be() == []
