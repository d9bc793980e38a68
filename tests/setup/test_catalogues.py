"""Catalogues are compiled beside their sources: once, again when they change, and without what is not translated."""

import os
from pathlib import Path

import pytest
from babel.messages.catalog import TranslationError
from babel.messages.pofile import PoFileError
from babel.support import Translations

from consult.setup import catalogues
from consult.web import languages

WORDS = """
msgid ""
msgstr "Content-Type: text/plain; charset=UTF-8\\n"

msgid "Sign in"
msgstr "Entrar"

#, fuzzy
msgid "Sign out"
msgstr "Entrar"

msgid "Account"
msgstr ""
"""


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """The catalogue of Portuguese, not compiled."""
    path = tmp_path / "pt" / "LC_MESSAGES" / "messages.po"
    path.parent.mkdir(parents=True)
    path.write_text(WORDS, encoding="utf-8")
    return path


def test_a_catalogue_is_compiled_beside_its_source_for_everyone_to_read(source: Path, tmp_path: Path) -> None:
    made = source.with_suffix(".mo")
    assert catalogues.compile_all(tmp_path) == [made]
    assert made.stat().st_mode & 0o777 == 0o644
    found = Translations.load(tmp_path, ["pt"])
    assert [found.gettext(one) for one in ("Sign in", "Sign out", "Account")] == [
        "Entrar", "Sign out", "Account",
    ]  # fmt: skip


def test_it_is_compiled_again_only_once_it_changed(source: Path, tmp_path: Path) -> None:
    made = source.with_suffix(".mo")
    catalogues.compile_all(tmp_path)
    assert catalogues.compile_all(tmp_path) == []
    source.write_text(WORDS.replace("Entrar", "Iniciar sessão"), encoding="utf-8")
    later = made.stat().st_mtime_ns + 1_000_000_000
    os.utime(source, ns=(later, later))
    assert catalogues.compile_all(tmp_path) == [made]
    assert Translations.load(tmp_path, ["pt"]).gettext("Sign in") == "Iniciar sessão"


def test_a_file_that_is_no_catalogue_is_an_error(source: Path, tmp_path: Path) -> None:
    source.write_text('msgid "Sign in"\nEntrar\n', encoding="utf-8")
    with pytest.raises(PoFileError):
        catalogues.compile_all(tmp_path)
    assert list(source.parent.iterdir()) == [source]


def test_a_translation_with_another_placeholder_is_an_error(source: Path, tmp_path: Path) -> None:
    source.write_text('msgid "Question %(number)s"\nmsgstr "Pergunta %(numero)s"\n', encoding="utf-8")
    with pytest.raises(TranslationError, match="line 1: unknown named placeholder 'numero'"):
        catalogues.compile_all(tmp_path)
    assert list(source.parent.iterdir()) == [source]


def test_what_is_not_compiled_is_named(monkeypatch: pytest.MonkeyPatch, source: Path, tmp_path: Path) -> None:
    monkeypatch.setattr(languages, "TRANSLATIONS", tmp_path)
    assert languages.not_compiled() == ["pt/LC_MESSAGES/messages.po"]
    catalogues.compile_all(tmp_path)
    assert languages.not_compiled() == []
