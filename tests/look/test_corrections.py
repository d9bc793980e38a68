"""Corrections of an import in a browser: ways to other pages keep them, and all other ways out ask first."""

from typing import Any

from flask import Flask

from consult.documents.blocks import Source
from consult.organisations import queries as organisations
from tests import cast
from tests.documents import papers
from tests.look.glance import click_through

AMARA = "amara@example.org"
TEXT = "".join(f"# {number} Clause\n\n" + "Seed.\n\n" * 150 for number in range(1, 4)) + "[a](#x) [b](#y)\n"


def test_what_was_typed_is_kept_on_the_way_to_the_next_page_and_asked_about_elsewhere(
    app: Flask, page: Any, served: str
) -> None:
    cast.person(app, AMARA)
    cast.organisation(app, "seeds", officer=[AMARA])
    with app.app_context():
        started = papers.started(organisations.get("seeds"), Source("a.md", TEXT.encode()), title="Lots")
        address = f"{served}/imports/{started.reference}"
    page.locator("#email").fill(AMARA)
    page.locator("#password").fill(cast.PASSWORD)
    click_through(page.locator("main button[type=submit]"))
    page.goto(address)
    title = page.locator('[name="title:s-1"]')
    title.fill("Purpose")
    page.locator(".pager-next").first.click()
    page.wait_for_url("**page=2*")
    page.goto(address)
    assert title.input_value() == "Purpose"

    asked: list[str] = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    title.fill("Aim")
    page.locator('a[href="/organisations/seeds/drafts"]').first.click()
    page.wait_for_timeout(200)
    assert (asked, title.input_value()) == (["beforeunload"], "Aim")
    page.locator('[name="verb"][value="save"]').last.click()
    page.wait_for_load_state()
    page.locator('a[href="/organisations/seeds/drafts"]').first.click()
    page.wait_for_url("**/organisations/seeds/drafts")
    assert asked == ["beforeunload"]
