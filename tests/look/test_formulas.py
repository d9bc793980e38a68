"""Formulas and what else the text of a draft holds, as a browser draws and prints it."""

from typing import Any

import pytest
from flask import Flask

from consult.documents import reading
from consult.documents.blocks import Kind, Source
from tests import world
from tests.look.glance import wait_until
from tests.reading import steps

TEXT = r"""# Dose

$$ n = \frac{\sqrt{m}}{2} $$

$$ W = WIDE $$

$$ V = WIDEST $$
""".replace("WIDEST", " + ".join(f"a_{{{n}}}b_{{{n}}}" for n in range(60))).replace(
    "WIDE", " + ".join(f"a_{n}" for n in range(9))
)

DRAWN = """() => [...document.querySelectorAll("msqrt")].map(one =>
    [one.getBoundingClientRect().width > one.firstElementChild.getBoundingClientRect().width + 4,
     document.fonts.check('16px "Formulas"')])"""

LOST = """() => [...document.querySelectorAll(".block-formula .block-text")].map(one => one.scrollWidth > one.clientWidth + 1)"""

OF_OLD = """() => {
    const rules = [...document.styleSheets[0].cssRules].find(one => one.conditionText?.includes("math-style")).cssRules;
    const sheet = new CSSStyleSheet();
    for (const rule of rules) sheet.insertRule(rule.cssText);
    document.adoptedStyleSheets = [sheet];
    const old = document.createElement("math");
    old.setAttribute("alttext", "n=√(m)/2");
    old.append(document.createElement("msqrt"));
    document.body.append(old);
    return [getComputedStyle(old, "::before").content, getComputedStyle(old.firstChild).display];
}"""


@pytest.fixture
def text(app: Flask, served: str) -> str:
    """The address of the text of a draft with three formulas, the narrowest first."""
    read = reading.parse([Source("draft.md", TEXT.encode())])
    formulas = [block.html for block in read.blocks if block.kind is Kind.FORMULA]
    blocks = [(f"formula-{at}", Kind.FORMULA, 0, "", "", html) for at, html in enumerate(formulas)]
    world.consultation(app, blocks=(*world.BLOCKS, *blocks))
    return f"{served}/consultations/{world.SLUG}/text"


def test_a_root_is_drawn_with_its_sign_in_a_font_made_for_formulas(chromium: Any, text: str) -> None:
    page = chromium.new_page()
    page.goto(text, wait_until="networkidle")
    found = page.evaluate(DRAWN)
    page.close()
    assert found == [[True, True]]


def test_a_page_without_formulas_loads_no_font(chromium: Any, text: str) -> None:
    page = chromium.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(text.removesuffix("/text"), wait_until="networkidle")
    page.close()
    assert [one for one in asked if ".woff2" in one] == []


def test_a_browser_that_draws_no_formulas_shows_their_words(chromium: Any, text: str) -> None:
    page = chromium.new_page()
    page.goto(text)
    found = page.evaluate(OF_OLD)
    page.close()
    assert found == ['"n=√(m)/2"', "none"]


def test_a_wide_formula_scrolls_in_its_box_by_keyboard(chromium: Any, text: str) -> None:
    page = chromium.new_page(viewport={"width": 375, "height": 800})
    page.goto(text, wait_until="networkidle")
    box = page.locator("#formula-2 .block-text")
    box.focus()
    page.keyboard.press("ArrowRight")
    wait_until(page, "document.activeElement.scrollLeft > 0")
    found = [box.get_attribute(name) for name in ("tabindex", "role", "aria-label")]
    wide = page.evaluate("document.documentElement.scrollWidth")
    page.close()
    assert (found, wide) == (["0", "region", "Formula"], 375)


def test_nothing_of_a_printed_formula_is_beyond_the_edge(chromium: Any, text: str) -> None:
    page = chromium.new_page(viewport={"width": 658, "height": 1000})  # a sheet of A4 without its margins
    page.emulate_media(media="print")
    page.goto(text, wait_until="networkidle")
    found = page.evaluate(LOST)
    last = page.evaluate("getComputedStyle(document.querySelector('#formula-2 math'), '::before').content")
    page.close()
    assert (found, "a_0 b_0" in last, "a_59 b_59" in last) == ([False, False, False], True, True)


def test_hidden_words_are_read_on_paper(app: Flask, chromium: Any, text: str, served: str) -> None:
    marked = world.submission(app, comments=[{**world.COMMENT, "comment": "Please call Ann."}])
    steps.redact(app, marked, 1, "Ann")
    page = chromium.new_page(color_scheme="dark")
    page.emulate_media(media="print")
    page.goto(f"{served}/submissions/{marked}")
    found = page.locator(".redacted").first.evaluate(
        "one => (({color, backgroundColor, borderTopWidth}) => [color, backgroundColor, borderTopWidth])(getComputedStyle(one))"
    )
    page.goto(text)
    told = page.get_by_text("How to comment").is_visible()
    page.close()
    assert (found, told) == (["rgb(0, 0, 0)", "rgba(0, 0, 0, 0)", "1px"], False)


def test_a_very_long_title_is_cut_on_a_narrow_screen_and_is_whole_below_it(
    app: Flask, chromium: Any, served: str
) -> None:
    title = ("Sampling of seed lots for health testing " * 25)[:1000].strip()
    slug = world.consultation(app, "long", title=title)
    page = chromium.new_page(viewport={"width": 375, "height": 800}, java_script_enabled=False)
    page.goto(f"{served}/consultations/{slug}")
    heights = [page.locator("h1").bounding_box()["height"]]
    page.get_by_text("Full title").click()
    heights.append(page.locator(".whole-title p").bounding_box()["height"])
    said = page.locator(".whole-title p").text_content()
    page.close()
    assert (heights[0] < 200, heights[1] > 300, said) == (True, True, title)
