"""The pages of accounts, organisations, stakeholders, drafts and notifications in a real browser: light and dark,
wide and narrow, left to right and right to left; nothing that WCAG 2.2 AA or a narrow screen would stumble over."""

from collections.abc import Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask

from consult.drafts import actions as drafts
from consult.drafts.blocks import Source
from consult.organisations import queries as organisations
from tests import cast
from tests.drafts import papers

AMARA = "amara@example.org"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
OPEN = (
    "/sign-up",
    "/sign-in",
    "/password-reset",
    "/follow",
    "/organisations/seeds/policies",
    "/organisations/seeds/follow",
)
SIGNED_IN = (
    "/account", "/account/password", "/account/email", "/account/sessions", "/account/second-factor", "/account/stakeholder",
    "/organisations/new", "/organisations/seeds/profile", "/organisations/seeds/members", "/organisations/seeds/invitations",
    "/organisations/seeds/policies/late", "/organisations/seeds/drafts", "/organisations/seeds/drafts/import", "/inbox",
)  # fmt: skip


@pytest.fixture
def house(app: Flask, served: str) -> list[str]:
    """Amara, who may do everything at "seeds", and a draft of hers; gives the pages of the draft."""
    cast.person(app, AMARA, is_platform_administrator=True)
    cast.organisation(app, "seeds", administrator=[AMARA], officer=[AMARA])
    with app.app_context():
        seeds = organisations.get("seeds")
        files = [Source("a.md", papers.FIRST.encode()), Source("sampler.png", papers.picture())]
        version, _parsed = drafts.import_draft(seeds, files, title="Sampling of seed lots")
        started = drafts.start_import(
            seeds,
            [Source("b.html", papers.HTML.encode())],
            title="Prélèvement",
            label="",
            language=None,
            by=None,
        )
        return [f"/drafts/{version.draft.reference}/versions/1", f"/imports/{started.reference}"]


@pytest.fixture(
    params=[(1280, "light", "en"), (1280, "dark", "en"), (375, "light", "ar")],
    ids=["wide", "dark", "narrow-rtl"],
)
def page(request: pytest.FixtureRequest, chromium: Any, served: str) -> Iterator[Any]:
    """A browser page of some width, colour scheme and language."""
    width, scheme, language = request.param
    context = chromium.new_context(
        viewport={"width": width, "height": 800}, color_scheme=scheme, bypass_csp=True
    )
    opened = context.new_page()
    opened.goto(f"{served}/sign-in?lang={language}")
    yield opened
    context.close()


def _stumbles(page: Any) -> list[str]:
    found = [
        f"{rule['id']}: {node['html'][:120]}"
        for rule in Axe().run(page, options={"runOnly": RULES}).response["violations"]
        for node in rule["nodes"]
    ]
    wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    return found + ([f"{wide} pixels too wide"] if wide > 0 else [])


def test_nobody_stumbles(page: Any, served: str, house: list[str]) -> None:
    trouble = {}
    for path in OPEN:
        page.goto(served + path)
        trouble[path] = _stumbles(page)
    page.goto(f"{served}/sign-up")
    page.locator("main button[type=submit]").click()
    trouble["errors"] = _stumbles(page)
    page.goto(f"{served}/sign-in?next=/account")
    page.locator("#email").fill(AMARA)
    page.locator("#password").fill(cast.PASSWORD)
    page.locator("main button[type=submit]").click()
    for path in (*SIGNED_IN, *house):
        answer = page.goto(served + path)
        trouble[path] = _stumbles(page) if answer.status == 200 else [f"status {answer.status}"]
    assert {path: found for path, found in trouble.items() if found} == {}


def test_what_is_wrong_is_the_first_thing_that_a_keyboard_meets(
    chromium: Any, served: str, house: list[str]
) -> None:
    page = chromium.new_page()
    page.goto(f"{served}/sign-in")
    page.locator("main button[type=submit]").click()
    assert page.title().startswith("Error:")
    assert page.evaluate("document.activeElement.id") == "error-summary"
    page.locator("#error-summary a").first.click()
    assert page.evaluate("document.activeElement.id") == "email"
    page.close()
