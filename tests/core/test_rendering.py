"""Stored HTML is made again from its text, once, wherever it is not what it should be."""

import json

import pytest
from flask import Flask
from psycopg import errors
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from consult.core import rendering
from consult.core.actions import action
from consult.core.database import db
from consult.core.events import Event
from consult.core.rendering import Report
from consult.organisations.models import RuleVersion
from consult.submissions.models import Comment
from consult.summaries.models import ResponseSummary
from tests import world
from tests.moderation import acting
from tests.racing import pressed_twice
from tests.responses import stories

FOREIGN = "words of somebody else"


def spoil(statement: str) -> None:
    """Write what another thread's text once left in a row."""

    @action
    def write() -> None:
        db.session.execute(text(statement), {"foreign": f"<p>{FOREIGN}</p>", "words": FOREIGN})

    write()
    db.session.expire_all()


def spoil_comments() -> None:
    spoil("UPDATE comments SET shown_comment = :foreign, shown_text = :words WHERE shown_comment IS NOT NULL")


@pytest.fixture
def published(app: Flask, clean: None) -> tuple[str, str]:
    """Two submissions of two published comments each; of the first of them the word "lots" is hidden."""
    world.consultation(app)
    first, second = world.submission(app), world.submission(app)
    acting.act(app, first, "redact")
    for reference, number in ((first, 2), (second, 1), (second, 2)):
        acting.act(app, reference, "publish", number)
    return first, second


def shown() -> list[tuple[str, str | None]]:
    rows = db.session.execute(select(Comment.shown_comment, Comment.shown_text).order_by(Comment.id))
    return [(str(html), words) for html, words in rows]


def counts(found: list[Report]) -> dict[str, tuple[int, int, int, int]]:
    return {one.name: (one.checked, one.differed, one.words_differed, one.doubtful) for one in found}


def test_foreign_words_leave_published_comments_and_hidden_ones_stay_hidden(
    app: Flask, published: tuple[str, str]
) -> None:
    with app.app_context():
        right, stamp = shown(), world.load().stamp
        spoil_comments()
        assert counts(rendering.render_all())["comments"] == (4, 4, 4, 0)
        assert shown() == right
        assert "lots" not in right[0][0]
        assert world.load().stamp == stamp + 4
        events = (
            select(Event.subject).where(Event.name == "moderation.rendered_again").order_by(Event.subject)
        )
        assert db.session.execute(events).scalars().all() == sorted(
            f"{one}/{n}" for one in published for n in (1, 2)
        )


def test_a_second_run_changes_nothing(app: Flask, published: tuple[str, str]) -> None:
    with app.app_context():
        spoil_comments()
        rendering.render_all()
        stamp = world.load().stamp
        assert counts(rendering.render_all(from_start=True))["comments"] == (4, 0, 0, 0)
        assert world.load().stamp == stamp


def test_other_markup_of_the_same_words_is_told_apart_from_other_words(
    app: Flask, published: tuple[str, str]
) -> None:
    with app.app_context():
        spoil("UPDATE comments SET shown_comment = replace(shown_comment, '<p>', '<p onclick=\"x()\">')")
        assert counts(rendering.render_all())["comments"] == (4, 4, 0, 4)
        assert counts(rendering.render_all(from_start=True))["comments"] == (4, 0, 0, 0)


def test_a_run_that_was_killed_goes_on_where_it_was(
    app: Flask, published: tuple[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with app.app_context():
        right = shown()
        spoil_comments()
        monkeypatch.setattr(rendering, "AT_ONCE", 1)
        comments = next(source for source in rendering._sources if source.name == "comments")
        assert rendering._batch(comments)
        assert rendering._batch(comments)
        assert counts(rendering.reports()) == {"comments": (2, 2, 2, 0)}
        assert shown()[:2] == right[:2]
        assert shown()[2:] != right[2:]
        assert counts(rendering.render_all())["comments"] == (4, 4, 4, 0)
        assert shown() == right


def test_two_runs_at_once_count_each_row_once(app: Flask, published: tuple[str, str]) -> None:
    with app.app_context():
        right = shown()
        spoil_comments()

    def run() -> None:
        rendering.render_again()

    pressed_twice(app, run)
    with app.app_context():
        assert counts(rendering.reports())["comments"] == (4, 4, 4, 0)
        assert shown() == right


def test_what_waits_or_was_withheld_is_not_shown_by_it(app: Flask, clean: None) -> None:
    world.consultation(app)
    reference = world.submission(app)
    acting.act(app, reference, "withhold")
    with app.app_context():
        assert counts(rendering.render_all())["comments"] == (0, 0, 0, 0)
        assert shown() == [("None", None)] * 2


def test_rules_and_responses_are_made_again_too(app: Flask, clean: None) -> None:
    story = stories.mixed(app)
    stories.respond_to_all(app, story)
    stories.draft(app, story)
    stories.publish(app, story)
    with app.app_context():
        right = _first()
        spoil("UPDATE policies SET html = :foreign WHERE id = (SELECT min(id) FROM policies)")
        spoil("UPDATE summaries SET body = :foreign")
        found = counts(rendering.render_all())
        assert found["rules"][1:] == (1, 1, 0)
        assert found["responses"] == (1, 1, 1, 0)
        assert _first() == right


def _first() -> list[str]:
    """The HTML of the first rule and of the first response."""
    columns = ((RuleVersion, RuleVersion.html), (ResponseSummary, ResponseSummary.body))
    return [str(db.session.execute(select(html).order_by(of.id)).scalars().first()) for of, html in columns]


def test_the_text_of_a_rule_still_cannot_change(app: Flask, clean: None) -> None:
    world.consultation(app)
    with app.app_context(), pytest.raises(IntegrityError) as refused:
        spoil("UPDATE policies SET text = :words")
    assert refused.value.orig.sqlstate == errors.RestrictViolation.sqlstate  # type: ignore[union-attr]


def test_the_command_reports_in_json(app: Flask, published: tuple[str, str]) -> None:
    with app.app_context():
        spoil_comments()
    answer = app.test_cli_runner().invoke(args=["render-again", "--json"])
    found = {one["name"]: one for one in json.loads(answer.output)}
    assert found["comments"] == {
        "name": "comments", "checked": 4, "differed": 4, "words_differed": 4, "doubtful": 0, "is_finished": True,
    }  # fmt: skip
