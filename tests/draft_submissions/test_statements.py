"""How many statements the verbs and pages of the package take: as many for three comments as for one."""

from collections.abc import Iterator, Sequence
from typing import Any

import pytest
from flask import Flask
from psycopg import _queries
from sqlalchemy import event
from sqlalchemy.dialects.postgresql import psycopg

from consult.core import clock
from consult.core.database import db
from consult.core.stale_check import NO_PAGE
from consult.draft_submissions import actions, queries
from consult.submissions import actions as filing
from consult.submissions.actions.filing import _FILE
from consult.submissions.models import Attribution, Route
from consult.submissions.rules import NewComment
from tests import world
from tests.draft_submissions.walking import PLACE, SHEET, WHOLE, WORDS, begin, send


@pytest.fixture
def seen(app: Flask, clean: None) -> Iterator[list[str]]:
    """The statements that reach the database."""
    statements: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        statements.append(statement)

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    yield statements
    event.remove(engine, "before_cursor_execute", note)


def test_a_whole_submission_takes_two_statements(app: Flask, seen: list[str]) -> None:
    """Once the places that comments are about are kept."""
    world.consultation(app)
    with app.app_context():
        consultation_id = world.load().id
        for key in ("the-places-are-read", "counting-statements"):
            seen.clear()
            filing.file(
                consultation_id, key=key, who=world.WHO, attribution=Attribution.ATTRIBUTED,
                comments=[NewComment(**world.COMMENT), NewComment(**world.GENERAL)], route=Route.STAFF,
                received_at=clock.now(),
            )  # fmt: skip
        assert [" ".join(one.split()[:3]) for one in seen] == [
            "SELECT consultations.state, consultations.mode,",
            "WITH filed AS",
        ]


def test_the_driver_keeps_how_it_sends_the_statement_that_files() -> None:
    """Where a statement is longer, or has more values, psycopg reads it anew each time."""
    compiled = _FILE.statement.compile(dialect=psycopg.dialect())
    assert len(str(compiled)) <= _queries.MAX_CACHED_STATEMENT_LENGTH
    assert len(compiled.params) <= _queries.MAX_CACHED_STATEMENT_PARAMS


@pytest.mark.parametrize("questions", [world.QUESTIONS, ()])
def test_submitting_a_draft_takes_two_more(app: Flask, seen: list[str], questions: Sequence[str]) -> None:
    """And one for the questions, where there are some."""
    world.consultation(app, questions=questions)
    world.submission(app)
    with app.app_context():
        sheet = actions.begin(world.load(), key="counting-statements", **world.WHO)
        actions.add_comment(sheet, key="comment-key-0001", **world.COMMENT)
        found = queries.by_key("counting-statements")
        assert found is not None
        seen.clear()
        actions.submit(
            found, attribution=Attribution.ATTRIBUTED, policies={}, received_at=clock.now(), seen=NO_PAGE
        )
        assert [" ".join(one.split()[:3]) for one in seen] == [
            "WITH draft AS",
            *(["SELECT question_columns.id, question_columns.consultation_id,"] if questions else []),
            "WITH gone AS",
            "WITH filed AS",
        ]


def test_pages_take_as_many_statements_for_three_comments_as_for_one(
    app: Flask, client: Any, seen: list[str]
) -> None:
    world.consultation(app)
    begin(client)
    client.press(PLACE, **WORDS)
    paths = (SHEET, f"{SHEET}/text", f"{SHEET}/review", PLACE)

    def counted(of: tuple[str, ...]) -> dict[str, int]:
        found = {}
        for path in of:
            seen.clear()
            assert client.get(path).status_code == 200
            found[path] = len(seen)
        return found

    one = counted(paths)
    client.press(f"{SHEET}/comments/new?question=1", comment="Yes.")
    client.press(f"{SHEET}/comments/new?block=scope-1", **WORDS)
    assert counted(paths) == one
    assert max(one.values()) <= 11
    reference = send(client)
    after = (f"/submissions/{reference}/status", f"/submissions/{reference}/receipt")
    three = counted(after)
    client.press(f"{after[0].removesuffix('/status')}/comments/new?general=1", comment="And this.")
    assert counted(after) == three


def test_the_whole_way_over_http_takes_few_statements(app: Flask, client: Any, seen: list[str]) -> None:
    world.consultation(app)
    begin(client)
    client.press(WHOLE, comment="A word.")
    form = client.form(f"{SHEET}/review") | {"consent": "y"}
    seen.clear()
    assert client.post(f"{SHEET}/review", data=form).status_code == 303
    assert len(seen) <= 6
