"""Whatever people do in whatever order, the stored counts are those of the rows."""

import itertools
import random
import threading
from typing import Any

from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from consult.core.actions import action
from consult.core.database import db
from consult.core.errors import NotPossible
from consult.submissions import actions, queries, tallies
from consult.submissions.lifecycle import Moderation
from consult.submissions.models import Attribution, Comment, CommentType
from consult.submissions.rules import NewComment
from tests import world

VERBS = (
    "send",
    "publish",
    "redact",
    "withhold",
    "remove",
    "look",
    "amend",
    "take",
    "refuse",
    "add",
    "take_one_back",
    "withdraw",
)

_worlds = itertools.count(1)


def _do(app: Flask, slug: str, verb: str, luck: random.Random) -> None:
    if verb == "send":
        world.submission(
            app, slug, country=luck.choice(["KEN", "FRA", ""]), attribution=luck.choice(list(Attribution))
        )
        return
    here = select(Comment).where(Comment.consultation_id == world.load(slug).id).order_by(Comment.id)
    comments = db.session.execute(here).scalars().all()
    _act_on(luck.choice(comments), verb, luck)


def _act_on(comment: Comment, verb: str, luck: random.Random) -> None:
    words: dict[str, Any] = {
        "quote": "",
        "proposal": "",
        "rationale": "",
        "type": luck.choice(list(CommentType)),
    }
    match verb:
        case "publish":
            actions.publish(comment, state=Moderation.PUBLISHED, hidden={})
        case "redact":
            actions.publish(comment, state=Moderation.PUBLISHED_REDACTED, hidden={}, reason="personal_data")
        case "withhold":
            actions.hide(comment, state=Moderation.WITHHELD, reason=luck.choice(["off_topic", "abusive"]))
        case "remove":
            actions.hide(comment, state=Moderation.REMOVED, reason="copyright")
        case "look":
            actions.set_in_review(comment)
        case "take" | "refuse":
            _decide_amendment(comment, verb)
        case "amend":
            actions.change_comment(comment, comment=f"Changed {luck.random()}", **words)
        case "add":
            new = NewComment(key=f"another-key-{luck.random()}", **world.GENERAL)
            actions.add_comment(comment.submission, new)
        case "take_one_back":
            actions.withdraw_comment(comment)
        case "withdraw":
            actions.withdraw(comment.submission)


@action
def _decide_amendment(comment: Comment, verb: str) -> None:
    """As moderators do: the comment is locked before anyone looks whether an amendment waits."""
    actions.lock_all([comment])
    if verb == "take":
        actions.take_amendment(comment)
    elif comment.amendment_waits_since is not None:
        actions.withhold_amendment(comment)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(verbs=st.lists(st.sampled_from(VERBS), min_size=4, max_size=14), seed=st.integers(0, 999))
def test_counts_are_right_after_anything(ctx: Flask, verbs: list[str], seed: int) -> None:
    luck = random.Random(seed)
    slug = world.consultation(ctx, f"counted-{next(_worlds)}", questions=())
    consultation_id = world.load(slug).id
    for verb in ("send", *verbs):
        try:
            _do(ctx, slug, verb, luck)
        except NotPossible:
            db.session.rollback()
        assert tallies.of(consultation_id) == tallies.counted(consultation_id)
        assert queries.totals(consultation_id).adds_up


def test_counts_that_went_wrong_are_put_right(ctx: Flask) -> None:
    slug = world.consultation(ctx)
    world.submission(ctx, slug)
    consultation_id = world.load(slug).id
    right = tallies.of(consultation_id)
    tallies.add(consultation_id, {("comments", "received"): 3, ("block", "nowhere"): 2})
    db.session.commit()
    assert tallies.of(consultation_id) != right
    stamp = world.load(slug).stamp
    tallies.check()
    db.session.expire_all()
    assert world.load(slug).stamp > stamp, "pages that were kept with the wrong counts are made again"
    assert tallies.of(consultation_id) == right
    assert tallies.recount(consultation_id) is False


def test_moderators_and_senders_at_once_do_not_wait_in_a_circle(ctx: Flask) -> None:
    slug = world.consultation(ctx, questions=())
    consultation_id = world.load(slug).id
    for _ in range(3):
        world.submission(ctx, slug)
    db.session.remove()
    trouble: list[str] = []

    def act(which: int) -> None:
        luck = random.Random(which)
        for _ in range(12):
            verb = luck.choice([*VERBS[:-1], "publish", "amend"])
            with ctx.app_context():
                try:
                    _do(ctx, slug, verb, luck)
                except NotPossible:
                    db.session.rollback()
                except Exception as error:  # noqa: BLE001 -- a deadlock, say
                    trouble.append(f"{verb}: {error}")

    threads = [threading.Thread(target=act, args=[which]) for which in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert trouble == []
    assert tallies.of(consultation_id) == tallies.counted(consultation_id)
    assert queries.totals(consultation_id).adds_up
