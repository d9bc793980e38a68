"""The workbench finds comments by words of what was sent and of who sent it, published or not, and by an index."""

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import text

from consult.core.database import db
from consult.responses import queries
from consult.submissions.models import Comment, Submission
from consult.submissions.queries import staff_search
from tests import world
from tests.responses.stories import Story

Find = Callable[[str], set[str]]


@pytest.fixture
def find(app: Flask, mixed: Story) -> Find:
    """Gives the names in the story of the comments that words find."""

    def found(words: str) -> set[str]:
        with app.app_context():
            page = queries.comments_to_respond_to(
                world.load(mixed.slug), queries.Filters(words=words), size=50
            )
            names = {reference: name for name, reference in mixed.at.items()}
            return {names[f"{row.Comment.submission.reference}/{row.Comment.number}"] for row in page.rows}

    return found


@pytest.mark.parametrize("most", [staff_search.MOST, 0])
def test_words_find_what_was_sent_and_who_sent_it(
    find: Find, mixed: Story, monkeypatch: pytest.MonkeyPatch, most: int
) -> None:
    monkeypatch.setattr(staff_search, "MOST", most)
    government = {"government-1", "government-2"}
    expected = {
        "trade": {"government-1"},
        "TRADE tonnes": {"government-1"},
        '"depends on"': {"government-1"},
        '"on depends"': set(),
        "trade -tonnes": set(),
        "canary-redacted": set(),  # read by moderators alone
        "rosa": government,
        "Ministry of Agriculture": government,
        mixed.at["government-1"].partition("/")[0].lower(): government,
        "nowhere": set(),
    }
    assert {words: find(words) for words in expected} == expected


@pytest.mark.parametrize("words", ["", "%", "_", "'&|!():*<->\\", "-trade", "x" * 200, '"' * 50])
def test_no_words_break_the_workbench(find: Find, words: str) -> None:
    assert find(words) in (set(), find(""))


@pytest.mark.parametrize(
    ("index", "table", "words", "among"),
    [
        ("ix_comments_searched", Comment, staff_search._SAID, Comment.moderation.is_not(None)),
        ("ix_submissions_searched", Submission, staff_search._WHO, db.true()),
    ],
)
def test_the_words_have_their_indexes(
    ctx: Flask, index: str, table: type, words: object, among: object
) -> None:
    typed = db.func.websearch_to_tsquery(text("'simple'::regconfig"), "seed")
    rows = db.select(table.id).where(among, words.op("@@")(typed))  # type: ignore[attr-defined]
    for way in ("enable_seqscan", "enable_indexscan"):
        db.session.execute(text(f"SET LOCAL {way} = off"))
    statement = rows.compile(db.engine, compile_kwargs={"literal_binds": True})
    plan = "\n".join(db.session.execute(text(f"EXPLAIN {statement}".replace(":", "\\:"))).scalars())
    assert index in plan, plan
