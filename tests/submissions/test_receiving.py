"""Submissions as actions: one row whatever happens, late by the published rule, counts that add up."""

import threading
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select, text

from consult.accounts import queries as people
from consult.consultations import queries as consultations
from consult.core import clock
from consult.core.database import db
from consult.core.errors import NotPossible
from consult.core.events import Event
from consult.draft_submissions import actions as drafting
from consult.drafts import queries as drafts
from consult.organisations import actions as organisations
from consult.organisations import queries as founded
from consult.organisations.rules import RetentionRule
from consult.submissions import actions, queries, tallies
from consult.submissions.lifecycle import Moderation
from consult.submissions.models import Attribution, Comment, CommentType, Subject, Submission
from consult.submissions.rules import NewComment, NotQuoted
from tests import cast, world
from tests.reading import steps


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


def test_places_of_a_frozen_version_are_read_once(ctx: Flask) -> None:
    consultation = consultations.public(world.consultation(ctx))
    version, keys = consultation.version, ["lot-size-1", "nowhere"]
    assert version is not None
    assert version.sha256
    first = drafts.passages(version.id, keys, version.sha256)
    assert list(first) == ["lot-size-1"]
    with steps.statements(ctx) as seen:
        assert drafts.passages(version.id, keys[:1], version.sha256) == first
        assert seen == []
        assert drafts.passages(version.id, keys) == first
        assert len(seen) == 1


def test_a_whole_submission_quotes_only_what_stands_in_its_places(ctx: Flask) -> None:
    slug = world.consultation(ctx)
    for wrong in (world.COMMENT | {"quote": "call Ann"}, world.GENERAL | {"quote": "seed"}):
        with pytest.raises(NotQuoted):
            world.submission(ctx, slug, comments=[world.COMMENT, wrong])
    assert db.session.execute(select(func.count(Submission.id))).scalar_one() == 0
    made = queries.by_reference(world.submission(ctx, slug, comments=[world.COMMENT | {"quote": "lot"}]))
    assert [c.quote for c in queries.comments_of(made)] == ["lot"]


def test_shown_and_hidden_again(ctx: Flask) -> None:
    slug = world.consultation(ctx)
    made = queries.by_reference(world.submission(ctx, slug))
    first, second = queries.comments_of(made)
    consultation_id = made.consultation_id
    actions.publish(
        first, state=Moderation.PUBLISHED, hidden={}
    )  # the first stamp in this process is far above what was
    db.session.expire_all()
    stamp = made.consultation.stamp
    actions.publish(second, state=Moderation.PUBLISHED, hidden={})
    actions.hide(second, state=Moderation.REMOVED, reason="off_topic")
    assert tallies.of(consultation_id) == tallies.counted(consultation_id)
    assert tallies.of(consultation_id, "block", "clause", "type", "country", "reason") == {
        "block": {"lot-size-1": 1},
        "clause": {"lot-size": 1},
        "type": {"substantive": 1},
        "country": {"KEN": 1},
        "reason": {"off_topic": 1},
    }
    rows = db.session.execute(queries.public(consultation_id)).all()
    assert [(r.number, queries.public_name(r)) for r in rows] == [
        (
            1,
            (
                "Wanjiru Kimani",
                ["Seed Growers of the Highlands (name not confirmed)", "Industry", "Kenya"],
            ),
        )
    ]
    assert queries.counts(consultation_id) == (1, 1)
    db.session.expire_all()
    assert made.consultation.stamp == stamp + 2


def test_twenty_at_once_with_one_key_are_one(ctx: Flask) -> None:
    slug = world.consultation(ctx)
    db.session.remove()
    given: list[str] = []
    start = threading.Barrier(20)

    def send() -> None:
        start.wait()
        given.append(world.submission(ctx, slug, key="one-key-for-twenty-presses"))

    threads = [threading.Thread(target=send) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(given) == 20
    assert len(set(given)) == 1
    assert db.session.execute(select(func.count()).select_from(Submission)).scalar_one() == 1
    assert db.session.execute(select(func.count()).select_from(Comment)).scalar_one() == 2


def test_the_same_key_is_the_same_submission_though_its_place_is_gone_from_the_text(ctx: Flask) -> None:
    slug = world.consultation(ctx)
    gone = [world.COMMENT | {"block_key": "no-longer-there"}]
    made = world.submission(ctx, slug, key="pressed-twice")
    assert world.submission(ctx, slug, key="pressed-twice", comments=gone) == made
    with pytest.raises(NotPossible):
        world.submission(ctx, slug, key="pressed-for-the-first-time", comments=gone)


# -- the closing -----------------------------------------------------------------------------------------------------


def test_posts_across_the_closing_instant_are_classified_by_when_they_reached_us(ctx: Flask) -> None:
    closes_at = clock.now() + timedelta(days=3)
    slug = world.consultation(ctx, closes_at=closes_at, late={"accept": True, "grace_minutes": 0})
    db.session.remove()
    moments = [closes_at + timedelta(microseconds=step) for step in range(-8, 8)]
    found: dict[object, bool] = {}

    def send(which: int) -> None:
        reference = world.submission(
            ctx, slug, received_at=moments[which], at=closes_at + timedelta(minutes=which % 3 - 1)
        )
        with ctx.app_context():
            found[moments[which]] = queries.by_reference(reference).is_late

    threads = [threading.Thread(target=send, args=[which]) for which in range(len(moments))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == {moment: moment >= closes_at for moment in moments}
    assert tallies.of(world.load(slug).id, "submissions")["submissions"] == {"received": 16, "late": 8}


def test_nothing_is_taken_before_the_opening_or_after_the_end(ctx: Flask) -> None:
    slug = world.consultation(ctx, opens_at=clock.now() + timedelta(days=1))
    with pytest.raises(actions.NotTaken) as early:
        drafting.begin(world.load(slug), key="a-key-of-the-tests-01", **world.WHO)
    assert early.value.admission == "too_early"
    closed = world.consultation(ctx, "long-closed", open=False, late={"accept": False, "grace_minutes": 0})
    with pytest.raises(actions.NotTaken) as late:
        world.submission(ctx, closed)
    assert late.value.admission == "refused"


# -- amending and withdrawing ----------------------------------------------------------------------------------------


WORDS = {"quote": "", "proposal": "", "rationale": "", "type": CommentType.TECHNICAL}


def test_an_amendment_is_a_new_edition_that_is_moderated_again(ctx: Flask) -> None:
    slug = world.consultation(ctx)
    made = queries.by_reference(world.submission(ctx, slug))
    first = queries.comments_of(made)[0]
    actions.change_comment(first, comment="25 000 is enough.", **WORDS)
    assert (first.edition, first.moderation, first.comment) == (2, Moderation.RECEIVED, "25 000 is enough.")
    assert [e.comment for e in queries.editions(first)] == [world.COMMENT["comment"], "25 000 is enough."]
    actions.change_comment(first, comment="25 000 is enough.", **WORDS)
    assert first.edition == 2
    assert tallies.of(made.consultation_id) == tallies.counted(made.consultation_id)


def test_an_amendment_of_a_published_comment_waits_beside_it(ctx: Flask) -> None:
    slug = world.consultation(ctx)
    made = queries.by_reference(world.submission(ctx, slug))
    first = queries.comments_of(made)[0]
    actions.publish(first, state=Moderation.PUBLISHED, hidden={})
    shown, posted_at = first.shown_text, first.posted_at
    actions.change_comment(first, comment="25 000 is enough.", **WORDS)
    assert (first.edition, first.type, first.moderation, first.shown_text, first.posted_at) == (
        1, world.COMMENT["type"], Moderation.PUBLISHED, shown, posted_at,
    )  # fmt: skip
    assert (first.amendment_edition, first.waits, first.last_edition) == (2, True, 2)
    assert [e.comment for e in queries.editions(first)] == [world.COMMENT["comment"], "25 000 is enough."]
    assert tallies.of(made.consultation_id)["amendments"] == {"waiting": 1}
    actions.change_comment(first, comment="25 000 is enough.", **WORDS)
    assert first.amendment_edition == 2
    actions.change_comment(first, comment="20 000 is enough.", **WORDS)
    assert first.amendment_edition == 3
    assert tallies.of(made.consultation_id) == tallies.counted(made.consultation_id)


def test_an_amendment_that_is_taken_stands_where_the_earlier_edition_stood(ctx: Flask) -> None:
    slug = world.consultation(ctx)
    made = queries.by_reference(world.submission(ctx, slug))
    first = queries.comments_of(made)[0]
    actions.publish(first, state=Moderation.PUBLISHED, hidden={})
    actions.change_comment(first, comment="25 000 is enough.", **WORDS)
    actions.take_amendment(first)
    assert (first.edition, first.comment, first.type, first.moderation, first.shown_text) == (
        2, "25 000 is enough.", CommentType.TECHNICAL, Moderation.RECEIVED, None,
    )  # fmt: skip
    assert (first.amendment_edition, first.amendment_waits_since) == (None, None)
    assert tallies.of(made.consultation_id) == tallies.counted(made.consultation_id)


@pytest.mark.parametrize("is_whole", [False, True])
def test_what_is_withdrawn_takes_its_amendment_with_it(ctx: Flask, is_whole: bool) -> None:
    slug = world.consultation(ctx)
    made = queries.by_reference(world.submission(ctx, slug))
    first = queries.comments_of(made)[0]
    actions.publish(first, state=Moderation.PUBLISHED, hidden={})
    actions.change_comment(first, comment="25 000 is enough.", **WORDS)
    if is_whole:
        actions.withdraw(made)
    else:
        actions.withdraw_comment(first)
    assert (first.amendment_edition, first.waits, first.moderation) == (None, False, Moderation.WITHDRAWN)
    assert tallies.of(made.consultation_id) == tallies.counted(made.consultation_id)


def test_editions_cannot_be_changed_even_by_us(ctx: Flask) -> None:
    slug = world.consultation(ctx)
    world.submission(ctx, slug)
    for change in ("UPDATE comment_editions SET comment = 'x'", "DELETE FROM comment_editions"):
        with pytest.raises(Exception, match=r"RestrictViolation \(23001\)"):
            db.session.execute(text(change))
        db.session.rollback()


def test_after_the_closing_what_was_submitted_stays_as_it_is(ctx: Flask) -> None:
    closes_at = clock.now() + timedelta(days=3)
    slug = world.consultation(ctx, closes_at=closes_at)
    made = queries.by_reference(world.submission(ctx, slug))
    first = queries.comments_of(made)[0]
    words = {"quote": "", "proposal": "", "rationale": "", "type": CommentType.TECHNICAL}
    with clock.at(closes_at + timedelta(minutes=11)):
        with pytest.raises(NotPossible):
            actions.change_comment(first, comment="Too late.", **words)
        with pytest.raises(NotPossible):
            actions.withdraw(made)
        with pytest.raises(NotPossible):
            actions.add_comment(made, NewComment(key="comment-key-0009", **world.GENERAL))
        with pytest.raises(NotPossible):
            actions.withdraw_comment(first)
    assert first.comment == world.COMMENT["comment"]


def test_withdrawing_takes_everything_out_of_sight_and_keeps_the_counts(ctx: Flask) -> None:
    slug = world.consultation(ctx)
    made = queries.by_reference(world.submission(ctx, slug))
    for comment in queries.comments_of(made):
        actions.publish(comment, state=Moderation.PUBLISHED, hidden={})
    actions.withdraw(made)
    actions.withdraw(made)
    totals = queries.totals(made.consultation_id)
    assert (totals.received, totals.withdrawn, totals.visible, totals.stakeholders) == (2, 2, 0, 0)
    assert (totals.submissions, totals.submissions_withdrawn, totals.adds_up) == (1, 1, True)
    assert db.session.execute(queries.public(made.consultation_id)).all() == []
    assert tallies.of(made.consultation_id) == tallies.counted(made.consultation_id)


def _kept() -> list[tuple[str, str, str, str, bool]]:
    rows = db.session.execute(select(Submission).order_by(Submission.id)).scalars()
    return [(one.name, one.organisation, one.email, one.country, one.user_id is not None) for one in rows]


def test_names_that_were_not_published_and_addresses_are_forgotten_by_the_rule(ctx: Flask) -> None:
    closes_at = datetime(2031, 8, 31, 12, tzinfo=UTC)
    slug = world.consultation(ctx, closes_at=closes_at, opens_at=closes_at - timedelta(days=60))
    cast.person(ctx, "wanjiru@growers.example", "Wanjiru Kimani")
    at = closes_at - timedelta(days=1)
    for attribution in Attribution:
        reference = world.submission(
            ctx,
            slug,
            attribution=attribution,
            at=at,
            email="w@growers.example",
            user="wanjiru@growers.example",
        )
        if attribution != Attribution.CONFIDENTIAL:
            actions.publish(queries.comment(reference, 1), state=Moderation.PUBLISHED, hidden={})
    gone = world.submission(ctx, slug, at=at, email="w@growers.example")
    with clock.at(at):
        actions.withdraw(queries.by_reference(gone))
    name, organisation, email = "Wanjiru Kimani", "Seed Growers of the Highlands", "w@growers.example"
    before = [(name, organisation, email, "KEN", True)] * 4 + [(name, organisation, email, "KEN", False)]
    without_addresses = [(*one[:2], "", *one[3:]) for one in before]

    def forgotten(moment: datetime) -> list[tuple[str, str, str, str, bool]]:
        with clock.at(moment):
            actions.forget_people()
        db.session.expire_all()
        return _kept()

    assert forgotten(datetime(2032, 2, 29, 11, 59, tzinfo=UTC)) == before
    assert forgotten(datetime(2032, 2, 29, 12, 0, tzinfo=UTC)) == without_addresses
    assert forgotten(datetime(2032, 8, 31, 11, 59, tzinfo=UTC)) == without_addresses
    for _again in range(2):
        assert forgotten(datetime(2032, 8, 31, 12, 0, tzinfo=UTC)) == [
            (name, organisation, "", "KEN", True),
            ("", organisation, "", "KEN", False),
            ("", "", "", "KEN", False),
            ("", "", "", "KEN", False),
            ("", "", "", "KEN", False),
        ]
    events = db.session.execute(select(Event).where(Event.name == "submissions.forgotten").order_by(Event.id))
    assert [(e.subject, e.data) for e in events.scalars()] == [
        (slug, {"addresses": 5}),
        (slug, {"names": 4}),
    ]
    ours = select(Event.name, Event.actor_id).where(Event.name.like("submissions.%")).distinct()
    assert sorted((row.name, row.actor_id) for row in db.session.execute(ours)) == [
        ("submissions.address_confirmed", None),
        ("submissions.all_forgotten", None),
        ("submissions.forgotten", None),
        ("submissions.submitted", None),
        ("submissions.withdrawn", None),
    ]


def test_a_name_goes_too_where_every_comment_under_it_was_refused_and_none_waits(ctx: Flask) -> None:
    closes_at = clock.now() + timedelta(days=3)
    slug = world.consultation(ctx, closes_at=closes_at)
    comments = [world.COMMENT, world.GENERAL]
    for refused in ((1, 2), (1,)):
        reference = world.submission(ctx, slug, comments=comments)
        for number in refused:
            actions.hide(queries.comment(reference, number), state=Moderation.WITHHELD, reason="abusive")
    with clock.at(closes_at + timedelta(days=400)):
        actions.forget_people()
    db.session.expire_all()
    assert [one[:2] for one in _kept()] == [("", ""), ("Wanjiru Kimani", "Seed Growers of the Highlands")]


def test_each_consultation_forgets_by_the_rule_that_was_fixed_for_it(ctx: Flask) -> None:
    closes_at = clock.now() + timedelta(days=3)
    first = world.consultation(ctx, closes_at=closes_at)
    owner, officer = founded.get("seeds"), people.by_email(world.OFFICER)
    assert officer is not None
    rule = RetentionRule(unpublished_name_months=1, email_months=2)
    organisations.write_policy(owner, rule, "Soon.", by=officer)
    second = world.consultation(ctx, "another", closes_at=closes_at)
    for slug in (first, second):
        world.submission(ctx, slug, attribution=Attribution.CONFIDENTIAL, email="w@growers.example")
    with clock.at(closes_at + timedelta(days=63)):
        actions.forget_people()
    db.session.expire_all()
    assert [(one[0], one[2]) for one in _kept()] == [("Wanjiru Kimani", "w@growers.example"), ("", "")]
