"""An expert who makes twelve comments: how often they click, and how often a page is loaded."""

from typing import Any

import pytest
from flask import Flask

from consult.documents.blocks import Kind
from consult.submissions import queries as submissions
from consult.submissions.models import Subject
from tests import paged, world
from tests.look.glance import complaints_of, stumbles, wait_until
from tests.reading import steps

AT = f"/consultations/{world.SLUG}"
LINES = range(1, 13)
BLOCKS = (
    ("scope", Kind.HEADING, 1, "1", "Scope", ""),
    *(
        (
            f"line-{n}",
            Kind.PARAGRAPH,
            0,
            "",
            "",
            f"Samples of lot {n} are drawn by hand. They are kept for a year.",
        )
        for n in LINES
    ),
    ("reports", Kind.HEADING, 1, "2", "Reports", ""),
)


class Expert:
    """Someone at a browser, whose clicks and pages are counted."""

    def __init__(self, page: Any) -> None:
        self.page = page
        self.clicks = self.loads = 0
        page.on("domcontentloaded", self._count)

    def _count(self, _page: Any) -> None:
        self.loads += 1

    def click(self, selector: str) -> None:
        self.clicks += 1
        self.page.locator(selector).first.click()


@pytest.fixture(params=[(1280, "en"), (375, "ar")], ids=["wide", "narrow-arabic"])
def expert(request: pytest.FixtureRequest, app: Flask, chromium: Any, served: str) -> Any:
    width, language = request.param
    world.consultation(app, blocks=BLOCKS)
    context = chromium.new_context(base_url=served, viewport={"width": width, "height": 900})
    page = context.new_page()
    page.goto(f"/sign-in?lang={language}")
    complaints = complaints_of(page)
    yield Expert(page)
    context.close()
    assert complaints == []


def _start(expert: Expert) -> None:
    """From the text that everyone reads to the form of the first comment."""
    page = expert.page
    page.goto(f"{AT}/text")
    expert.loads = 0
    expert.click("#line-1 a[data-quote-link]")
    page.check("input[name=capacity][value=personal]")
    page.select_option("#category", "individual")
    expert.click("main form button.button-primary >> nth=-1")


def _begin(expert: Expert) -> None:
    """The same with scripts, until keys are heard."""
    _start(expert)
    wait_until(
        expert.page, "document.activeElement?.matches('#writing #comment')"
    )  # keys are heard from now on


def test_twelve_comments_take_few_clicks_and_no_pages(expert: Expert) -> None:
    page = expert.page
    _begin(expert)
    expert.click("#writing label[for=type-2]")
    # nothing becomes HTML but what the server has just answered
    assert page.evaluate("String(trustedTypes.defaultPolicy.createHTML('<b>words</b>'))") == ""
    for n in LINES:
        if n > 1:
            expert.click(f"#line-{n} a[data-quote-link]")
            wait_until(
                page,
                f"document.activeElement?.closest('#line-{n} #writing') !== null && document.activeElement?.id === 'comment'",
            )
        page.fill("#comment", f"A year is too short for lot {n}.")
    page.keyboard.press("Control+Enter")
    wait_until(page, "!document.getElementById('writing')")
    assert page.evaluate("document.activeElement.closest('.block').id") == "line-12"
    assert page.locator(".own-comment:not(.own-unfinished)").count() == 12
    assert page.get_by_text("Not saved yet").count() == 0  # who goes on to another passage saves
    assert (expert.clicks <= 26, expert.loads <= 2) == (True, True), (expert.clicks, expert.loads)
    assert (
        page.evaluate("Object.keys(localStorage).filter(name => name.startsWith('consult.typed')).length")
        == 0
    )
    assert stumbles(page) == []


def _tab_to(page: Any, selector: str, key: str = "Tab", most: int = 60) -> None:
    """Press a key until the focus is on the element."""
    for _pressed in range(most):
        if page.evaluate("selector => document.activeElement?.matches(selector)", selector):
            return
        page.keyboard.press(key)
    raise AssertionError(f"{selector} is not reached with {most} times {key}")


def test_twelve_comments_are_written_and_submitted_by_keyboard_alone(
    app: Flask, chromium: Any, served: str
) -> None:
    world.consultation(app, blocks=BLOCKS)
    page = chromium.new_context(base_url=served).new_page()
    page.goto(f"{AT}/text")
    for key in "jjc":  # the heading, the first passage, comment
        page.keyboard.press(key)
    page.wait_for_url("**/take-part**")
    _tab_to(page, "input[name=capacity]")
    page.keyboard.press("Space")
    while not page.locator("input[name=capacity][value=personal]").is_checked():
        page.keyboard.press("ArrowDown")
    _tab_to(page, "#category")
    page.keyboard.type("Individual")
    _tab_to(page, "main form button.button-primary")
    page.keyboard.press("Enter")
    page.wait_for_selector("#writing #comment")
    for n in LINES:
        wait_until(page, f"document.activeElement?.closest('#line-{n} #writing #comment') !== null")
        page.keyboard.type(f"A year is too short for lot {n}.")
        if n == 1:
            _tab_to(page, "#writing input[name=quote_part]")
            page.keyboard.press("ArrowDown")  # the first sentence
            _tab_to(page, "#writing input[name=type]")
            page.keyboard.press("Space")
        page.keyboard.press("Control+Enter")
        wait_until(page, "!document.getElementById('writing')")
        wait_until(page, f"document.activeElement?.closest('#line-{n}') !== null")  # from there j goes on
        if n < len(LINES):
            for key in "jc":
                page.keyboard.press(key)
    page.keyboard.press("s")
    page.wait_for_url("**/sheet")
    assert page.locator(".own-comment, .comment").count() >= len(LINES)
    _tab_to(page, "a[href$='/sheet/review']")
    page.keyboard.press("Enter")
    page.wait_for_url("**/sheet/review")
    _tab_to(page, "#consent")
    page.keyboard.press("Space")
    _tab_to(page, "main form button.button-primary")
    page.keyboard.press("Enter")
    page.wait_for_url("**/receipt")
    reference = page.url.split("/")[-2]
    with app.app_context():
        found = submissions.comments_of(submissions.by_reference(reference))
        assert [one.comment for one in found] == [f"A year is too short for lot {n}." for n in LINES]
        assert found[0].quote == "Samples of lot 1 are drawn by hand."
    page.context.close()


def test_a_comment_is_changed_and_removed_beside_its_passage(expert: Expert) -> None:
    page = expert.page
    _begin(expert)
    page.keyboard.press("Control+Enter")
    page.wait_for_selector("#writing #error-summary")
    wait_until(page, "document.activeElement.id === 'error-summary'")
    at = "document.getElementById('error-summary').getBoundingClientRect()"
    wait_until(page, f"{at}.top >= 0 && {at}.top < innerHeight")
    assert stumbles(page) == []
    page.check("#writing input[name=type][value=technical]")
    page.check("#writing input[name=quote_part][data-words='They are kept for a year.']")
    page.fill("#proposal", "Samples of lot 1 are drawn by hand. They are kept for two years.")
    page.wait_for_selector("#redline ins")
    page.keyboard.press("Control+Enter")
    page.wait_for_selector("#line-1 .own-comment ins")
    quoted = page.locator("#line-1 > .block-text > mark.quoted")  # without loading the page again
    assert quoted.all_inner_texts() == ["They are kept for a year."]
    page.context.set_offline(True)
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("j")  # without a focus, the first passage in view
    wait_until(page, "document.activeElement?.matches('.block[id]')")
    page.locator("#line-2 a[data-quote-link]").focus()
    page.context.set_offline(False)
    page.keyboard.press("c")
    wait_until(page, "document.activeElement?.id === 'comment'")
    page.fill("#comment", "Half a thought.")
    page.context.set_offline(True)
    page.keyboard.press("Control+Enter")
    wait_until(page, "document.querySelector('#writing [data-failed]') !== null")
    assert page.locator("#comment").input_value() == "Half a thought."
    page.context.set_offline(False)
    page.evaluate("addEventListener('visibilitychange', event => event.stopImmediatePropagation(), true)")
    page.goto("about:blank")
    page.goto(f"{AT}/sheet/text")
    page.locator("#line-2 a[data-quote-link]").focus()
    page.keyboard.press("c")
    page.wait_for_selector("#writing #comment")
    if page.locator("[data-kept-use]").count():
        page.locator("[data-kept-use]").click()
    assert page.locator("#comment").input_value() == "Half a thought."
    page.keyboard.press("Escape")
    wait_until(page, "!document.getElementById('writing')")
    page.locator("#line-1 .own-comment .asking summary").click()  # it asks before it removes
    page.locator("#line-1 .own-comment form button").click()
    wait_until(page, "document.querySelectorAll('#line-1 .own-comment').length === 0")
    assert page.locator("#line-1 mark.quoted").count() == 0


def test_the_key_of_commenting_takes_the_selected_words_first(expert: Expert) -> None:
    page = expert.page
    _begin(expert)
    page.keyboard.press("Escape")
    wait_until(page, "!document.getElementById('writing')")
    page.locator("#line-4 > .block-text").dblclick(position={"x": 12, "y": 8})  # a word
    chosen = page.evaluate("getSelection().toString().trim()")
    assert chosen
    wait_until(page, "document.querySelector('#line-4 a[data-quote-link]').href.includes('quote')")
    page.keyboard.press("c")
    page.wait_for_selector("#writing #comment")
    assert page.evaluate("document.getElementById('writing').closest('.block').id") == "line-4"
    words = page.locator("#writing #c-quote-words")
    assert (words.is_checked(), words.get_attribute("data-words")) == (True, chosen)


def test_a_finger_meets_what_it_chooses_and_the_count_stays_in_view(expert: Expert) -> None:
    page = expert.page
    _begin(expert)
    page.locator("#own-count").wait_for()
    assert _covered(page, "#own-count") == []
    heights = page.locator("#writing .choice label:visible").evaluate_all(
        "labels => labels.map(one => one.getBoundingClientRect().height)"
    )
    assert len(heights) > 5
    if page.viewport_size["width"] == 375:
        assert [one for one in heights if one < 44] == []
    page.fill("#comment", "A year is too short.")
    page.check("#writing input[name=type][value=technical]")
    assert _covered(page, "#writing .actions button.button-primary") == []
    assert stumbles(page) == []


TABLE = "<table><tr><th>Seed</th><th>Limit</th></tr><tr><td>Maize</td><td>40 000</td></tr></table>"


@pytest.mark.parametrize(("width", "height", "language"), [(1280, 900, "en"), (375, 667, "ar")])
def test_what_is_typed_and_what_it_changes_are_in_view(
    app: Flask, chromium: Any, served: str, width: int, height: int, language: str
) -> None:
    """A cell is chosen, and the field of the proposal begins with its words; published comments open without a form."""
    world.consultation(app, blocks=(*BLOCKS, ("limits", Kind.TABLE, 0, "Table 1", "Limits", TABLE)))
    steps.published(
        app, comments=[{"subject": Subject.CLAUSE, "block_key": "limits", "comment": "Too much."}]
    )
    context = chromium.new_context(
        base_url=served, viewport={"width": width, "height": height}, has_touch=True
    )
    page = context.new_page()
    page.goto(f"/sign-in?lang={language}")
    complaints = complaints_of(page)
    expert = Expert(page)
    _begin(expert)
    page.keyboard.press("Escape")
    wait_until(page, "!document.getElementById('writing')")
    page.locator("#limits a.block-count").tap()
    page.wait_for_selector("#published .comment")
    assert page.evaluate("document.activeElement.id") == "published"
    page.keyboard.press("Escape")
    wait_until(page, "document.activeElement.matches('#limits a.block-count')")
    page.locator("#limits a[data-quote-link]").tap()
    page.wait_for_selector("#writing #comment")
    assert _covered(page, "#comment") == []
    # the passage is in view while one comments on it
    assert _covered(page, "#limits table tr:last-child") == []
    assert _covered(page, "#writing .actions button.button-primary") == []
    if width == 375:
        assert not page.locator(".workspace-foot a.button").is_visible()  # Save stands in its place
    page.select_option("#writing #quote", value="cell-1-2")
    wait_until(page, "document.getElementById('proposal').value === '40 000'")
    page.focus("#proposal")
    page.keyboard.press("Control+End")
    page.keyboard.type(" kg")
    page.wait_for_selector("#redline ins")
    assert (_covered(page, "#proposal"), _covered(page, "#redline blockquote")) == ([], [])
    assert page.locator("#redline del").count() == 0
    page.check("#writing input[name=proposal_kind][value=delete]")
    page.wait_for_selector("#redline del")
    assert "40 000" in page.locator("#redline del").inner_text()
    assert "Maize" not in page.locator("#redline").inner_text()
    context.close()
    assert complaints == []


def _covered(page: Any, selector: str) -> list[str]:
    """What stands over the upper, middle and lower part of an element, or that it is out of view."""
    found: list[str] = page.evaluate(
        """selector => {
            const element = document.querySelector(selector), { left, width, top, bottom } = element.getBoundingClientRect();
            return [top + 4, (top + bottom) / 2, bottom - 4].map(y => document.elementFromPoint(left + width / 2, y))
                .filter(one => !element.contains(one)).map(one => one?.outerHTML.slice(0, 80) ?? "out of view");
        }""",
        selector,
    )
    return found


def test_without_scripts_twelve_comments_take_fourteen_pages(app: Flask, chromium: Any, served: str) -> None:
    world.consultation(app, blocks=BLOCKS)
    context = chromium.new_context(base_url=served, java_script_enabled=False)
    page = context.new_page()
    expert = Expert(page)
    _start(expert)
    for n in LINES:
        if n == 1:  # the type of the first is that of the next ones
            page.check("input[name=type][value=technical]")
        page.fill("#comment", f"A year is too short for lot {n}.")
        page.fill("#line", str(n + 1))
        expert.click("button[value=line]" if n < 12 else "main form .actions button.button-primary")
    page.wait_for_url("**/sheet/text?at=line-12*")
    assert page.locator(".own-comment:not(.own-unfinished)").count() == 12
    assert page.get_by_text("Not saved yet").count() == 0  # who goes on to another passage saves
    assert expert.loads <= 14, expert.loads
    context.close()


def test_a_rectangle_is_drawn_on_the_image_of_a_page(app: Flask, chromium: Any, served: str) -> None:
    world.consultation(app, blocks=paged.parsed())
    context = chromium.new_context(base_url=served, viewport={"width": 1280, "height": 900})
    page = context.new_page()
    complaints = complaints_of(page)
    page.goto(f"{AT}/text?lang=ar")
    _draw(page, (0.1, 0.2), (0.6, 0.3))  # where no form is open, the link leads to one with the rectangle
    page.keyboard.press("Enter")
    page.check("input[name=capacity][value=personal]")
    page.select_option("#category", "individual")
    page.locator("main form button.button-primary").last.click()
    page.wait_for_selector("#writing #comment")
    drawn = [page.input_value(f"#page_{side}") for side in ("left", "top", "right", "bottom")]
    assert [round(float(one)) for one in drawn] == [10, 20, 60, 30]
    _draw(page, (0.5, 0.55), (0.25, 0.5))
    assert [round(float(page.input_value(f"#page_{one}"))) for one in ("left", "bottom")] == [25, 55]
    page.fill("#page_bottom", "75")
    assert page.locator("[id='page-1.p1'] .page-marks rect").get_attribute("height") == "25"
    page.check("#writing input[name=type][value=technical]")
    page.fill("#comment", "This is too much.")
    page.keyboard.press("Control+Enter")
    page.wait_for_selector("[id='page-1.p1'] .own-comment")
    assert stumbles(page) == []
    context.close()
    assert complaints == []


def _draw(page: Any, start: tuple[float, float], end: tuple[float, float]) -> None:
    """Draw with the mouse from one place of the first page to another, in parts of its width and height."""
    image = page.locator("[data-page] img").first
    image.scroll_into_view_if_needed()
    box = image.bounding_box()
    (x, y), (across, down) = (
        (box["x"] + at[0] * box["width"], box["y"] + at[1] * box["height"]) for at in (start, end)
    )
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(across, down, steps=3)
    page.mouse.up()
