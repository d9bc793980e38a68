"""Each action that locks several submissions locks them by their ids, and before their consultation: no one waits in a circle."""

from collections.abc import Callable
from functools import partial
from typing import Any

from flask import Flask
from sqlalchemy import select, text

from consult.accounts import actions as accounts
from consult.accounts import queries as people
from consult.core import clock, outbox
from consult.core.database import db
from consult.core.events import Delivery
from consult.core.stale_check import NO_PAGE
from consult.draft_submissions import actions as drafting
from consult.draft_submissions import queries as drafted
from consult.draft_submissions.models import DraftSubmission
from consult.notifications import actions as notifications
from consult.submissions import actions, queries
from consult.submissions.models import Attribution, Submission
from consult.submissions.queries import comments_of
from tests import cast, world
from tests.racing import lined_up

READER = "wanjiru@growers.example"
ONE = [{"comment": "Well done."}]
HELD = "SELECT FROM {table} WHERE {column} = '{value}' FOR UPDATE"


def submitted(app: Flask) -> str:
    return world.submission(app, comments=ONE, email=READER, is_confirmed=False)


def on(reference: str, act: Callable[[Submission], Any]) -> Callable[[], Any]:
    return lambda: act(queries.by_reference(reference))


def held(reference: str) -> str:
    return HELD.format(table="submissions", column="reference", value=reference)


def receipts(app: Flask) -> list[int]:
    with app.app_context():
        rows = select(Delivery.id).where(Delivery.handler.endswith("acknowledge")).order_by(Delivery.id)
        return list(db.session.execute(rows).scalars())


def test_receipts_are_sent_together_while_their_address_is_forgotten(app: Flask, slug: str) -> None:
    first, second = submitted(app), submitted(app)
    deliver = partial(outbox.deliver_together, receipts(app))
    assert lined_up(app, held(first), deliver, on(second, notifications.stop_emails)) == [None, None]
    with app.app_context():
        rows = db.session.execute(select(Delivery).where(Delivery.id.in_(receipts(app)))).scalars()
        assert [(row.attempts, row.error, row.done_at is not None) for row in rows] == [(1, "", True)] * 2
        kept = select(Submission.email, Submission.email_asked_at)
        assert db.session.execute(kept).all() == [("", None)] * 2
    assert len(cast.letters(app, READER)) == 2


def test_an_address_is_forgotten_from_two_submissions_at_once(app: Flask, slug: str) -> None:
    first, second = submitted(app), submitted(app)
    stops = [on(reference, notifications.stop_emails) for reference in (first, second)]
    assert lined_up(app, held(first), *stops) == [None, None]
    with app.app_context():
        assert set(db.session.execute(select(Submission.email)).scalars()) == {""}


def test_an_account_is_deleted_while_what_its_owner_sent_without_it_is_amended(app: Flask, slug: str) -> None:
    unsigned = submitted(app)
    cast.person(app, READER)
    world.submission(app, comments=ONE, user=READER)

    def leave() -> None:
        user = people.by_email(READER)
        assert user is not None
        actions.forget_account(user, keep_names=False)

    def amend(found: Submission) -> None:
        said = {"type": "general", "quote": "", "comment": "Better.", "proposal": "", "rationale": ""}
        actions.change_comment(comments_of(found)[0], **said)

    consultation = HELD.format(table="consultations", column="slug", value=slug)
    assert lined_up(app, consultation, leave, on(unsigned, amend)) == [None, None]
    with app.app_context():
        assert db.session.execute(text("SELECT max(edition) FROM comments")).scalar_one() == 2
        assert set(db.session.execute(select(Submission.email)).scalars()) == {""}


def test_an_account_is_deleted_while_its_draft_is_submitted(app: Flask, slug: str) -> None:
    cast.person(app, READER)
    with app.app_context():
        user = people.by_email(READER)
        draft = drafting.begin(world.load(slug), key="k" * 20, user=user, **world.WHO)
        drafting.add_comment(draft, key="c" * 20, **world.COMMENT)

    def submit() -> str:
        found = drafted.opened_by_key("k" * 20)
        assert isinstance(found, DraftSubmission)
        return drafting.submit(
            found, attribution=Attribution.ATTRIBUTED, policies={}, received_at=clock.now(), seen=NO_PAGE
        )

    def leave() -> None:
        user = people.by_email(READER)
        assert user is not None
        accounts.delete_account(user, keep_names=False)

    consultation = HELD.format(table="consultations", column="slug", value=slug)
    reference, left = lined_up(app, consultation, submit, leave)
    with app.app_context():
        kept = select(Submission.reference, Submission.user_id, Submission.email)
        assert db.session.execute(kept).all() == [(reference, None, "")]
    assert left is None
