"""The pages of reading in a real browser: wide and dark and narrow from right to left, full, empty and with marks."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from consult.core import clock
from consult.documents.blocks import Kind
from consult.moderation.models import Reason
from consult.submissions.models import Attribution, CommentType
from tests import world
from tests.look.glance import stumbles, wait_until
from tests.reading import steps

SPECIAL = (
    ("table", Kind.TABLE, 0, "Table 1", "Largest lots", "Wheat 30 000 Maize 40 000"),
    ("code", Kind.CODE, 0, "", "", "mass = " + "m" * 120),
    ("long", Kind.PARAGRAPH, 0, "", "", "W" * 200),
    ("quotation", Kind.QUOTATION, 0, "", "", "As it was said."),
    ("footnote", Kind.FOOTNOTE, 0, "1", "", "A note below."),
)

MOVED = "\n\n    " + "These words were moved to the right. " * 8
"""What many a text has that was pasted from elsewhere."""


@pytest.fixture
def pages(app: Flask, served: str) -> list[str]:
    """A consultation about which much was said, an announced one and an empty one; gives their pages."""
    world.consultation(app, blocks=(*world.BLOCKS, *SPECIAL))
    marked = world.submission(
        app,
        comments=[
            {**world.COMMENT, "quote": "30 000 kilograms", "comment": "Please call Ann.\n\n- one\n- two" + MOVED},
            {**world.COMMENT, "type": CommentType.EDITORIAL, "proposal": "A different " + "W" * 150},
            {**world.GENERAL, "comment": "نرحب بهذه المسودة", "language": "ar"},
            world.answer(app, world.SLUG, 1, "Yes."),
        ],
        name="Wolfeschlegelsteinhausenbergerdorff " * 3,
    )  # fmt: skip
    steps.redact(app, marked, 1, "Ann")
    steps.publish(app, marked, 2, 3)
    steps.decide(app, marked, 4, "withhold", Reason.ABUSIVE)
    steps.published(app, number=2, attribution=Attribution.ANONYMOUS_TO_PUBLIC)
    world.submission(app)
    later = clock.now() + timedelta(days=20)
    world.consultation(app, "announced-only", opens_at=later, closes_at=later + timedelta(days=30))
    steps.correct(app, "announced-only", "One word too many.", scope_2="It applies to agricultural seed.")
    at = clock.now() - timedelta(days=10)
    world.consultation(app, "answered-already", open=False)
    answered = world.submission(app, "answered-already", comments=[world.COMMENT], at=at)
    steps.publish(app, answered)
    steps.respond(app, "answered-already", text="We looked at it for long.")
    base = f"/consultations/{world.SLUG}"
    return [
        f"{base}/text", f"{base}/text/lot-size-1", f"{base}/text/long", f"{base}/text/table", f"{base}/comments",
        f"{base}/comments?q=lots&type=editorial&sort=passage", f"{base}/statistics", f"/submissions/{marked}",
        "/consultations/announced-only/text", "/consultations/announced-only/text/replaced/1", "/consultations/announced-only/comments",
        "/consultations/announced-only/statistics", "/consultations/answered-already/text/lot-size-1",
        "/consultations/answered-already/comments", f"/submissions/{answered}",
    ]  # fmt: skip


def test_no_one_stumbles(page: Any, served: str, pages: list[str]) -> None:
    trouble = {}
    for path in pages:
        answer = page.goto(served + path)
        trouble[path] = stumbles(page) if answer.status == 200 else [f"status {answer.status}"]
    assert {path: found for path, found in trouble.items() if found} == {}


def test_selected_words_narrow_the_comment_link(chromium: Any, served: str, pages: list[str]) -> None:
    page = chromium.new_page()
    page.goto(served + pages[0])
    link = page.locator("#lot-size-1 a[data-quote-link]")
    plain = link.get_attribute("href")
    page.evaluate(
        """() => { const block = document.querySelector("#lot-size-1 .block-text");
        const walker = document.createTreeWalker(block, NodeFilter.SHOW_TEXT);
        let words = walker.nextNode();
        while (!words.data.includes("lot")) words = walker.nextNode();
        const at = words.data.indexOf("lot");
        getSelection().setBaseAndExtent(words, at, words, at + 3); }"""
    )
    wait_until(page, "document.querySelector('#lot-size-1 a[data-quote-link]').href.includes('quote')")
    assert (link.inner_text().split("\n")[0], link.get_attribute("href")) == (
        "Comment on this quotation", f"{plain}&quote=lot",
    )  # fmt: skip
    page.close()


def test_the_whole_way_goes_by_keyboard(chromium: Any, served: str, pages: list[str]) -> None:
    page = chromium.new_page(viewport={"width": 1280, "height": 800})
    page.goto(served + pages[0])
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("location.hash") == "#workspace-text"
    page.keyboard.press("j")
    assert page.evaluate("document.activeElement.matches('.block[id]')")
    page.locator("#lot-size-1 .block-count").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/text/lot-size-1")
    assert page.locator("#said").inner_text() == "Line 3 · 4 comments"
    page.close()
