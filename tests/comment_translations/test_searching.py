"""Searches for comments follow the language of each comment, and those into which people translated it."""

from typing import Any
from urllib.parse import quote

import pytest
from flask import Flask
from sqlalchemy import text

from consult.comment_translations.source import Words, digest
from consult.core.database import db
from consult.moderation import actions as moderation
from consult.moderation import queries as queued
from consult.responses import queries as responding
from consult.submissions import queries as submitted
from tests import cast, world
from tests.comment_translations import steps as translating
from tests.reading import steps

pytestmark = pytest.mark.usefixtures("clean")

SAID = {
    "en": ("definitions", "The definition is too narrow."),
    "fr": ("degradants", "Les traitements dégradants sont interdits."),
    "es": ("articulos", "El artículo tercero basta."),
    "ru": ("статья", "В статьях сказано иначе."),
    "ar": ("الاطفال", "حماية الأطفال واجبة."),
    "zh": ("伙伴", "全球伙伴关系很重要。"),
}
"""Language → what is typed, and the comment that it finds."""

FRENCH = Words("Les partenaires le savent, Hilde aussi.", "Dix tonnes.", "Raison suffisante.")


def _comment(words: str, language: str) -> dict[str, object]:
    return world.COMMENT | {"comment": words, "proposal": "", "rationale": "", "language": language}


def _public(app: Flask, typed: str) -> list[str]:
    """The comments that the page of all comments shows for a search."""
    page = steps.read(app.test_client(), f"/consultations/{world.SLUG}/comments?q={quote(typed)}")
    return [one.text_content() for one in steps.find(page, ".comment")]


def _workbench(app: Flask, typed: str) -> list[str]:
    with app.app_context():
        found = responding.comments_to_respond_to(world.load(), responding.Filters(words=typed), size=50)
        return [row.Comment.comment for row in found.rows]


def _queue(app: Flask, typed: str) -> list[str]:
    with app.app_context():
        found = queued.queue(translating.user(world.MODERATOR), queued.Filters(words=typed))
        return [one.words for one in found.rows]


def test_a_search_follows_the_language_of_each_comment(app: Flask) -> None:
    world.consultation(app)
    comments = [_comment(words, language) for language, (_typed, words) in SAID.items()]
    reference = world.submission(app, comments=comments)
    asked = {typed: [words] for typed, words in SAID.values()}
    assert {typed: _queue(app, typed) for typed in asked} == asked
    assert {typed: _workbench(app, typed) for typed in asked} == asked
    assert {typed: len(_public(app, typed)) for typed in asked} == dict.fromkeys(asked, 0)
    steps.publish(app, reference, *range(1, len(comments) + 1))
    for typed, [words] in asked.items():
        [found] = _public(app, typed)
        assert words in found
    with app.app_context():
        moderation.correct_language(
            submitted.comment(reference, 4), "bg", by=translating.user(world.MODERATOR)
        )  # PostgreSQL knows no stems of it
    assert [len(_public(app, typed)) for typed in ("статья", "статьях")] == [0, 1]


def test_words_of_translations_are_found_as_long_as_the_public_reads_them(app: Flask) -> None:
    world.consultation(app)
    reference = world.submission(app, comments=[translating.GERMAN])
    asked = ["partenaire", "raisons", '"Hilde aussi"', "tonnen partenaire", "partenaire -tonnen"]

    def found() -> list[int]:
        return [len(_public(app, typed)) for typed in asked]

    translating.translate(app, reference, "fr", FRENCH)
    assert found() == [0] * 5  # pending
    steps.publish(app, reference)
    assert found() == [1, 1, 1, 1, 0]
    assert [len(_workbench(app, typed)) for typed in ("partenaire", "hilde", "nowhere")] == [1, 1, 0]
    steps.redact(app, reference, 1, "Hilde")
    assert found() == [0] * 5  # the translation may have what was redacted
    assert [len(_public(app, typed)) for typed in ("Hilde", "Tonne")] == [0, 1]
    redacted = Words("Les partenaires le savent.", "Dix tonnes.", "Raison suffisante.")
    translating.translate(app, reference, "fr", redacted)
    assert found() == [1, 1, 0, 1, 0]
    steps.decide(app, reference, 1, "remove", steps.Reason.OFF_TOPIC)
    assert found() == [0] * 5


def test_who_may_not_read_what_was_redacted_does_not_find_it(app: Flask) -> None:
    world.consultation(app)
    reference = world.submission(app, comments=[translating.GERMAN])
    translating.translate(app, reference, "fr", FRENCH)
    path = f"/consultations/{world.SLUG}/responses"

    officer = app.test_client()
    cast.sign_in(officer, world.OFFICER)

    def found(typed: str) -> bool:
        page = steps.read(officer, f"{path}?q={quote(typed)}")
        return f"{reference}/1" in page.xpath("string(//main)")

    assert "de" in steps.read(officer, path).xpath("//select[@name='language']/option/@value"), (
        "not published"
    )
    assert all(found(typed) for typed in ("Hilde", "partenaire", "tonne"))  # pending
    steps.publish(app, reference)
    assert all(found(typed) for typed in ("Hilde", "partenaire", "tonne"))
    steps.redact(app, reference, 1, "Hilde")
    asked = ("Hilde", "partenaire", "tonne", "genug", reference)
    assert [found(typed) for typed in asked] == [False, False, True, True, True]
    translating.translate(app, reference, "fr", Words("Les partenaires le savent.", "", ""))
    assert [found(typed) for typed in ("Hilde", "partenaire")] == [False, True]
    with app.app_context():
        [row] = _redacted_of_moderators("Hilde")
        assert row.Comment.comment == translating.GERMAN["comment"]


def _redacted_of_moderators(typed: str) -> list[Any]:
    asked = responding.Filters(words=typed, reads_redacted=True)
    return list(responding.comments_to_respond_to(world.load(), asked, size=50).rows)


@pytest.mark.parametrize(
    "said", ['Plain, "quoted" \\ and\x7f.', "Прямо\n\tsaid 🌾 «ещё»", "سلام 伙伴 a & b < c"]
)
def test_the_database_knows_which_words_a_translation_translates(app: Flask, said: str) -> None:
    world.consultation(app)
    [reference] = steps.published(
        app, comments=[_comment(said, "ru") | {"proposal": said, "rationale": said}]
    )
    with app.app_context():
        row = submitted.comment(reference, 1)
        assert row.shown_comment is not None
        expected = digest(row.shown_comment, row.shown_proposal, row.shown_rationale)
        stored = text("SELECT public_digest(c) FROM comments c WHERE id = :id")
        assert db.session.scalar(stored, {"id": row.id}) == expected
