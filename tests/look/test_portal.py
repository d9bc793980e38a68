"""The first pages, the practice pages and the pages that tell of errors, in a real browser: wide, and
narrow from right to left, full and empty and with long words; nothing that WCAG 2.2 AA or a narrow screen stumbles over."""

from typing import Any

import pytest
from flask import Flask
from sqlalchemy.exc import OperationalError

from consult.accounts import queries as people
from consult.core import clock
from consult.core.errors import Conflict, NotPermitted, Throttled
from consult.organisations import actions as organisations
from consult.organisations import queries as founded
from consult.practices import actions
from consult.practices.results import Result
from consult.web.guards import open_to_all
from tests import cast, world
from tests.look.glance import click_through, stumbles
from tests.portal import lists

EMPTY = ("/", "/consultations", "/calendar", "/organisations", "/practices")
FULL = (
    *EMPTY, "/consultations?q=zzz", "/consultations?phase=ajar&topic=Transport&phase=open", "/consultations?phase=responded",
    "/organisations/seeds", "/organisations/rivers", "/help", "/accessibility", "/privacy", "/developers",
    f"/consultations/{world.SLUG}/practice", "/consultations/purity/practice",
)  # fmt: skip
ERRORS = {
    "/nowhere": 404, "/%00": 400, "/organisations/500": 500, "/organisations/403": 403, "/organisations/409": 409,
    "/organisations/429": 429, "/organisations/503": 503,
}  # fmt: skip


@pytest.fixture
def full(app: Flask, served: str) -> None:
    """Consultations of every phase, long titles, another script, a statement."""
    now = clock.now()
    world.consultation(app)
    world.submission(app)
    lists.organisation(app, "rivers", "Union for River Transport, Inland Navigation and Border Waters")
    with app.app_context():
        officer = people.by_email(world.OFFICER)
        assert officer is not None
        organisations.change_profile(
            founded.get("rivers"), by=officer, accent="plum", description="Sets rules for its members.",
            website="https://rivers.example/a-very-long-address-that-has-no-blank-at-all-in-it", contact_email="desk@rivers.example",
        )  # fmt: skip
        actions.attest(world.load(), "C6", Result.EVIDENCED, "W" * 200, by=officer)
    long = ("Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft " * 13)[
        :1000
    ].strip()
    lists.consultation(app, long, at=now, closes=3, organisation="rivers", topics=["Transport", "W" * 60])
    lists.consultation(app, "معايير أخذ عينات البذور", at=now, languages=["ar"])
    lists.consultation(app, "Labelling", at=now, opens=10, closes=80, round=2)
    lists.consultation(app, "Packaging", at=now, opens=-100, closes=-10)
    lists.consultation(app, "Purity", at=now, opens=-200, closes=-100, answered=-20)


def _look(page: Any, served: str, path: str, status: int = 200) -> list[str]:
    answer = page.goto(served + path)
    return stumbles(page) if answer.status == status else [f"status {answer.status}"]


def test_no_one_stumbles_in_an_empty_installation(page: Any, served: str) -> None:
    trouble = {path: _look(page, served, path) for path in EMPTY}
    assert {path: found for path, found in trouble.items() if found} == {}


def test_no_one_stumbles(page: Any, served: str, full: None) -> None:
    trouble = {path: _look(page, served, path) for path in FULL}
    page.goto(f"{served}/sign-in")
    page.locator("#email").fill(world.OFFICER)
    page.locator("#password").fill(cast.PASSWORD)
    click_through(page.locator("main button[type=submit]"))
    for path in (f"/consultations/{world.SLUG}/practice", "/organisations/seeds/practices"):
        trouble[f"member: {path}"] = _look(page, served, path)
    page.goto(f"{served}/consultations/{world.SLUG}/practice")
    click_through(page.locator("#attest button[type=submit]"))
    trouble["errors"] = stumbles(page)
    assert {path: found for path, found in trouble.items() if found} == {}
    assert page.evaluate("document.activeElement.id") == "error-summary"


def _fail(slug: str) -> str:
    """Fail as pages can fail: by the status in the address."""
    open_to_all()
    if slug == "503":
        raise OperationalError("SELECT 1", {}, Exception("gone"))
    raise {"403": NotPermitted(), "409": Conflict(), "429": Throttled("Too many attempts.", 60)}.get(
        slug, RuntimeError()
    )


def test_errors_are_pages_as_well(
    app: Flask, page: Any, served: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.view_functions, "portal.organisation", _fail)
    # outside of tests a mistake is a page, too
    monkeypatch.setitem(app.config, "TESTING", False)
    trouble = {path: _look(page, served, path, status) for path, status in ERRORS.items()}
    assert {path: found for path, found in trouble.items() if found} == {}


def test_quoted_words_stand_in_the_quotation_marks_of_an_arabic_page(chromium: Any, served: str) -> None:
    page = chromium.new_page()
    marks = {}
    for code in ("ar", "en"):
        page.goto(f"{served}/{code}/help")
        marks[code] = page.evaluate(
            """() => {
              const quoted = document.createElement("q");
              quoted.lang = "en";
              document.querySelector("main").append(quoted);
              return getComputedStyle(quoted).quotes;
            }"""
        )
    page.close()
    assert marks == {"ar": '"«" "»" "‹" "›"', "en": "auto"}


def test_the_browser_has_letters_of_each_language(chromium: Any) -> None:
    """Letters that no font has are drawn alike: as the same box."""
    page = chromium.new_page(viewport={"width": 60, "height": 60})
    drawn = {}
    for letters in "意见ةجж中":
        page.set_content(f'<p style="font-size: 40px; margin: 0">{letters}</p>')
        drawn[letters] = page.screenshot()
    page.close()
    assert len(set(drawn.values())) == len(drawn)
