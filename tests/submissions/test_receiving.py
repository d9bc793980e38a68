"""Submissions as actions: one row whatever happens, late by the published rule, counts that add up."""

from flask import Flask

from consult.core.database import db
from consult.submissions import actions, queries, tallies
from consult.submissions.lifecycle import Moderation
from consult.submissions.models import Subject
from tests import world


def test_a_whole_submission_is_received(ctx: Flask) -> None:
    slug = world.consultation(ctx)
    made = queries.by_reference(world.submission(ctx, slug))
    comments = queries.comments_of(made)
    assert [(c.number, c.subject, c.place, c.moderation) for c in comments] == [
        (1, Subject.CLAUSE, "2.1 Maximum lot size, line 3", Moderation.RECEIVED),
        (2, Subject.GENERAL, "", Moderation.RECEIVED),
    ]
    assert [e.comment for c in comments for e in queries.editions(c)] == [c.comment for c in comments]
    totals = queries.totals(made.consultation_id)
    assert (totals.received, totals.pending, totals.submissions, totals.late, totals.adds_up) == (
        2,
        2,
        1,
        0,
        True,
    )


def test_shown_and_hidden_again(ctx: Flask) -> None:
    slug = world.consultation(ctx)
    made = queries.by_reference(world.submission(ctx, slug))
    first, second = queries.comments_of(made)
    consultation_id = made.consultation_id
    stamp = made.consultation.stamp
    actions.show(first, state=Moderation.PUBLISHED, hidden={})
    actions.show(second, state=Moderation.PUBLISHED, hidden={})
    actions.hide(second, state=Moderation.REMOVED, reason="off_topic")
    assert tallies.of(consultation_id) == tallies.counted(consultation_id)
    assert tallies.of(consultation_id, "block", "clause", "type", "region", "reason") == {
        "block": {"lot-size-1": 1},
        "clause": {"lot-size": 1},
        "type": {"substantive": 1},
        "region": {"Africa": 1},
        "reason": {"off_topic": 1},
    }
    rows = db.session.execute(queries.public(consultation_id)).all()
    assert [(r.number, queries.public_name(r)) for r in rows] == [
        (1, ("Wanjiru Kimani", ["Seed Growers of the Highlands", "Industry", "Kenya"]))
    ]
    assert queries.counts(consultation_id) == (1, 1)
    db.session.expire_all()
    assert made.consultation.stamp == stamp + 3
