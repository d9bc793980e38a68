"""Catalogues of translations are compiled where the application finds them; broken ones are refused."""

import gettext
from pathlib import Path

import pytest
from flask import Flask

from consult.setup import catalogues
from consult.setup.catalogues import BrokenCatalogue

HEAD = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\nPlural-Forms: nplurals=2; plural=(n > 1);\\n"\n\n'


def write(folder: Path, language: str, *messages: tuple[str, str]) -> Path:
    """A catalogue below `folder`; messages: (message, translation)."""
    path = folder / language / "LC_MESSAGES" / "messages.po"
    path.parent.mkdir(parents=True)
    entries = (f'#, python-format\nmsgid "{message}"\nmsgstr "{words}"\n' for message, words in messages)
    path.write_text(HEAD + "\n".join(entries), "utf-8")
    return path


def test_every_catalogue_is_compiled(tmp_path: Path) -> None:
    write(tmp_path, "fr", ("Closes %(moment)s", "Clôture %(moment)s"))
    write(tmp_path, "ar", ("Comments", "التعليقات"))
    made = catalogues.compile_all(tmp_path)
    assert made == [tmp_path / one / "LC_MESSAGES" / "messages.mo" for one in ("ar", "fr")]
    assert (
        gettext.translation("messages", tmp_path, ["fr"]).gettext("Closes %(moment)s") == "Clôture %(moment)s"
    )
    assert catalogues.compile_all(tmp_path) == made


def test_a_translation_with_another_placeholder_is_refused_and_nothing_is_written(tmp_path: Path) -> None:
    write(tmp_path, "ar", ("Comments", "التعليقات"))
    path = write(tmp_path, "fr", ("Closes %(moment)s", "Clôture %(moments)s"))
    with pytest.raises(BrokenCatalogue) as refused:
        catalogues.compile_all(tmp_path)
    assert str(refused.value).startswith(f"{path}: “Closes %(moment)s”: ")
    assert list(tmp_path.rglob("*.mo")) == []


def test_the_application_looks_where_catalogues_are_compiled(app: Flask) -> None:
    assert [Path(one) for one in app.extensions["babel"].translation_directories] == [catalogues.FOLDER]
