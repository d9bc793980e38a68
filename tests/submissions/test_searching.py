"""The words of what is published, stored as they change; and every way of finding the page of a search gives the same."""

from importlib import import_module

import pytest
from alembic.migration import MigrationContext
from alembic.operations import Operations
from flask import Flask
from sqlalchemy import text

from consult.core.database import db
from consult.submissions.queries import searching
from tests import world
from tests.plans import plan_of
from tests.reading import steps

SAID = [
    "seed lot weighed", "lot of seed", "the weighed lot", "seed and lot", "weighed seed lot", "the lot", "seed lot",
    "seed", "lot seed weighed", "the seed lot", "weighed", "lot",
]  # fmt: skip

STORED = (
    "SELECT comment_id, consultation_id, posted_at, place_order, words::text FROM comment_stems ORDER BY 1"
)
SHOULD_BE_STORED = """
SELECT id, consultation_id, posted_at, place_order, searched_words(language, shown_text)::text FROM comments
WHERE moderation IN ('published', 'published_redacted') ORDER BY 1
"""


def _rows(statement: str) -> list[tuple[object, ...]]:
    return [tuple(row) for row in db.session.execute(text(statement))]


@pytest.fixture
def told(ctx: Flask) -> int:
    """The id of a consultation with a published comment for each of SAID."""
    world.consultation(ctx)
    comments = [{**world.COMMENT, "comment": words, "proposal": "", "rationale": ""} for words in SAID]
    steps.published(ctx, comments=comments)
    return world.load().id


def _all_pages(consultation_id: int, words: str, *, by_passage: bool) -> list[str]:
    """What every page of two finds, one after the other."""
    found: list[str] = []
    start = None
    while True:
        page = searching.search(consultation_id, words, [], by_passage=by_passage, start=start, size=2)
        rows = {
            row.id: row
            for row in db.session.execute(
                text("SELECT id, posted_at, place_order, shown_text FROM comments WHERE id = ANY(:ids)"),
                {"ids": list(page.ids)},
            )
        }
        shown = [rows[one] for one in page.ids[:2]]
        found += [row.shown_text for row in shown]
        if len(page.ids) <= 2:
            return found
        last = shown[-1]
        start = (last.place_order if by_passage else last.posted_at, last.id)


@pytest.mark.parametrize("by_passage", [False, True])
@pytest.mark.parametrize(
    ("words", "has"),
    [
        ("seed", lambda said: "seed" in said),
        ("seed lot", lambda said: "seed" in said and "lot" in said),
        ('"seed lot"', lambda said: "seed lot" in said),
        ('"lot seed"', lambda said: "lot seed" in said),
        ("lot -seed", lambda said: "lot" in said and "seed" not in said),
        ("the OR weighed", lambda said: "the" in said or "weighed" in said),
        ("nowhere", lambda said: False),
        ("-seed", lambda said: False),
        ("seed OR -lot", lambda said: False),
        ('seed -"lot seed"', lambda said: "seed" in said and "lot seed" not in said),
        ('"seed lot" -weighed', lambda said: "seed lot" in said and "weighed" not in said),
    ],
)
def test_every_way_to_a_page_finds_the_same(
    told: int, monkeypatch: pytest.MonkeyPatch, by_passage: bool, words: str, has: object
) -> None:
    expected = [said for said in SAID if has(said)]  # type: ignore[operator]
    expected = (
        expected if by_passage else expected[::-1]
    )  # at one place, so by number; each posted after the one before
    ways = {"counted": (10_000, 10_000), "recent": (0, 10_000), "sorted": (0, 2)}
    found = {}
    for way, (counted, recent) in ways.items():
        monkeypatch.setattr(searching, "MOST_COUNTED", counted)
        monkeypatch.setattr(searching, "RECENT", recent)
        found[way] = _all_pages(told, words, by_passage=by_passage)
    assert found == dict.fromkeys(ways, expected)


def test_more_than_is_counted_is_told(told: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(searching, "MOST_COUNTED", 3)
    counts = [searching.search(told, words, [], size=2).count for words in ("seed", "the", "nowhere")]
    assert counts == [4, 3, 0]


def test_a_phrase_is_looked_for_in_so_many_comments_and_no_more(
    told: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(searching, "LOOKED_THROUGH", 4)
    found = [searching.search(told, words, [], size=5) for words in ('"lot seed"', '"the seed"', "seed lot")]
    assert [one.is_partial for one in found] == [True, False, False]


@pytest.mark.parametrize(
    "words",
    [
        "a " * 100,
        "-a " * 60,
        '"' * 200,
        "x" * 200,
        "a OR " * 40,
        "'&|!():*<->\\",
        "\u0301\u202e检验",
        '"a" <-> "b"',
        "",
    ],
)
def test_no_question_breaks_the_search(told: int, words: str) -> None:
    assert searching.search(told, words, [], size=5).ids == []


def test_the_search_has_its_index(ctx: Flask) -> None:
    world.consultation(ctx)
    index = "ix_comment_stems_found"
    plan = plan_of(searching.ids_with(world.load().id, "lots"), index, "enable_indexscan")
    assert index in plan, plan


def test_words_are_stored_as_they_are_shown_and_only_while_they_are(app: Flask, clean: None) -> None:
    world.consultation(app)
    first, second, _third = steps.published(app, number=3)
    world.submission(app)
    steps.redact(app, first, 1, world.COMMENT["comment"].split()[0])
    steps.decide(app, second, 1, "remove", steps.Reason.OFF_TOPIC)
    with app.app_context():
        stored = _rows(STORED)
        assert stored == _rows(SHOULD_BE_STORED)
        assert len(stored) == 2


def test_what_was_published_before_is_stored_too_and_an_interrupted_start_goes_on(told: int) -> None:
    migration = import_module("migrations.versions.0050_searches_follow_languages")
    db.session.execute(text("DELETE FROM comment_stems WHERE comment_id % 3 > 0"))
    with Operations.context(MigrationContext.configure(db.session.connection())):
        migration._fill()
    assert _rows(STORED) == _rows(SHOULD_BE_STORED)
    assert len(_rows(STORED)) == len(SAID)


@pytest.mark.parametrize("typed", ["l'eau d'une source", "l’eau", "d‘une", "lʼeau -seed", '"d’une source"'])
def test_a_word_is_found_whatever_its_apostrophe_is(ctx: Flask, typed: str) -> None:
    world.consultation(ctx)
    written = ["De l'eau d'une source.", "De l’eau d’une source."]
    comments = [{**world.COMMENT, "comment": words, "proposal": "", "rationale": ""} for words in written]
    steps.published(ctx, comments=comments)
    assert sorted(_all_pages(world.load().id, typed, by_passage=False)) == written


@pytest.mark.parametrize("counted", [10_000, 0])
def test_signs_are_looked_for_anywhere_where_no_comment_has_the_row(
    ctx: Flask, monkeypatch: pytest.MonkeyPatch, counted: int
) -> None:
    monkeypatch.setattr(searching, "MOST_COUNTED", counted)
    world.consultation(ctx)
    said = ["儿童的权利", "儿童", "成人权利"]
    comments = [
        {**world.COMMENT, "comment": one, "proposal": "", "rationale": "", "language": "zh"} for one in said
    ]
    steps.published(ctx, comments=comments)
    found = world.load().id
    for typed, expected in (
        ("儿童权利", said[:1]),
        ("儿童", said[1::-1]),
        ('"儿童权利"', []),
        ("儿童权利 -成人", said[:1]),
    ):
        assert _all_pages(found, typed, by_passage=False) == expected, typed
        ids = db.session.execute(searching.ids_with(found, typed)).scalars().all()
        assert len(ids) == len(expected), typed
