"""The pages of responding and of the response in a real browser, wide, and narrow from right to left."""

from typing import Any

import pytest
from flask import Flask

from consult.core.stale_check import NO_PAGE
from consult.responses import actions, queries
from consult.summaries import actions as summaries
from consult.summaries import queries as summarised
from tests import cast, world
from tests.look.glance import click_through, stumbles
from tests.responses import stories

BASE = f"/consultations/{world.SLUG}"


@pytest.fixture
def story(app: Flask, served: str) -> stories.Story:
    """A consultation with comments in every state, all with a response."""
    found = stories.mixed(app)
    stories.respond_to_all(app, found)
    return found


def test_no_one_stumbles(app: Flask, page: Any, served: str, story: stories.Story) -> None:
    trouble: dict[str, list[str]] = {}

    def look(path: str, name: str = "") -> None:
        answer = page.goto(f"{served}{BASE}{path}")
        trouble[name or path] = stumbles(page) if answer.status == 200 else [f"status {answer.status}"]

    look("/response", "awaited")
    page.goto(f"{served}/sign-in")
    page.locator("#email").fill(world.OFFICER)
    page.locator("#password").fill(cast.PASSWORD)
    click_through(page.locator("main button[type=submit]"))
    with app.app_context():
        reference = queries.issues(world.load().id)[0].issue.reference
    for path in (
        "/responses", f"/responses?comment={story.at['industry-1']}", "/responses?q=nothing-like-this", "/responses/issues",
        f"/responses/issues/{reference}", "/responses/holding", "/responses/summary",
    ):  # fmt: skip
        look(path)
    page.goto(f"{served}{BASE}/responses/issues/{reference}")
    page.locator("#views").fill("My views.")
    with app.app_context():
        issue = queries.issue(world.load(), reference)
        actions.change_issue(
            issue, response="Theirs,\non two lines.", by=stories.person(world.OFFICER), seen=NO_PAGE
        )
    page.locator("button[value=save]").click()
    page.locator(".there-now dd").first.wait_for()
    assert page.locator(".there-now dd").count() == 1
    texts = page.evaluate("Array.from(document.querySelectorAll('textarea'), one => one.value)")
    assert "Theirs,\non two lines." in texts and "My views." in texts
    trouble["overtaken"] = stumbles(page)
    page.goto(f"{served}{BASE}/responses")
    click_through(page.locator("#response-form button[type=submit]"))
    trouble["errors"] = stumbles(page)
    page.locator(".bench-comment input[type=checkbox]").nth(0).check()
    page.locator(".bench-comment input[type=checkbox]").nth(1).check()
    page.locator("#disposition").select_option("noted")
    click_through(page.locator("#response-form button[type=submit]"))
    trouble["confirm"] = stumbles(page)
    stories.draft(app, story)
    look("/responses/summary", "written")
    look("/responses/summary/preview")
    with app.app_context():
        summary = summarised.latest(world.load().id)
        assert summary is not None
        summaries.propose(summary, by=stories.person(world.OFFICER), seen=NO_PAGE)
    look("/responses/summary", "proposed")
    with app.app_context():
        summary = summarised.latest(world.load().id)
        assert summary is not None
        summaries.approve(summary, by=stories.person(world.APPROVER), seen=NO_PAGE)
        summaries.publish(summary, by=stories.person(world.OFFICER), seen=NO_PAGE, objections=NO_PAGE)
    look("/responses/summary", "published")
    look("/response")
    assert {name: found for name, found in trouble.items() if found} == {}


def test_the_response_prints_as_a_document(
    app: Flask, chromium: Any, served: str, story: stories.Story
) -> None:
    stories.publish(app, story)
    page = chromium.new_page(viewport={"width": 794, "height": 1123})
    page.goto(f"{served}{BASE}/response")
    page.emulate_media(media="print")
    hidden = ".header, .footer, .tabs, .consultation-action, .response-contents, .response-files"
    assert (
        page.locator(hidden).evaluate_all("all => all.filter(one => one.offsetParent !== null).length") == 0
    )
    for words in ("You said, we did", "9. Annex", "The numbers add up"):
        assert page.get_by_text(words, exact=True).first.is_visible()
    assert page.evaluate("document.documentElement.scrollWidth - window.innerWidth") <= 0
    printed = page.pdf(format="A4")
    assert printed.startswith(b"%PDF")
    page.close()


def test_several_comments_are_chosen_and_responded_to_with_the_keyboard(
    app: Flask, chromium: Any, served: str, story: stories.Story
) -> None:
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{served}/sign-in?next={BASE}/responses")
    page.locator("#email").fill(world.OFFICER)
    page.locator("#password").fill(cast.PASSWORD)
    click_through(page.locator("main button[type=submit]"))
    page.goto(f"{served}{BASE}/responses?part=clause:lot-size")
    for reference in (story.at["industry-1"], story.at["government-1"]):
        page.locator(f"#pick-{reference.replace('/', '-')}").focus()
        page.keyboard.press("Space")
    page.locator("#disposition").select_option("noted")
    page.locator("#text").fill("Both are on record.")
    with page.expect_navigation():
        page.locator("#response-form button[type=submit]").press("Enter")
    assert page.locator("h1").inner_text() == "Respond to 2 comments"
    with page.expect_navigation():
        page.locator("main button[type=submit]").press("Enter")
    assert page.locator(".told").inner_text().strip() == "✓ Responses to 2 comments saved."
    assert page.get_by_text("Both are on record.").count() == 2
    context.close()
