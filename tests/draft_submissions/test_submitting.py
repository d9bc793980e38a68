"""Drafts as actions: begun once, submitted once, forgotten by the rule; late by the published rule."""

import threading
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select, text

from consult.core import clock
from consult.core.database import db
from consult.core.errors import Conflict, NotPossible
from consult.core.stale_check import NO_PAGE
from consult.draft_submissions import actions, queries
from consult.draft_submissions.models import DraftComment, DraftSubmission
from consult.notifications import actions as following
from consult.submissions import queries as submitted
from consult.submissions import references, tallies
from consult.submissions.actions import NotTaken
from consult.submissions.models import Attribution, Comment, CommentVersion
from tests import world

SECOND = timedelta(seconds=1)


def _sheet(app: Flask, slug: str, key: str = "a-key-of-the-tests-01", **who: object) -> DraftSubmission:
    return actions.begin(world.load(slug), key=key, **(world.WHO | who))


def test_a_draft_is_begun_once_however_often_its_form_is_sent(ctx: Flask) -> None:
    slug = world.consultation(ctx)
    first = _sheet(ctx, slug)
    again = _sheet(ctx, slug, name="Somebody Else")
    assert (again.id, again.name) == (first.id, "Wanjiru Kimani")
    assert queries.opened_by_code(references.code_of(first.key)) is first
    assert queries.opened_by_code("0" * 24) is None


def test_a_press_that_meets_another_on_the_hash_of_its_code_is_no_mistake(ctx: Flask) -> None:
    """Two presses at once may meet there before they meet on the key: PostgreSQL looks at one index after the other."""
    key = "a-key-of-the-tests-01"
    sheet = _sheet(ctx, world.consultation(ctx), key)
    db.session.execute(
        text("UPDATE draft_submissions SET key = 'as if not there yet' WHERE id = :id"), {"id": sheet.id}
    )
    db.session.commit()
    with pytest.raises(Conflict):
        actions.begin(world.load(), key=key, **world.WHO)
    assert db.session.execute(select(func.count()).select_from(DraftSubmission)).scalar_one() == 1


def test_a_comment_is_added_once_and_another_text_under_its_key_is_told(ctx: Flask) -> None:
    slug = world.consultation(ctx)
    sheet = _sheet(ctx, slug)
    first = actions.add_comment(sheet, key="comment-key-0001", **world.COMMENT)
    again = actions.add_comment(sheet, key="comment-key-0001", **world.COMMENT)
    assert (again.id, sheet.last_number) == (first.id, 1)
    with pytest.raises(Conflict):
        actions.add_comment(sheet, key="comment-key-0001", **world.COMMENT | {"comment": "Something else."})
    assert [c.comment for c in queries.comments_of(sheet)] == [world.COMMENT["comment"]]


def test_a_proposal_that_changes_nothing_is_none(ctx: Flask) -> None:
    slug = world.consultation(ctx)
    unchanged = world.COMMENT | {"proposal": "A lot shall not exceed 30 000 kilograms  of seed."}
    made = actions.add_comment(_sheet(ctx, slug), key="comment-key-0001", **unchanged)
    assert made.proposal == ""


def test_numbers_are_never_used_again(ctx: Flask) -> None:
    slug = world.consultation(ctx)
    sheet = _sheet(ctx, slug)
    actions.remove_comment(actions.add_comment(sheet, key="comment-key-0001", **world.COMMENT))
    assert actions.add_comment(sheet, key="comment-key-0002", **world.GENERAL).number == 2


def test_submitting_again_changes_nothing(ctx: Flask) -> None:
    slug = world.consultation(ctx)
    sheet = _sheet(ctx, slug)
    actions.add_comment(sheet, key="comment-key-0001", **world.COMMENT)
    at, key = clock.now(), sheet.key
    with ctx.app_context():  # pressed twice: both have found the draft
        second = queries.by_key(key)
        assert second is not None
        with ctx.app_context():
            first = actions.submit(
                queries.by_key(key),  # type: ignore[arg-type]
                attribution=Attribution.ATTRIBUTED,
                policies={"late": 5},
                received_at=at,
                seen=NO_PAGE,
            )
        again = actions.submit(
            second,
            attribution=Attribution.CONFIDENTIAL,
            policies={},
            received_at=at + timedelta(minutes=1),
            seen=NO_PAGE,
        )
    assert first == again
    sent = submitted.by_reference(first)
    assert (sent.attribution, sent.received_at) == (Attribution.ATTRIBUTED, at)
    assert sent.consent_policies == {"late": 5}
    assert submitted.totals(sent.consultation_id).submissions == 1
    assert queries.by_key(sent.key) is None


@pytest.mark.parametrize(
    ("who", "attribution"),
    [
        ({"capacity": "official_position"}, Attribution.ANONYMOUS_TO_PUBLIC),
        ({"name": "", "organisation": ""}, Attribution.ATTRIBUTED),
        ({"organisation": ""}, Attribution.ORGANISATION_ONLY),
        ({"capacity": "official_position", "country": "TWN"}, Attribution.ATTRIBUTED),
        ({"capacity": "on_behalf", "on_behalf_of": ["KEN", "TWN"]}, Attribution.ATTRIBUTED),
    ],
)
def test_an_attribution_and_a_country_must_fit_who_sends(
    ctx: Flask, who: dict[str, object], attribution: Attribution
) -> None:
    slug = world.consultation(ctx)
    sheet = _sheet(ctx, slug, **who)
    actions.add_comment(sheet, key="comment-key-0001", **world.COMMENT)
    with pytest.raises(NotPossible):
        actions.submit(sheet, attribution=attribution, policies={}, received_at=clock.now(), seen=NO_PAGE)
    kept = queries.by_key("a-key-of-the-tests-01")
    assert kept is not None
    assert len(queries.comments_of(kept)) == 1


def test_twenty_at_once_submit_one_draft_once(ctx: Flask) -> None:
    slug = world.consultation(ctx)
    sheet = _sheet(ctx, slug)
    actions.add_comment(sheet, key="comment-key-0001", **world.COMMENT)
    key = sheet.key
    db.session.remove()
    given: list[str] = []
    start = threading.Barrier(20)

    def press() -> None:
        start.wait()
        with ctx.app_context():
            draft = queries.by_key(key)
            if draft is None:  # someone was faster
                filed = submitted.by_key(key)
                assert filed is not None
                given.append(filed.reference)
                return
            given.append(
                actions.submit(
                    draft,
                    attribution=Attribution.ATTRIBUTED,
                    policies={},
                    received_at=clock.now(),
                    seen=NO_PAGE,
                )
            )

    threads = [threading.Thread(target=press) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(given) == 20
    assert len(set(given)) == 1
    found = submitted.by_key(key)
    assert found is not None
    assert [(one.number, one.comment) for one in submitted.comments_of(found)] == [
        (1, world.COMMENT["comment"])
    ]
    assert tallies.of(found.consultation_id, "submissions", "comments") == {
        "submissions": {"received": 1},
        "comments": {"received": 1},
    }
    assert db.session.execute(select(func.count()).select_from(CommentVersion)).scalar_one() == 1


@pytest.mark.parametrize(
    ("rule", "after", "counts_as"),
    [
        ({"accept": True, "grace_minutes": 10}, -SECOND, "in time"),
        ({"accept": True, "grace_minutes": 10}, timedelta(minutes=10) - SECOND, "in time"),
        ({"accept": True, "grace_minutes": 10}, timedelta(minutes=10), "late"),
        ({"accept": True, "grace_minutes": 0}, -SECOND, "in time"),
        ({"accept": True, "grace_minutes": 0}, timedelta(0), "late"),
        ({"accept": False, "grace_minutes": 0}, timedelta(0), "refused"),
        ({"accept": False, "grace_minutes": 5}, timedelta(minutes=4), "in time"),
        ({"accept": False, "grace_minutes": 5}, timedelta(minutes=5), "refused"),
    ],
)
def test_what_counts_is_when_the_request_reached_us(
    ctx: Flask, rule: dict[str, object], after: timedelta, counts_as: str
) -> None:
    closes_at = clock.now() + timedelta(days=3)
    slug = world.consultation(ctx, closes_at=closes_at, late=rule)
    with clock.at(closes_at - timedelta(hours=1)):
        sheet = _sheet(ctx, slug)
        actions.add_comment(sheet, key="comment-key-0001", **world.COMMENT)
    with clock.at(closes_at + timedelta(hours=2)):  # however long we took to get round to it
        try:
            reference = actions.submit(
                sheet,
                attribution=Attribution.ATTRIBUTED,
                policies={},
                received_at=closes_at + after,
                seen=NO_PAGE,
            )
            found = "late" if submitted.by_reference(reference).is_late else "in time"
        except NotTaken:
            found = "refused"
    assert found == counts_as
    kept = queries.opened_by_key("a-key-of-the-tests-01")
    of = queries if found == "refused" else submitted
    assert [c.comment for c in of.comments_of(kept)] == [world.COMMENT["comment"]]  # type: ignore[attr-defined]


def test_drafts_never_submitted_are_forgotten_a_week_after_the_closing(ctx: Flask) -> None:
    closes_at = clock.now() + timedelta(days=3)
    slug = world.consultation(ctx, closes_at=closes_at)
    sheet = _sheet(ctx, slug)
    actions.add_comment(sheet, key="comment-key-0001", **world.COMMENT)
    world.submission(ctx, slug)
    with clock.at(closes_at + timedelta(days=6, hours=23)):
        actions.forget_unsent()
    assert db.session.execute(select(func.count()).select_from(DraftSubmission)).scalar_one() == 1
    with clock.at(closes_at + timedelta(days=7, seconds=1)):
        actions.forget_unsent()
    assert db.session.execute(select(DraftSubmission.id)).scalars().all() == []
    assert db.session.execute(select(DraftComment.id)).scalars().all() == []
    assert db.session.execute(select(func.count()).select_from(Comment)).scalar_one() == 2


def test_a_late_draft_that_someone_still_writes_on_is_kept(ctx: Flask) -> None:
    closes_at = clock.now() + timedelta(days=3)
    sheet = _sheet(ctx, world.consultation(ctx, closes_at=closes_at))
    left = []
    with clock.at(closes_at + timedelta(days=20)):
        actions.add_comment(sheet, key="comment-key-0001", **world.COMMENT)
    for days in (26, 28):
        with clock.at(closes_at + timedelta(days=days)):
            actions.forget_unsent()
        left.append(db.session.execute(select(func.count()).select_from(DraftSubmission)).scalar_one())
    assert left == [1, 0]


def test_an_address_that_wants_no_emails_leaves_the_drafts_on_that_consultation_too(ctx: Flask) -> None:
    slug = world.consultation(ctx)
    other = world.consultation(ctx, "weights")
    for key, about, email in (
        ("the-first-draft-0001", slug, "Wanjiru@growers.example"),
        ("the-second-draft-001", slug, "somebody@else.example"),
        ("a-draft-elsewhere-01", other, "wanjiru@growers.example"),
    ):
        _sheet(ctx, about, key, email=email)
    reference = world.submission(ctx, slug, email="wanjiru@growers.example")
    following.stop_emails(submitted.by_reference(reference))
    rows = select(DraftSubmission.email).order_by(DraftSubmission.id)
    assert db.session.execute(rows).scalars().all() == [
        "",
        "somebody@else.example",
        "wanjiru@growers.example",
    ]
