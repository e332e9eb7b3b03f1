"""The companion app's own files: for everybody, without a session, and complete."""

import json
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from mfa.web import app_pages

SHELL = reverse("mfa:app_shell")
MANIFEST = reverse("mfa:app_manifest")
WORKER = reverse("mfa:app_worker")
SCRIPTS = sorted((settings.BASE_DIR / "static" / "app").glob("*.js"))


@pytest.mark.parametrize("path", [SHELL, MANIFEST, WORKER])
def test_everybody_may_read_it_and_nobody_is_known_by_it(client: Client, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 200
    assert not answer.cookies
    assert "Cookie" not in answer.get("Vary", "")
    assert answer["Cache-Control"] == "no-cache"
    assert "unsafe" not in answer["Content-Security-Policy"]


@pytest.mark.parametrize("path", [SHELL, MANIFEST, WORKER])
def test_nobody_may_write_to_it(client: Client, path: str) -> None:
    assert client.post(path).status_code in {403, 405}


def test_the_manifest_makes_it_installable(client: Client) -> None:
    answer = client.get(MANIFEST)
    facts = json.loads(answer.content)
    assert answer["Content-Type"] == "application/manifest+json"
    assert facts["start_url"] == facts["scope"] == facts["id"] == "/app/"
    assert facts["display"] == "standalone"
    assert {icon["sizes"] for icon in facts["icons"]} == {"192x192", "512x512"}
    for icon in facts["icons"]:
        assert file_of(icon["src"]).is_file()


def test_the_worker_keeps_files_that_exist_and_no_answers(client: Client) -> None:
    facts = facts_of(client)
    assert all(file_of(path).is_file() for path in facts["files"])
    assert not any("/api/" in path for path in facts["files"])
    kept = {Path(path).name for path in facts["files"]}
    assert {path.name for path in SCRIPTS} - kept == {"worker.js"}


def test_the_version_changes_with_every_file(
    client: Client, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    before = facts_of(client)["version"]
    assert facts_of(client)["version"] == before
    copy = tmp_path / "static"
    for name in (*app_pages._kept(), "app/worker.js"):
        (copy / name).parent.mkdir(parents=True, exist_ok=True)
        (copy / name).write_bytes((app_pages.SOURCES / name).read_bytes())
    monkeypatch.setattr(app_pages, "SOURCES", copy)
    assert facts_of(client)["version"] == before
    (copy / "app" / "keys.js").write_text("// something else\n")
    assert facts_of(client)["version"] != before


def test_the_notification_says_nothing_about_anybody(client: Client) -> None:
    facts = facts_of(client)
    assert (facts["title"], facts["body"]) == ("A sign-in is waiting", "Open to see it.")


def test_every_text_that_a_script_says_is_on_the_page(client: Client) -> None:
    page = client.get(SHELL).content.decode()
    keys = set(re.findall(r'data-key="([^"]+)"', page))
    said = {
        key for path in SCRIPTS for key in re.findall(r'\btext\(\s*"([a-z.-]+)"', path.read_text())
    }
    assert said
    assert said <= keys
    templates = set(re.findall(r'<template id="([^"]+)"', page))
    for path in SCRIPTS:
        for name in re.findall(r'\bcopy\("([a-z-]+)"\)', path.read_text()):
            assert name in templates


def test_every_button_of_the_page_has_somebody_who_acts(client: Client) -> None:
    page = client.get(SHELL).content.decode()
    scripts = "\n".join(path.read_text() for path in SCRIPTS)
    for name in set(re.findall(r'data-do="([^"]+)"', page)):
        assert re.search(rf'(?<![\w-])"?{name}"?(:| ?[,}}])', scripts), name


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_no_script_writes_markup_or_speaks_english(path: Path) -> None:
    script = path.read_text()
    assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\b", script)
    assert not re.search(r'"[A-Z][a-z]+ [a-z]+ [a-z]+', script)
    assert not re.search(r"https?://", script)


def facts_of(client: Client) -> dict[str, str]:
    first, second = client.get(WORKER).content.decode().splitlines()
    assert second.startswith("importScripts(")
    facts: dict[str, str] = json.loads(first.removeprefix("const keydesk = ").removesuffix(";"))
    return facts


def file_of(path: str) -> Path:
    found: Path = settings.BASE_DIR / "static" / path.removeprefix("/static/")
    return found
