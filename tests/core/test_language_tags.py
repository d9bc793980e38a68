"""The one form of the codes of languages."""

import pytest
from alembic.migration import MigrationContext
from alembic.operations import Operations
from alembic.script import ScriptDirectory
from flask import Flask
from sqlalchemy import text

from consult.core.database import db
from consult.core.language_tags import canonical, nearest, script_of
from consult.core.revisions import FOLDER
from consult.core.translatable import name_of_language
from tests import world


@pytest.mark.parametrize(
    ("code", "tag"),
    [
        ("FR", "fr"), ("fra", "fr"), ("pt_br", "pt-BR"), ("zh-hant", "zh-Hant"), ("zh-yue", "yue"), ("sh", "sr-Latn"),
        ("ar-u-nu-latn", "ar"), ("en-US-x-own", "en-US"), ("de-1996", "de-1996"), ("es-419", "es-419"), ("la", "la"),
    ],
)  # fmt: skip
def test_a_code_is_written_in_one_way(code: str, tag: str) -> None:
    assert (canonical(code), canonical(tag)) == (tag, tag)
    assert name_of_language(tag, "fr") != tag


@pytest.mark.parametrize(
    "code",
    [
        "",
        "xx",
        "und",
        "mul",
        "zxx",
        "x-private",
        "x-none",
        "german",
        "en-XQ",
        "en-Zzzz",
        "i-klingon",
        "e n",
        "fr-é",
    ],
)
def test_what_is_no_known_language_has_no_tag(code: str) -> None:
    assert canonical(code) == ""


def test_stored_languages_from_before_the_check_become_tags(app: Flask, clean: None) -> None:
    world.consultation(app)
    told = {"FR": "fr", "xx": "und", "pt_br": "pt-BR", "en": "en"}
    world.submission(app, comments=[world.GENERAL] * len(told))
    migration = next(one for one in ScriptDirectory(FOLDER).walk_revisions() if one.revision == "0062").module
    with app.app_context(), db.engine.connect() as connection:
        ids = connection.execute(text("SELECT id FROM comments ORDER BY id")).scalars().all()
        for key, code in zip(ids, told, strict=True):
            connection.execute(
                text("UPDATE comments SET language = :code WHERE id = :key"), {"code": code, "key": key}
            )
        connection.execute(text("UPDATE consultations SET original_language = 'xx'"))
        connection.execute(text("UPDATE versions SET language = 'EN'"))
        counts = "INSERT INTO tallies SELECT id, 'language', unnest(ARRAY['FR', 'fr']), 2 FROM consultations"
        connection.execute(text(counts))
        connection.commit()
        for _again in range(2):
            context = MigrationContext.configure(connection, opts={"transaction_per_migration": True})
            with context.begin_transaction(_per_migration=True), Operations.context(context):
                migration.upgrade()
        found = connection.execute(text("SELECT language FROM comments ORDER BY id")).scalars().all()
        assert found == list(told.values())
        counted = connection.execute(text("SELECT value, count FROM tallies WHERE axis = 'language'")).all()
        assert [tuple(row) for row in counted] == [("fr", 4)]
        assert connection.execute(text("SELECT original_language FROM consultations")).scalars().all() == [""]
        assert set(connection.execute(text("SELECT language FROM versions")).scalars()) == {"en"}


@pytest.mark.parametrize(
    ("code", "offered", "found"),
    [
        ("fr-CA", ["en", "fr"], "fr"), ("fr", ["en", "fr-CA"], "fr-CA"), ("en", ["en-GB", "fr-CA"], "en-GB"),
        ("zh-HK", ["en", "zh-CN", "zh-TW"], "zh-TW"), ("zh-TW", ["zh", "zh-Hant"], "zh-Hant"), ("zh-Hant", ["en", "zh"], "zh"),
        ("zh-CN", ["zh-Hant", "zh"], "zh"), ("zh-Hans-TW", ["zh-Hant", "zh"], "zh"), ("sr-Latn-RS", ["sr", "sr-Latn"], "sr-Latn"), ("pt-PT", ["pt-BR"], "pt-BR"),
        ("PT-br", ["pt-BR", "pt"], "pt-BR"), ("xx", ["en"], ""), ("", ["en"], ""), ("de", ["en", "fr"], ""),
    ],
)  # fmt: skip
def test_the_nearest_language_has_the_same_country_then_the_same_script(
    code: str, offered: list[str], found: str
) -> None:
    assert nearest(code, offered) == found


def test_a_country_tells_the_script() -> None:
    found = [script_of(code) for code in ("zh", "zh-TW", "zh-Hant", "sr", "sr-Latn", "sr-ME", "uz-AF", "xx")]
    assert found == ["Hans", "Hant", "Hant", "Cyrl", "Latn", "Latn", "Arab", ""]


def test_a_tag_that_names_its_script_is_in_that_wherever_its_readers_are() -> None:
    found = [script_of(code) for code in ("zh-Hans-TW", "zh-Hant-CN", "ar-Latn", "az-Arab")]
    assert found == ["Hans", "Hant", "Latn", "Arab"]
