"""Consultations and the dashboard in a real browser: no barrier found by axe, nothing wider than the screen."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from consult.consultations import actions
from consult.core import clock
from consult.core.stale_check import NO_PAGE
from consult.drafts import queries as drafts
from tests import cast
from tests.consultations import states
from tests.consultations.states import AMARA, BEN
from tests.look.glance import click_through, stumbles

STEPS = ("draft", "purpose", "instrument", "documents", "questions", "dates", "rules", "contact", "review")


@pytest.fixture
def open_(app: Flask, served: str) -> str:
    """An open consultation that was extended and corrected."""
    states.two_organisations(app)
    now = clock.now()
    opens, closes = now - timedelta(days=70), now + timedelta(days=3)
    slug = states.announced(app, at=opens - timedelta(days=30), opens_at=opens, closes_at=closes)
    with app.app_context():
        made, by = states.found(slug), states.user(AMARA)
        actions.extend(
            made, closes + timedelta(days=14), "The spring meeting is in May.", by=by, seen=NO_PAGE
        )
        (key,) = (block.key for block in drafts.blocks(made.version_id) if "10 000" in block.text)
        actions.correct(
            made, {key: "A lot shall not exceed 25 000 kg."}, "25 instead of 10.", by=by, seen=NO_PAGE
        )
    return slug


def test_no_one_stumbles(app: Flask, page: Any, served: str, open_: str) -> None:
    base = f"/consultations/{open_}"
    with app.app_context():
        key = drafts.blocks(states.found(open_).version_id)[1].key
    prepared, proposed = states.prepared(app), states.proposed(app)
    trouble = {}

    def look(*paths: str) -> None:
        for path in paths:
            answer = page.goto(served + path)
            trouble[path] = stumbles(page) if answer.status == 200 else [f"status {answer.status}"]

    look(base, f"{base}/record")
    page.context.clear_cookies()
    cast.sign_in_page(page, AMARA, served)
    look(
        base,
        f"{base}/extension",
        f"{base}/withdrawal",
        f"{base}/correction",
        f"{base}/correction?block={key}",
    )
    look("/organisations/seeds/consultations/new", "/dashboard", f"/consultations/{prepared}")
    look(*(f"/consultations/{prepared}/preparation/{step}" for step in STEPS))
    page.goto(f"{served}/consultations/{prepared}/preparation/questions")
    click_through(page.locator("main form:last-of-type button[type=submit]").last)
    trouble["errors"] = stumbles(page)
    page.context.clear_cookies()
    cast.sign_in_page(page, BEN, served)
    look(f"/consultations/{proposed}/approval", "/dashboard")
    with app.app_context():
        actions.withdraw(states.found(open_), "We begin anew.", by=states.user(AMARA), seen=NO_PAGE)
    look(base)
    assert {path: found for path, found in trouble.items() if found} == {}


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", "UTC, your time "), ("ar", "UTC، بتوقيتك "), ("zh", "UTC，您的本地时间：")],
)
def test_the_readers_own_time_stands_beside(
    chromium: Any, served: str, open_: str, language: str, words: str
) -> None:
    context = chromium.new_context(timezone_id="Asia/Tokyo")
    page = context.new_page()
    page.goto(f"{served}/{language}/consultations/{open_}")
    own = page.locator(".consultation-facts time[data-local]").first
    assert own.is_visible()
    assert words in page.locator(".consultation-facts .moment").first.inner_text()
    assert own.get_attribute("title") == "Asia/Tokyo"
    context.close()


def test_dates_are_checked_while_they_are_chosen(app: Flask, chromium: Any, served: str, open_: str) -> None:
    opens = clock.now() + timedelta(days=30)
    slug = states.prepared(app, clock.now(), opens_at=opens, closes_at=opens + timedelta(days=70))
    page = chromium.new_page()
    cast.sign_in_page(page, AMARA, served)
    page.goto(f"{served}/consultations/{slug}/preparation/dates")
    page.locator("#closes_day").fill(f"{opens + timedelta(days=19):%Y-%m-%d}")
    page.locator("#closes_day").dispatch_event("change")
    page.locator("#findings .need-bad").wait_for()
    assert "Minimum of WTO TBT Code of Good Practice: 60." in page.locator("#findings .need-bad").inner_text()
    page.close()
