"""What first reached us during an outage counts from then, as it was typed; no one gains time to write by it."""

import csv
import io
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from lxml import html

from consult.core import clock
from consult.core.database import db
from consult.core.events import Event
from consult.submissions.models import Submission
from consult.web import resent_requests
from consult.web.moments import utc
from tests import cast, pages, world
from tests.draft_submissions.walking import SHEET, WHOLE, begin, page, whole
from tests.reading import steps
from tests.web.test_outage_pages import outage

REVIEW = f"{SHEET}/review"
SECONDS = timedelta(seconds=1)


def pressed_in_an_outage(
    client: Any, database: str, path: str, form: dict[str, Any], at: datetime
) -> dict[str, Any]:
    """The form of the page that answers a press at `at`, while the database is away."""
    with clock.at(at), outage(database):
        answer = client.post(path, data=form)
    assert answer.status_code == 503
    excuse = html.fromstring(answer.get_data())
    assert pages.form_of(excuse).get("action") == path
    fields: dict[str, Any] = pages.fields(excuse)
    return fields


def ready_to_send(client: Any) -> dict[str, Any]:
    """The form of the last look at a draft with one comment."""
    begin(client)
    client.press(WHOLE, comment="Written in time.")
    form: dict[str, Any] = client.form(REVIEW) | {"consent": "y"}
    return form


def moments(app: Flask) -> list[tuple[datetime | None, datetime | None, bool]]:
    """(received, sent again, late) of each submission."""
    with app.app_context():
        rows = db.session.query(Submission).order_by(Submission.id).all()
        return [(one.received_at, one.sent_again_at, one.is_late) for one in rows]


def test_who_pressed_in_time_and_met_an_outage_is_in_time(
    app: Flask, client: Any, strict: datetime, database: str
) -> None:
    form = ready_to_send(client)
    first, again = strict - 3 * SECONDS, strict + 3600 * SECONDS
    offered = pressed_in_an_outage(client, database, REVIEW, form, first)
    offered = pressed_in_an_outage(client, database, REVIEW, offered, strict + 60 * SECONDS)
    with clock.at(again):
        answer = client.post(REVIEW, data=offered)
        assert answer.status_code == 303
        receipt = page(client.get(answer.location))
    assert moments(app) == [(first, again, False)]
    assert "Sent again after an outage" in receipt
    assert "Received on time" in receipt


def test_it_is_marked_for_staff_for_the_public_and_in_files(
    app: Flask, client: Any, strict: datetime, database: str
) -> None:
    first, again = strict - 3 * SECONDS, strict + 60 * SECONDS
    offered = pressed_in_an_outage(client, database, REVIEW, ready_to_send(client), first)
    with clock.at(again):
        reference = client.post(REVIEW, data=offered).location.split("/")[2]
    copy = client.get(f"/submissions/{reference}/copy").get_data(as_text=True)
    with app.test_request_context():
        assert f"Sent again after an outage: {utc(again)}" in copy
    cast.sign_in(client, world.MODERATOR)
    staff = page(client.get(f"/moderation/{reference}/1"))
    assert (
        f"sent again after an outage at {again:%Y-%m-%d %H:%M:%S} UTC, first arrived at {first:%Y-%m-%d %H:%M:%S} UTC"
        in staff
    )
    steps.publish(app, reference)
    file = (
        client.get(f"/consultations/{world.SLUG}/comments.csv").get_data(as_text=True).removeprefix("\ufeff")
    )
    (row,) = csv.DictReader(io.StringIO(file))
    assert (row["late"], row["sent_again"]) == ("no", again.isoformat(timespec="seconds"))
    assert "Sent again after an outage" in page(client.get(f"/submissions/{reference}"))


@pytest.mark.parametrize(
    ("page_", "typed", "event"),
    [
        ("/comments/1/amendment", {"comment": "Changed in time."}, "amended"),
        ("/comments/new?general=1", {"comment": "Added in time."}, "amended"),
        ("/comments/1/withdrawal", {"confirm": "y"}, "comment_withdrawn"),
        ("/withdrawal", {"confirm": "y"}, "withdrawn"),
    ],
)
def test_changes_and_withdrawals_pressed_in_an_outage_count_from_then_and_say_so(
    app: Flask, client: Any, strict: datetime, database: str, page_: str, typed: dict[str, str], event: str
) -> None:
    reference = whole(client)
    first, again = strict - 3 * SECONDS, strict + 60 * SECONDS
    path = f"/submissions/{reference}{page_}"
    offered = pressed_in_an_outage(client, database, path, client.form(path, **typed), first)
    with clock.at(again):
        assert client.post(path, data=offered).status_code == 303
        status = page(client.get(f"/submissions/{reference}/status"))
    assert "sent again after an outage" in status
    assert "It counts as received" in status
    with app.app_context():
        told = db.session.query(Event).filter_by(name=f"submissions.{event}").one().data
        assert told["first_arrived_at"] == first.isoformat()
        assert told["sent_again_at"] == again.isoformat()


def test_a_change_after_an_outage_is_marked_for_staff_and_in_every_file(
    app: Flask, client: Any, strict: datetime, database: str
) -> None:
    reference = whole(client)
    first, again = strict - 3 * SECONDS, strict + 60 * SECONDS
    path = f"/submissions/{reference}/comments/1/amendment"
    changed = client.form(path, comment="Changed in time.")
    offered = pressed_in_an_outage(client, database, path, changed, first)
    with clock.at(again):
        client.post(path, data=offered)
    moment = f"{again:%Y-%m-%d %H:%M:%S}"
    assert "The latest change was sent again after an outage." in page(
        client.get(f"/submissions/{reference}/status")
    )
    cast.sign_in(client, world.MODERATOR)
    assert "sent again after an outage" in page(client.get("/moderation"))
    review = page(client.get(f"/moderation/{reference}/1"))
    assert f"its latest change was sent again after an outage at {moment} UTC" in review
    steps.publish(app, reference)
    base = f"/consultations/{world.SLUG}"
    for path in (f"{base}/comments.csv", f"{base}/responses/dispositions.csv"):
        file = client.get(path).get_data(as_text=True).removeprefix("\ufeff")
        (row,) = csv.DictReader(io.StringIO(file))
        assert row["sent_again"] == again.isoformat(timespec="seconds"), path


@pytest.mark.parametrize(
    "change", [{"consent": "yes"}, {"attribution": "attributed "}, {"seen": ""}, {"more": "1"}]
)
def test_with_anything_changed_it_counts_from_when_it_came_again(
    app: Flask, client: Any, strict: datetime, database: str, change: dict[str, str]
) -> None:
    offered = pressed_in_an_outage(client, database, REVIEW, ready_to_send(client), strict - 3 * SECONDS)
    with clock.at(strict + 60 * SECONDS):
        assert client.post(REVIEW, data=offered | change).status_code in {200, 409, 422}
    assert moments(app) == []


def test_a_draft_that_was_changed_since_is_not_sent_by_it(
    app: Flask, client: Any, strict: datetime, database: str
) -> None:
    offered = pressed_in_an_outage(client, database, REVIEW, ready_to_send(client), strict - 3 * SECONDS)
    client.press(WHOLE, comment="Written when there was time no more.")
    with clock.at(strict + 60 * SECONDS):
        assert client.post(REVIEW, data=offered).status_code == 409
    assert moments(app) == []


def test_it_is_worth_nothing_after_six_hours_nor_before_its_time(
    app: Flask, client: Any, strict: datetime, database: str
) -> None:
    first = strict - 3 * SECONDS
    offered = pressed_in_an_outage(client, database, REVIEW, ready_to_send(client), first)
    with clock.at(first + resent_requests.VALID + SECONDS):
        assert client.post(REVIEW, data=offered).status_code == 409
    assert moments(app) == []
    with clock.at(first + resent_requests.VALID):
        assert client.post(REVIEW, data=offered).status_code == 303
    assert moments(app) == [(first, first + resent_requests.VALID, False)]


def test_no_one_makes_one_up_or_takes_that_of_another_form(
    app: Flask, client: Any, strict: datetime, database: str
) -> None:
    form = ready_to_send(client)
    other = pressed_in_an_outage(
        client, database, WHOLE, client.form(WHOLE, comment="Else."), strict - 3 * SECONDS
    )
    with clock.at(strict + 60 * SECONDS):
        for token in (
            other[resent_requests.FIELD],
            other[resent_requests.FIELD][:-1],
            "",
            "2020-01-01T00:00:00+00:00",
        ):
            assert client.post(REVIEW, data=form | {resent_requests.FIELD: token}).status_code == 409
    assert moments(app) == []
