"""Tables on a small screen: each row is a card, and no table has to be scrolled aside, in languages with long words."""

from typing import Any

import pytest
from flask import Flask

from tests import cast, world
from tests.look.glance import click_through
from tests.responses import stories

BASE = f"/consultations/{world.SLUG}"
PREPARED = "in-preparation"
SCROLLED = """() => [...document.querySelectorAll(".scroll, table")]
  .filter(one => one.offsetParent !== null && one.scrollWidth > one.clientWidth + 1)
  .map(one => (one.getAttribute("aria-label") || one.className) + ": " + one.scrollWidth)"""
CARDS = (
    "() => [...document.querySelectorAll('table.card-table')].filter(one => one.offsetParent !== null).length"
)


@pytest.mark.parametrize("language", ["es", "ru"])
def test_tables_do_not_scroll_aside_on_a_small_screen(
    app: Flask, chromium: Any, served: str, language: str
) -> None:
    story = stories.mixed(app)
    stories.respond_to_all(app, story)
    stories.publish(app, story)
    world.consultation(app, PREPARED, announce=False)
    context = chromium.new_context(base_url=served, viewport={"width": 375, "height": 800})
    page = context.new_page()
    page.goto(f"/sign-in?lang={language}")
    page.locator("#email").fill(world.OFFICER)
    page.locator("#password").fill(cast.PASSWORD)
    click_through(page.locator("main button[type=submit]"))
    found: dict[str, Any] = {}
    for path in (
        f"{BASE}/response", f"{BASE}/statistics", f"{BASE}/translations", f"{BASE}/responses/translations",
        f"/consultations/{PREPARED}/preparation/dates",
    ):  # fmt: skip
        answer = page.goto(path)
        page.evaluate("document.querySelectorAll('main details').forEach(one => { one.open = true })")
        scrolled = page.evaluate(SCROLLED)
        found[path] = (answer.status, page.evaluate(CARDS) > 0, scrolled)
    context.close()
    assert found == dict.fromkeys(found, (200, True, []))
