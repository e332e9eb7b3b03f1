"""Translations: `make messages` collects every text, keeps what is translated, and compiles.

Babel does the reading and writing, so that no gettext tools have to be installed. The compiled
catalogues are committed: a fresh checkout speaks every language at once.
"""

import io
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir, extract_python
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from stack.places import ROOT

LANGUAGES = ("de", "es")
APPS = ("accounts", "audit", "config", "delivery", "demo", "helpdesk", "mfa", "templates")
WIDTH = 100
KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}
TEMPLATE = "stack.messages:template_read"
METHODS = [("**.py", "python"), ("**.html", TEMPLATE), ("**.txt", TEMPLATE)]
HEADER = "# {language} texts of Keydesk: `make messages` collects, translators fill in."


def main() -> int:
    """Bring every catalogue up to date; name what is not translated yet."""
    texts = texts_collect()
    missing = 0
    for language in LANGUAGES:
        catalog = catalog_update(language, texts)
        untranslated = [one.id for one in untranslated_of(catalog)]
        missing += len(untranslated)
        print(f"{language}: {len(catalog)} texts, {len(untranslated)} not translated")
    return 1 if missing else 0


def texts_collect() -> Catalog:
    """Return every text that Keydesk shows, with the files it stands in."""
    texts = Catalog(domain="django", project="Keydesk", charset="utf-8")
    for app in APPS:
        found = extract_from_dir(
            ROOT / app,
            method_map=METHODS,
            keywords=KEYWORDS,
            directory_filter=lambda path: os.path.basename(path) != "migrations",  # noqa: PTH119
        )
        for name, _line, message, _comments, context in found:
            texts.add(message, locations=[(f"{app}/{name}", 0)], context=context)
    return texts


def template_read(template: IO[bytes], keywords: Any, tags: Any, options: Any) -> Iterator[Any]:
    """Read a Django template as the Python-like text that Django makes of it for xgettext."""
    from django.conf import settings
    from django.utils.translation.template import templatize

    if not settings.configured:
        settings.configure()
    lines = templatize(template.read().decode()).splitlines()
    source = "\n".join(line.lstrip() for line in lines)  # its indentation means nothing
    yield from extract_python(io.BytesIO(source.encode()), keywords, tags, options)


def catalog_path(language: str) -> Path:
    """Return where the texts of a language are kept; the compiled ones lie beside them."""
    return ROOT / "locale" / language / "LC_MESSAGES" / "django.po"


def catalog_read(language: str) -> Catalog:
    """Return the catalogue of a language as it is, empty for a new one."""
    path = catalog_path(language)
    if not path.exists():
        return Catalog(locale=language, domain="django", charset="utf-8", fuzzy=False)
    with path.open("rb") as file:
        return read_po(file, locale=language, domain="django")


def catalog_update(language: str, texts: Catalog) -> Catalog:
    """Add new texts, drop those that are gone, write and compile."""
    catalog = catalog_read(language)
    catalog.update(texts, no_fuzzy_matching=True, update_creation_date=False)
    catalog.obsolete.clear()
    catalog.header_comment = HEADER.format(language=language)
    path = catalog_path(language)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        write_po(file, catalog, width=WIDTH, sort_output=True, include_lineno=False)
    with path.with_suffix(".mo").open("wb") as file:
        write_mo(file, catalog)
    return catalog


def untranslated_of(catalog: Catalog) -> list[Any]:
    """Return the texts without a translation in some form, and those marked as doubtful."""
    return [one for one in catalog if one.id and (one.fuzzy or not _forms_full(one.string))]


def _forms_full(string: Any) -> bool:
    return all(string) if isinstance(string, tuple | list) else bool(string)


if __name__ == "__main__":
    sys.exit(main())
