"""A draft in three languages in a real browser: six people comment on the same passage, each on the text and in the
language that they read; each comment counts once, and the files say on which text it was written."""

from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Page

from consult.submissions import tallies
from tests import world
from tests.consultations import languages
from tests.look.glance import click_through, stumbles
from tests.reading import steps

BASE = f"/consultations/{world.SLUG}"
WORDS = {
    "en": ("A lot shall not exceed 30 000 kilograms of seed.", "Too large for our stores."),
    "fr": ("Un lot ne dépasse pas 30 000 kilogrammes de semences.", "Trop grand pour nos entrepôts."),
    "ar": ("لا تتجاوز الدفعة 30 000 كيلوغرام من البذور.", "كبيرة جداً على مخازننا."),
}
"""What the passage says in each language, and what someone says of it."""
PEOPLE = [(language, number) for number in (1, 2) for language in WORDS]


@pytest.fixture
def window(chromium: Any, served: str) -> Iterator[Any]:
    """Opens windows of people, each with a session of its own."""
    opened = []

    def open_window(width: int = 1280) -> Page:
        context = chromium.new_context(base_url=served, viewport={"width": width, "height": 900})
        opened.append(context)
        return context.new_page()  # type: ignore[no-any-return]

    yield open_window
    for context in opened:
        context.close()


def _comment(page: Page, language: str, number: int) -> str:
    """Read the text in a language, comment on the passage, submit; the reference."""
    page.goto(f"/{language}{BASE}/text")
    block = page.locator("#lot-size-1")
    assert WORDS[language][0] in block.inner_text()
    block.locator("a[data-quote-link]").click()
    page.locator("main [name=capacity][value=personal]").check()
    page.locator("main [name=category]").first.select_option("individual")
    page.fill("main [name=name]", f"Person {number} ({language})")
    assert page.locator("main [name=language]").input_value() == language
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_url("**/sheet/text**")
    assert WORDS[language][0] in page.locator("#lot-size-1").inner_text()
    page.goto(f"/{language}{BASE}/sheet/comments/new?block=lot-size-1")
    page.locator("main [name=type][value=substantive]").check()
    page.fill("main [name=comment]", WORDS[language][1])
    page.fill("main [name=proposal]", WORDS[language][0].replace("30", "25"))
    click_through(page.locator("main form .actions button").first)
    page.goto(f"/{language}{BASE}/sheet/review")
    page.locator("main [name=consent]").check()
    page.locator("main form .actions button").first.click()
    page.wait_for_url("**/receipt")
    return page.url.rsplit("/", 2)[1]


def test_six_people_comment_in_three_languages(app: Flask, clean: None, served: str, window: Any) -> None:
    languages.announced(app, "fr", "ar")
    for language, number in PEOPLE:
        reference = _comment(window(), language, number)
        steps.publish(app, reference)
    reader = window()
    found = {}
    for language in WORDS:
        path = f"/{language}{BASE}/text"
        reader.goto(path)
        assert "6" in reader.locator("#lot-size-1 .block-count").inner_text()
        found[path] = stumbles(reader)
    for path in (
        f"{BASE}/text?text=en&beside=ar",
        f"/ar{BASE}/text/lot-size-1",
        f"{BASE}/text/lot-size-1?text=fr",
    ):
        reader.goto(path)
        found[path] = stumbles(reader)
    narrow = window(375)
    for path in (
        f"{BASE}/text?text=ar&beside=en",
        f"/ar{BASE}/text?text=en&beside=ar",
        f"/ar{BASE}/text/lot-size-1",
    ):
        narrow.goto(path)
        found[f"{path} (375)"] = stumbles(narrow)
    assert {path: stones for path, stones in found.items() if stones} == {}
    with app.app_context():
        counts = tallies.public(world.load().id)
        assert counts.visible == 6
        assert counts.by["block"] == {"lot-size-1": 6}
        assert counts.by["clause"] == {"lot-size": 6}
        assert counts.by["language"] == {"en": 2, "fr": 2, "ar": 2}
    rows = app.test_client().get(f"{BASE}/comments.json").json["rows"]
    assert sorted((row["block"], row["language"], row["text_language"]) for row in rows) == sorted(
        ("lot-size-1", language, language) for language, _number in PEOPLE
    )
    reader.goto(f"{BASE}/text/lot-size-1")
    changed = reader.locator(".comment del").all_inner_texts()
    assert len(changed) == 6
    assert all("30" in words for words in changed)


def test_a_change_that_begins_with_a_deletion_keeps_its_direction(
    app: Flask, clean: None, served: str, window: Any
) -> None:
    world.consultation(app)
    spanish = world.COMMENT | {"language": "es", "proposal": "No lot exceeds 25 000 kilograms of seed."}
    steps.published(app, comments=[spanish])
    reader = window()
    reader.goto(f"/ar{BASE}/comments")
    change = reader.locator(".comment blockquote.passage:has(.redline)")
    assert change.get_attribute("lang") == "en"  # it words the passage, which is English
    assert change.evaluate("one => getComputedStyle(one).direction") == "ltr"
    told = change.locator("del .unseen").first
    assert (told.get_attribute("lang"), told.get_attribute("dir")) == ("ar", "rtl")
    assert stumbles(reader) == []
