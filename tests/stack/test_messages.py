"""Every text is translated, and what is compiled is what the translators wrote."""

import gettext
import re
from typing import Any

import pytest
from babel.messages.catalog import Catalog

from stack.messages import LANGUAGES, catalog_path, catalog_read, texts_collect, untranslated_of

PLACES = re.compile(r"%\([a-z_]+\)[sd]|<[^>]+>")


@pytest.fixture(scope="module")
def texts() -> Catalog:
    return texts_collect()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_is_translated(texts: Catalog, language: str) -> None:
    catalog = catalog_read(language)
    assert ids_of(texts) - ids_of(catalog) == set(), "run `make messages`"
    assert ids_of(catalog) - ids_of(texts) == set(), "run `make messages`"
    assert [one.id for one in untranslated_of(catalog)] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_translation_fills_in_what_the_text_does(language: str) -> None:
    for message in catalog_read(language):
        if message.id:
            wanted, given = _last(message.id), _last(message.string)
            assert sorted(PLACES.findall(given)) == sorted(PLACES.findall(wanted)), wanted


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_compiled_is_what_was_written(language: str) -> None:
    with catalog_path(language).with_suffix(".mo").open("rb") as file:
        compiled = gettext.GNUTranslations(file)
    for message in catalog_read(language):
        if message.id and not message.context:
            assert _compiled(compiled, message.id) == _last(message.string), "run `make messages`"


def ids_of(catalog: Catalog) -> set[tuple[str | None, Any]]:
    return {(one.context, one.id) for one in catalog if one.id}


def _compiled(catalog: gettext.GNUTranslations, text: Any) -> str:
    if isinstance(text, str):
        return catalog.gettext(text)
    one, many = text
    return catalog.ngettext(one, many, 2)


def _last(forms: Any) -> str:
    return str(forms if isinstance(forms, str) else forms[-1])
