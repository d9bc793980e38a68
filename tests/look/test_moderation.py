"""The moderators' pages and the submitter's objection in a real browser: light and dark, wide and narrow, from either
side; nothing to stumble over; keys and selections do what they say."""

from typing import Any

import pytest
from flask import Flask

from consult.moderation import actions, queries, undo_period
from consult.moderation.models import Reason
from consult.submissions import references
from tests import cast, world
from tests.look.glance import click_through, stumbles, wait_until
from tests.moderation import acting

CALL = world.COMMENT | {
    "comment": "Our members deliver in loads of 18 to 22 tonnes. Our chairman, reachable under +51 1 555 0143 or "
    "chair@lab.example, can show the site. Whoever wrote this is an idiot. اتصل بنا اليوم",
}


@pytest.fixture
def paths(app: Flask, served: str, work: Any) -> dict[str, str]:
    """A queue with something of everything; names of pages and their addresses."""
    world.consultation(app)
    world.consultation(app, "varieties-of-wheat")
    waiting = world.submission(app, comments=[CALL, world.GENERAL], country="PER")
    world.submission(app, "varieties-of-wheat", comments=[CALL])
    hidden = acting.bring(app, "published_redacted")
    refused = acting.bring(app, "withheld")
    own = world.submission(app, organisation="Seed Testing Secretariat")
    with app.app_context():
        objection = actions.object_to(acting.comment(refused), "Nobody is insulted.").id
        actions.note(acting.comment(waiting), "Ask the legal office.", by=acting.user(world.MODERATOR_2))
    work()
    return {
        "queue": "/moderation",
        "filtered": "/moderation?show=signals&type=substantive",
        "nothing": "/moderation?type=translation",
        "objections": "/moderation?show=objections",
        "decided": "/moderation?show=decided",
        "waiting": f"/moderation/{waiting}/1",
        "hidden": f"/moderation/{hidden}/1",
        "refused": f"/moderation/{refused}/1",
        "own": f"/moderation/{own}/1",
        "found": "/moderation?q=chairman&choose=all",
        "not-found": "/moderation?q=zebra",
        "several": f"/moderation/several?comment={waiting}/1&comment={waiting}/2&verb=withhold",
        "several-none": "/moderation/several?verb=publish",
        "all": f"/moderation/{waiting}",
        "all-withhold": f"/moderation/{waiting}?verb=withhold",
        "settle": f"/moderation/objections/{objection}",
        "object_to": f"/submissions/{hidden}/comments/1/objection",
        "status": f"/submissions/{refused}/status",
    }


@pytest.fixture
def page(page: Any, served: str, paths: dict[str, str]) -> Any:
    """A moderator's window."""
    cast.sign_in_page(page, world.MODERATOR_2, served, page.evaluate("document.documentElement.lang"))
    return page


def test_no_one_stumbles(app: Flask, page: Any, served: str, paths: dict[str, str]) -> None:
    trouble = {}
    for name, path in paths.items():
        if name == "object_to":
            for reference in {paths["object_to"].split("/")[2], paths["status"].split("/")[2]}:
                with app.app_context():
                    code = references.code_of(acting.comment(reference).submission.key)
                page.goto(f"{served}/resume")
                page.locator("#code").fill(code)
                page.locator("main button[type=submit]").click()
        answer = page.goto(served + path)
        trouble[name] = stumbles(page) if answer.status == 200 else [f"status {answer.status}"]
    page.goto(served + paths["waiting"])
    page.locator(".decision-more > summary").click()
    click_through(page.locator(".decision-more button[type=submit]"))
    assert page.title().startswith(("Error:", "خطأ"))
    trouble["errors"] = stumbles(page)
    assert {name: found for name, found in trouble.items() if found} == {}


def test_on_a_small_screen_the_comments_of_one_decision_are_read_without_scrolling_aside(
    chromium: Any, served: str, paths: dict[str, str]
) -> None:
    page = chromium.new_page(viewport={"width": 375, "height": 800})
    cast.sign_in_page(page, world.MODERATOR_2, served)
    for name in ("several", "all", "all-withhold"):
        page.goto(served + paths[name])
        aside = page.evaluate(
            "[...document.querySelectorAll('.scroll')].map(one => one.scrollWidth - one.clientWidth)"
        )
        assert aside == [0], name
        heads = "[...document.querySelectorAll('td[data-head]')].map(one => getComputedStyle(one, '::before').content)"
        assert (
            {head.strip('"') for head in page.evaluate(heads)} >= {"State and signals"}
            if name == "several"
            else {"State"}
        )


def test_keys_walk_the_queue_and_decide(
    app: Flask, chromium: Any, served: str, paths: dict[str, str]
) -> None:
    page = chromium.new_page(viewport={"width": 1280, "height": 800})
    cast.sign_in_page(page, world.MODERATOR_2, served)
    page.goto(served + paths["waiting"])
    page.keyboard.press("w")
    wait_until(page, "document.activeElement.id === 'reason'")
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("?")
    page.locator("#keys").wait_for(state="visible")
    page.locator("#keys button").click()
    page.locator("#keys").wait_for(state="hidden")
    reference = paths["waiting"].split("/")[2]
    with page.expect_navigation():
        page.keyboard.press("r")
    assert acting.state(app, reference) == "published_redacted"
    with app.app_context():
        shown = acting.comment(reference).shown_text or ""
        assert shown.count("[…]") == 2
    assert page.url.startswith(f"{served}/moderation/{reference}/2")
    with page.expect_navigation():
        page.keyboard.press("p")
    assert acting.state(app, reference, 2) == "published"
    page.close()


def test_keys_go_by_their_place_on_a_keyboard_of_another_script(
    app: Flask, chromium: Any, served: str, paths: dict[str, str]
) -> None:
    page = chromium.new_page(viewport={"width": 1280, "height": 800})
    cast.sign_in_page(page, world.MODERATOR_2, served)
    page.goto(served + paths["queue"])

    def press(key: str, code: str) -> str:
        page.evaluate(
            "([key, code]) => document.body.dispatchEvent("
            "new KeyboardEvent('keydown', {key, code, bubbles: true, cancelable: true}))",
            [key, code],
        )
        return str(
            page.evaluate("document.activeElement.getAttribute('href') ?? document.activeElement.tagName")
        )

    items = page.locator("a[data-item]").evaluate_all("all => all.map(one => one.getAttribute('href'))")
    assert [press("о", "KeyJ"), press("о", "KeyJ"), press("л", "KeyK"), press("ت", "KeyJ")] == [
        items[0], items[1], items[0], items[1],
    ]  # fmt: skip
    assert press("ĵ", "KeyJ") == items[1]
    page.close()


def test_keys_undo_a_decision_choose_comments_and_search(
    app: Flask, chromium: Any, served: str, paths: dict[str, str]
) -> None:
    undo_period.wire(60)
    try:
        page = chromium.new_page(viewport={"width": 1280, "height": 800})
        cast.sign_in_page(page, world.MODERATOR_2, served)
        page.goto(served + paths["waiting"])
        reference = paths["waiting"].split("/")[2]
        with page.expect_navigation():
            page.keyboard.press("p")
        assert page.url.startswith(f"{served}/moderation/{reference}/2")
        assert page.locator(".pending").inner_text().startswith(f"{reference}/1: to be published")
        assert stumbles(page) == []
        with page.expect_navigation():
            page.keyboard.press("u")
        assert page.url == f"{served}{paths['waiting']}"
        assert acting.decisions(app, reference) == []
        assert page.locator(".pending").count() == 0
        page.keyboard.press("x")
        assert page.locator("[data-choose]:checked").evaluate_all("all => all.map(one => one.value)") == [
            f"{reference}/1"
        ]
        page.locator("[data-choose-all]").click()
        assert page.locator("[data-choose]:checked").count() == page.locator("[data-choose]").count()
        page.keyboard.press("/")
        page.keyboard.type("chairman")
        with page.expect_navigation():
            page.keyboard.press("Enter")
        assert "q=chairman" in page.url
        page.close()
    finally:
        undo_period.wire(0)


def test_a_selection_is_hidden_as_it_was_selected(
    app: Flask, chromium: Any, served: str, paths: dict[str, str]
) -> None:
    page = chromium.new_page(viewport={"width": 1280, "height": 800})
    cast.sign_in_page(page, world.MODERATOR_2, served)
    page.goto(served + paths["waiting"])
    select = """words => {
        const holder = document.querySelector("[data-redactable]");
        const walk = document.createTreeWalker(holder, NodeFilter.SHOW_TEXT);
        for (let node = walk.nextNode(); node; node = walk.nextNode()) {
            const at = node.data.indexOf(words);
            if (at < 0) continue;
            const range = document.createRange();
            range.setStart(node, at);
            range.setEnd(node, at + words.length);
            getSelection().removeAllRanges();
            getSelection().addRange(range);
        }
    }"""
    label = page.locator("[data-redact-label]")
    assert label.inner_text() == "Redact 2 and publish"
    for words, said in (("can show", "Redact 3 and publish"), ("اتصل بنا", "Redact 4 and publish")):
        page.evaluate(select, words)
        wait_until(
            page, "said => document.querySelector('[data-redact-label]').textContent === said", arg=said
        )
        page.locator("[data-redact-add]").click()
    page.locator("#span-1").uncheck()
    assert label.inner_text() == "Redact 3 and publish"
    with page.expect_navigation():
        page.locator("[data-redact-submit]").click()
    with app.app_context():
        one = acting.comment(paths["waiting"].split("/")[2])
        hidden = [one.comment[row.start : row.end] for row in queries.redactions(one)]
        assert hidden == ["chair@lab.example", "can show", "اتصل بنا"]
        assert {row.reason for row in queries.redactions(one)} == {Reason.PERSONAL_DATA}
    page.close()
