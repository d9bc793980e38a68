"""Deciding on, taking back and answering many comments takes as many statements as for a few, and counts are right."""

from collections.abc import Callable

import pytest
from flask import Flask

from consult.core.database import db
from consult.core.stale_check import NO_PAGE
from consult.moderation import actions, queries
from consult.moderation.models import Reason
from consult.responses import actions as responses
from consult.responses import queries as answering
from consult.responses.lifecycle import Disposition
from consult.screening.jobs import SLICE
from consult.submissions import actions as submissions
from consult.submissions import queries as sheets
from consult.submissions import tallies
from tests import world
from tests.moderation import acting
from tests.reading import steps


def sheet(app: Flask, count: int, slug: str, **who: str) -> str:
    return world.submission(app, slug, comments=[world.COMMENT] * count, **who)


def decide(reference: str, verb: str) -> None:
    one = sheets.by_reference(reference)
    reason = None if verb == "publish" else Reason.OFF_TOPIC
    actions.decide_all(one, actions.RequestedDecision(verb, reason), by=acting.user(), shown=NO_PAGE)


def cost(app: Flask, reference: str, verb: str) -> int:
    """The statements of one decision for all comments of a submission."""
    with app.app_context():
        acting.user()
        with steps.statements(app) as seen:
            decide(reference, verb)
        db.session.expire_all()
        one = sheets.by_reference(reference)
        states = {comment.moderation for comment in queries.comments_of(one)}
        assert states == {
            {"publish": "published", "withhold": "withheld", "remove": "removed_after_publication"}[verb]
        }
        assert tallies.of(one.consultation_id) == tallies.counted(one.consultation_id)
        return len(seen)


@pytest.fixture
def prepared(app: Flask, clean: None, work: object) -> list[str]:
    """Submissions of 3 and of 30 comments, screened."""
    world.consultation(app)
    made = [sheet(app, count, world.SLUG, email=f"w{count}@growers.example") for count in (3, 30)]
    work()  # type: ignore[operator]
    return made


@pytest.mark.parametrize("verb", ["publish", "withhold"])
def test_a_decision_for_a_whole_submission_takes_the_same_statements_for_3_and_30_comments(
    app: Flask, prepared: list[str], verb: str
) -> None:
    few, many = (cost(app, reference, verb) for reference in prepared)
    assert few == many


def test_removing_and_taking_back_take_the_same_statements_for_3_and_30_comments(
    app: Flask, prepared: list[str]
) -> None:
    for reference in prepared:
        cost(app, reference, "publish")
    few, many = (cost(app, reference, "remove") for reference in prepared)
    assert few == many


def test_taking_a_submission_back_takes_the_same_statements_for_3_and_30_comments(
    app: Flask, prepared: list[str]
) -> None:
    cost(app, prepared[1], "publish")
    cost(app, prepared[0], "publish")
    costs = []
    for reference in prepared:
        with app.app_context():
            one = sheets.by_reference(reference)
            with steps.statements(app) as seen:
                submissions.withdraw(one)
            costs.append(len(seen))
            assert {comment.moderation for comment in queries.comments_of(one)} == {"withdrawn_by_submitter"}
            assert {comment.shown_text for comment in queries.comments_of(one)} == {None}
            assert tallies.of(one.consultation_id) == tallies.counted(one.consultation_id)
    assert costs[0] == costs[1]


def test_sending_and_screening_take_the_same_statements_for_3_and_20_comments(
    app: Flask, prepared: list[str], work: Callable[[], None]
) -> None:
    costs = []
    for count in (3, SLICE):  # more are screened in slices
        with steps.statements(app) as sending:
            sheet(app, count, world.SLUG, email="others@growers.example")
        with steps.statements(app) as screening:
            work()
        costs.append(
            (len(sending), len([one for one in screening if "similarity_keys" in one or "screenings" in one]))
        )
    assert costs[0] == costs[1]


def test_putting_into_an_issue_and_out_takes_the_same_statements_for_3_and_30_comments(
    app: Flask, prepared: list[str]
) -> None:
    costs = []
    for reference in prepared:
        with app.app_context():
            one, by = sheets.by_reference(reference), acting.user(world.OFFICER)
            with steps.statements(app) as seen:
                responses.respond_in_new_issue(queries.comments_of(one), title="Lots", by=by, seen=NO_PAGE)
                responses.put_into(None, queries.comments_of(one), by=by, seen=NO_PAGE)
            costs.append(len(seen))
    assert costs[0] == costs[1]


def test_moving_an_issue_takes_the_same_statements_among_3_and_30(app: Flask, prepared: list[str]) -> None:
    costs = []
    with app.app_context():
        by, one = acting.user(world.OFFICER), world.load()
        for count in (3, 27):
            made = [responses.open_issue(one, title=f"Issue {number}", by=by) for number in range(count)]
            with steps.statements(app) as seen:
                responses.change_issue(made[-1], position=1, by=by, seen=NO_PAGE)
            costs.append(len(seen))
            first = answering.issues(one.id)[0].issue
            assert (first.id, first.position) == (made[-1].id, 1)
            places = [counted.issue.position for counted in answering.issues(one.id)]
            assert places == list(range(1, len(places) + 1))
    assert costs[0] == costs[1]


def test_answering_takes_the_same_statements_for_3_and_30_comments(app: Flask, prepared: list[str]) -> None:
    costs = []
    for reference in prepared:
        cost(app, reference, "publish")
        with app.app_context():
            found = queries.comments_of(sheets.by_reference(reference))
            with steps.statements(app) as seen:
                responses.respond(
                    found,
                    disposition=Disposition.ACCEPTED,
                    text="Yes.",
                    by=acting.user(world.OFFICER),
                    seen=NO_PAGE,
                )
            costs.append(len(seen))
    assert costs[0] == costs[1]


def test_one_decision_for_all_is_what_single_decisions_would_be(app: Flask, prepared: list[str]) -> None:
    other = sheet(app, 3, world.SLUG, email="w3@growers.example")
    cost(app, prepared[0], "publish")
    for number in (1, 2, 3):
        acting.act(app, other, "publish", number)
    with app.app_context():
        names = ("moderation", "reason", "shown_comment", "shown_rationale", "shown_proposal", "shown_text")
        together, singly = (
            [
                [getattr(one, name) for name in names]
                for one in queries.comments_of(sheets.by_reference(reference))
            ]
            for reference in (prepared[0], other)
        )
        assert together == singly
