"""Jobs of the clock look only at consultations in which something happened."""

from collections.abc import Callable
from datetime import datetime, timedelta

from flask import Flask
from sqlalchemy import select

from consult.core import clock
from consult.core.database import db
from consult.core.events import Event
from consult.submissions import actions, tallies
from consult.submissions.models import Attribution, Submission
from tests import world
from tests.reading import steps


def _statements(app: Flask, job: Callable[[], None], at: datetime) -> list[str]:
    db.session.rollback()
    with steps.statements(app) as seen, clock.at(at):
        job()
    db.session.expire_all()
    return [one for one in seen if not one.startswith("SET ")]


def _names() -> list[str]:
    return list(db.session.execute(select(Submission.name).order_by(Submission.id)).scalars())


def test_submissions_of_which_all_was_forgotten_are_not_looked_through_again(ctx: Flask) -> None:
    closes_at = clock.now() + timedelta(days=3)
    slug = world.consultation(ctx, closes_at=closes_at)
    world.submission(ctx, slug, attribution=Attribution.CONFIDENTIAL, email="w@growers.example")
    later = closes_at + timedelta(days=400)
    assert len(_statements(ctx, actions.forget_people, closes_at + timedelta(days=1))) == 1
    assert len(_statements(ctx, actions.forget_people, later)) > 1
    assert _names() == [""]
    assert len(_statements(ctx, actions.forget_people, later + timedelta(days=1))) == 1
    noted = select(Event.subject).where(Event.name == "submissions.all_forgotten")
    assert db.session.execute(noted).scalars().all() == [slug]


def test_what_comes_after_all_was_forgotten_is_forgotten_too(ctx: Flask) -> None:
    closes_at = clock.now() + timedelta(days=3)
    slug = world.consultation(ctx, closes_at=closes_at, late={"accept": True})
    world.submission(ctx, slug, attribution=Attribution.CONFIDENTIAL)
    later = closes_at + timedelta(days=400)
    _statements(ctx, actions.forget_people, later)
    world.submission(ctx, slug, attribution=Attribution.CONFIDENTIAL, at=later + timedelta(days=1))
    assert _names() == ["", "Wanjiru Kimani"]
    _statements(ctx, actions.forget_people, later + timedelta(days=2))
    assert _names() == ["", ""]


def test_addresses_that_are_forgotten_before_names_do_not_end_the_looking(ctx: Flask) -> None:
    closes_at = clock.now() + timedelta(days=3)
    slug = world.consultation(ctx, closes_at=closes_at)
    world.submission(ctx, slug, attribution=Attribution.CONFIDENTIAL, email="w@growers.example")
    for days, name in ((200, "Wanjiru Kimani"), (400, "")):
        _statements(ctx, actions.forget_people, closes_at + timedelta(days=days))
        assert _names() == [name]


def test_counts_are_compared_once_a_day_and_only_where_something_happened(ctx: Flask) -> None:
    slug = world.consultation(ctx)
    world.submission(ctx, slug)
    now = clock.now()
    compared = [len(_statements(ctx, tallies.check, now + timedelta(hours=hours))) for hours in (1, 2, 26)]
    assert compared[0] > 1
    assert compared[1:] == [1, 1]
    world.submission(ctx, slug, at=now + timedelta(hours=27))
    again = [len(_statements(ctx, tallies.check, now + timedelta(hours=hours))) for hours in (28, 29, 60)]
    assert again == [compared[0], 1, 1]
