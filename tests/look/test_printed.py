"""Public pages on paper: only what can be read, black on white, whatever the screen."""

from typing import Any

import pytest
from flask import Flask

from consult.core import clock
from tests import world
from tests.portal import lists
from tests.reading import steps

BASE = f"/consultations/{world.SLUG}"
PAGES = (
    "/", "/consultations?q=seed&phase=open", "/calendar", "/organisations", "/organisations/seeds", "/practices", "/help",
    "/accessibility", "/privacy", "/developers", BASE, f"{BASE}/text", f"{BASE}/text/lot-size", f"{BASE}/comments?q=lots",
    f"{BASE}/statistics", f"{BASE}/practice", f"{BASE}/record", f"{BASE}/response",
)  # fmt: skip

PRESSED = "form, nav, button, input:not([type=hidden]), select, textarea, dialog, .button, .chip.is-chosen"

SEEN = """all => all.filter(one => one.getClientRects().length > 0)
    .map(one => `${one.tagName} ${one.className} ${one.textContent.trim().slice(0, 30)}`)"""

INK = """() => [getComputedStyle(document.body).backgroundColor, getComputedStyle(document.querySelector("h1")).color,
    document.documentElement.scrollWidth <= window.innerWidth + 1]"""


@pytest.fixture
def told(app: Flask, served: str) -> list[str]:
    """A consultation with comments, others around it; gives the addresses of public pages."""
    world.consultation(app)
    reference = steps.published(app)[0]
    lists.organisation(app, "rivers", "Union for River Transport")
    for number in range(22):
        lists.consultation(
            app, f"Seed lots {number}", at=clock.now(), closes=5 + number, organisation="rivers"
        )
    return [*PAGES, f"/submissions/{reference}"]


def test_printed_pages_have_nothing_to_press_and_are_light(
    chromium: Any, served: str, told: list[str]
) -> None:
    page = chromium.new_page(viewport={"width": 718, "height": 1000}, color_scheme="dark")
    page.emulate_media(media="print")
    found = {}
    for path in told:
        page.goto(served + path)
        page.wait_for_load_state("networkidle")
        found[path] = [*page.locator(PRESSED).evaluate_all(SEEN), *page.evaluate(INK)]
    page.close()
    assert found == {path: ["rgba(0, 0, 0, 0)", "rgb(0, 0, 0)", True] for path in told}
