"""Around the deadline, and where nothing can be sent."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from consult.core import clock
from consult.submissions import queries
from tests import world
from tests.draft_submissions.walking import AT, PLACE, SHEET, WHOLE, begin, code_in, page, send, sheets


def test_where_the_rule_refuses_nothing_is_lost_and_everything_is_said(
    app: Flask, client: Any, strict: Any
) -> None:
    begin(client)
    client.press(WHOLE, comment="Written in time.")
    code = code_in(client.get(SHEET))
    form = client.form(f"{SHEET}/review") | {"consent": "y"}
    with clock.at(strict):
        answer = client.post(f"{SHEET}/review", data=form)
        assert answer.status_code == 409
        assert "Your comments were not submitted" in page(answer)
        assert "Written in time." in page(answer)
        assert code_in(answer) == code
        typed = client.press(WHOLE, comment="Still typing.")
        assert typed.status_code == 303
        copy = client.get(f"{SHEET}/copy")
        assert copy.mimetype == "text/plain"
        assert "Written in time." in copy.get_data(as_text=True)
        other: Any = app.test_client()
        opened = other.get(other.press("/resume", code=code).location)
        assert "This consultation takes no more comments" in page(opened)
        assert ">Remove<" not in page(opened)
        newcomer: Any = app.test_client()
        assert "This consultation has closed" in page(newcomer.get(f"{AT}/take-part"))
    assert sheets(app) == [("draft", 2)]


def test_just_before_the_closing_is_in_time(app: Flask, client: Any, strict: Any) -> None:
    begin(client)
    client.press(WHOLE, comment="In time.")
    form = client.form(f"{SHEET}/review") | {"consent": "y"}
    with clock.at(strict - timedelta(microseconds=1)):
        assert client.post(f"{SHEET}/review", data=form).status_code == 303
    assert sheets(app) == [("submitted", 1)]


def test_late_is_kept_and_marked_and_within_the_grace_it_counts(app: Flask, client: Any, clean: None) -> None:
    closes_at = clock.now() + timedelta(days=2)
    world.consultation(app, closes_at=closes_at, late={"accept": True, "grace_minutes": 10})
    found = []
    for minutes in (9, 10):
        browser: Any = app.test_client()
        begin(browser)
        browser.press(WHOLE, comment="At last.")
        with clock.at(closes_at + timedelta(minutes=minutes)):
            reference = send(browser)
            receipt = page(browser.get(f"/submissions/{reference}/receipt"))
        with app.app_context():
            found.append(
                (
                    queries.by_reference(reference).is_late,
                    "marked as late" in receipt,
                    "counts as on time" in receipt,
                )
            )
    assert found == [(False, False, True), (True, True, False)]


@pytest.mark.parametrize(
    ("how", "sentence"),
    [({"opens_at": timedelta(days=1)}, "Not open yet"), ({"mode": "inform"}, "No comments are requested")],
)
def test_where_nothing_can_be_sent_the_page_says_why(
    app: Flask, client: Any, clean: None, how: dict[str, Any], sentence: str
) -> None:
    from consult.consultations.models import Mode

    chosen = {"opens_at": clock.now() + how["opens_at"]} if "opens_at" in how else {"mode": Mode.INFORM}
    world.consultation(app, **chosen)  # type: ignore[arg-type]
    assert sentence in page(client.get(f"{AT}/take-part"))
    assert sheets(app) == []


def test_what_is_not_public_is_not_there(app: Flask, client: Any, clean: None) -> None:
    world.consultation(app, announce=False)
    for path in (
        f"{AT}/take-part",
        SHEET,
        f"{SHEET}/text",
        PLACE,
        f"{SHEET}/review",
        "/consultations/none/take-part",
    ):
        assert client.get(path).status_code == 404
