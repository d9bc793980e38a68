"""Catalogues of translations are compiled where the application finds them; broken ones are refused."""

import gettext
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
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


def template(*messages: str | tuple[str, str]) -> Catalog:
    """Messages of the code."""
    made = Catalog(charset="utf-8", header_comment="")
    for message in messages:
        made.add(message, None, [("consult/somewhere.py", 1)])
    return made


def test_an_update_keeps_translations_begins_new_messages_and_drops_what_is_gone(tmp_path: Path) -> None:
    path = write(tmp_path, "fr", ("Comments", "Observations"), ("Gone", "Parti"))
    messages = template("Comments", "Deadline", ("%(num)s day", "%(num)s days"))
    assert catalogues.update_all(tmp_path, messages) == [path]
    kept = catalogues.read_catalogue(path)
    assert {str(one.id): one.string for one in kept if one.id} == {
        "Comments": "Observations",
        "Deadline": "",
        "('%(num)s day', '%(num)s days')": ("", ""),
    }
    before = path.read_bytes()
    catalogues.update_all(tmp_path, messages)
    assert path.read_bytes() == before


def test_a_message_that_gets_a_plural_is_translated_anew(tmp_path: Path) -> None:
    path = write(tmp_path, "fr", ("%(num)s day", "%(num)s jour"))
    catalogues.update_all(tmp_path, template(("%(num)s day", "%(num)s days")))
    (found,) = [one for one in catalogues.read_catalogue(path) if one.id]
    assert found.string == ("", "")


def test_a_language_begins_with_every_message_and_its_own_plural_forms(tmp_path: Path) -> None:
    path = catalogues.add("pl", tmp_path, template(("%(num)s day", "%(num)s days"), "Deadline"))
    begun = catalogues.read_catalogue(path)
    assert {one.string for one in begun if one.id} == {"", ("",) * begun.num_plurals}
    assert f"nplurals={begun.num_plurals};" in path.read_text()
    with pytest.raises(FileExistsError):
        catalogues.add("pl", tmp_path, template("Deadline"))


@pytest.mark.parametrize("code", ["xx", "xx-BR", "pt-XY!", "../../pt", ""])
def test_a_catalogue_is_begun_for_a_language_alone(tmp_path: Path, code: str) -> None:
    with pytest.raises(catalogues.UnknownLanguage):
        catalogues.add(code, tmp_path, template("Deadline"))
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("message", "translation", "said"),
    [
        ("Deadline", "", "not translated"),
        ("Until %(day)s", "Jusqu’à demain", "placeholders are missing: %(day)s"),
        ("Read <b>this</b>", "Lisez ceci", "elements of HTML differ"),
        (" and ", "et", "the space at the beginning or the end differs"),
        ("{path} is there", "C’est là", "placeholders are missing: {path}"),
    ],
)
def test_what_a_translation_has_lost_is_told(
    tmp_path: Path, message: str, translation: str, said: str
) -> None:
    path = write(tmp_path, "fr", (message, translation))
    assert catalogues.check_all(tmp_path, template(message)) == [f"fr: “{message}”: {said}"]
    path.write_text(path.read_text().replace(f'msgstr "{translation}"', 'msgstr "Bien"'), "utf-8")
    whole = catalogues.check_all(tmp_path, template(message, "One more"))
    assert whole[-1] == "fr: “One more”: not translated"


def test_a_message_that_the_code_does_not_have_is_told(tmp_path: Path) -> None:
    write(tmp_path, "fr", ("Gone", "Parti"))
    assert catalogues.check_all(tmp_path, template()) == ["fr: “Gone”: not a message of the code"]


def test_a_doubtful_translation_is_told(tmp_path: Path) -> None:
    path = write(tmp_path, "fr", ("Deadline", "Date limite"))
    path.write_text(path.read_text().replace("#, python-format", "#, fuzzy"), "utf-8")
    (said,) = catalogues.check_all(tmp_path, template("Deadline"))
    assert said == "fr: “Deadline”: the translation is marked as doubtful (fuzzy)"
