"""Events that an earlier version stored under another name are told as those of today, and read in inboxes."""

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update

from consult import agenda
from consult.core import clock, events
from consult.core.actions import action
from consult.core.database import db
from consult.core.events import Delivery, Event
from consult.notifications import jobs
from consult.notifications.models import Notification
from consult.notifications.recipients import DECISIONS, RECIPIENTS
from tests import cast, world
from tests.moderation import acting

SUBMITTER = "wanjiru@growers.example"


@action
def happened(name: str, subject: str, handler: Any, **data: Any) -> int:
    """An event as an earlier version stored it, which still has to be told."""
    one = world.load()
    event = Event(
        name=name, at=clock.now(), subject=subject, organisation_id=one.organisation_id, consultation_id=one.id,
        data=data,
    )  # fmt: skip
    db.session.add(event)
    db.session.flush()
    db.session.add(Delivery(event_id=event.id, handler=events.name_of(handler), due_at=clock.now()))
    return event.id


def test_each_name_of_today_is_one_that_someone_is_told_of() -> None:
    assert set(agenda.RENAMED_EVENTS.values()) <= {*RECIPIENTS, *DECISIONS}
    assert not set(agenda.RENAMED_EVENTS) & {*RECIPIENTS, *DECISIONS}


def test_an_objection_of_an_earlier_version_is_told_to_the_moderators(
    app: Flask, client: FlaskClient, clean: None, work: Any
) -> None:
    slug = world.consultation(app)
    with app.app_context():
        event = happened("moderation.contested", slug, jobs.tell, contest=1)
    work()
    told = cast.letters(app, world.MODERATOR_2)[0]
    assert told[1].startswith("Objection received:")
    assert cast.link_in(told) == "/en/moderation?show=objections"
    with app.app_context():
        row = db.session.execute(select(Notification).where(Notification.event_id == event)).scalars().first()
        assert row is not None
        assert row.name == "moderation.objected"


def test_an_inbox_words_what_an_earlier_version_wrote(
    app: Flask, client: FlaskClient, clean: None, work: Any
) -> None:
    slug = world.consultation(app)
    with app.app_context():
        happened("moderation.contested", slug, jobs.tell)
    work()
    with app.app_context():
        name_as_before()
    cast.sign_in(client, world.MODERATOR_2)
    assert "Objection received: Sampling of seed lots" in client.get("/inbox").text


@action
def name_as_before() -> None:
    """Have the notifications of objections the name that an earlier version gave them."""
    rows = update(Notification).where(Notification.name == "moderation.objected")
    db.session.execute(rows.values(name="moderation.contested"))


@pytest.mark.parametrize("name", ["moderation.lifted", "moderation.words_restored"])
def test_restored_words_are_told_to_the_submitter_under_either_name(
    app: Flask, clean: None, work: Any, name: str
) -> None:
    world.consultation(app)
    reference = world.submission(app, email=SUBMITTER)
    with app.app_context():
        comment = acting.comment(reference).id
        happened(
            name, f"{reference}/1", jobs.tell_submitter, comment=comment, reason="", explanation="A slip."
        )
    work()
    (told,) = (letter for letter in cast.letters(app, SUBMITTER) if f"{reference}/1" in letter[1])
    assert "A slip." in told[2]


def test_what_waited_for_a_confirmed_address_has_the_events_of_both_names(app: Flask) -> None:
    assert events.stored_names(["moderation.words_restored"]) == [
        "moderation.words_restored",
        "moderation.lifted",
    ]
    assert events.present_name("moderation.lifted") == "moderation.words_restored"
    assert events.present_name("moderation.published") == "moderation.published"
