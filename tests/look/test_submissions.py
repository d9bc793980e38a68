"""The pages of taking part in a real browser: nothing that WCAG 2.2 AA or a narrow screen would stumble over, and the
whole way with the keyboard alone and without JavaScript."""

from typing import Any

import pytest
from flask import Flask

from consult.submissions import actions, queries
from consult.submissions.lifecycle import Moderation
from tests import world
from tests.look.glance import click_through, stumbles


def _press(page: Any) -> None:
    click_through(page.locator("main form button.button-primary").last)


def test_no_one_stumbles(app: Flask, page: Any, served: str) -> None:
    at = f"{served}/consultations/{world.consultation(app)}"
    closed = world.consultation(app, "long-closed", open=False, late={"accept": False, "grace_minutes": 0})
    trouble = {}

    def look(name: str) -> None:
        trouble[name] = stumbles(page)

    page.goto(f"{at}/take-part")
    look("who")
    _press(page)
    look("who, wrong")
    page.check("input[name=capacity][value=personal]")
    page.select_option("#category", "individual")
    page.fill("#name", "Wanjiru Kimani")
    _press(page)
    look("text")
    page.goto(f"{at}/sheet")
    look("sheet, empty")
    page.goto(f"{at}/sheet/comments/new?block=lot-size-2")
    page.fill("#comment", "Sub-lots of " + "verylongword" * 12)
    click_through(page.locator("button[value=after]"))
    page.goto(f"{at}/sheet/comments/new?block=lot-size-2")
    look("comment, not complete")
    page.goto(f"{at}/sheet")
    look("sheet, not complete")
    page.goto(f"{at}/sheet/text")
    look("text, not complete")
    page.goto(f"{at}/sheet/review")
    look("review, not complete")
    page.goto(f"{at}/sheet")
    page.locator(".unfinished summary").click()
    click_through(page.locator(".unfinished button"))
    page.goto(f"{at}/sheet/comments/new?block=lot-size-1&quote=kilograms")
    look("comment")
    _press(page)
    look("comment, wrong")
    page.check("input[name=type][value=technical]")
    page.fill("#comment", "Too large.\n\n- for stores\n- for " + "verylongword" * 12)
    page.fill("#proposal", "A lot shall not exceed 25 000 kilograms.")
    click_through(page.locator("button[value=preview]"))
    look("comment, its change")
    _press(page)
    # its foot stays in view, over a part of a link; at the end of the page it stands where it belongs, over nothing
    page.evaluate("scrollTo({top: document.documentElement.scrollHeight, behavior: 'instant'})")
    look("text, commented")
    page.goto(f"{at}/sheet/comments/new?question=1")
    look("question")
    page.fill("#comment", "Ten days are enough.")
    _press(page)
    look("sheet")
    page.goto(f"{at}/sheet/review")
    look("review")
    page.goto(f"{at}/sheet/review?attribution=confidential")
    look("review, confidential")
    _press(page)
    look("review, wrong")
    page.check("#consent")
    _press(page)
    page.wait_for_url("**/receipt")
    look("receipt")
    reference = page.url.split("/")[-2]
    with app.app_context():
        first, second = queries.comments_of(queries.by_reference(reference))
        actions.hide(first, state=Moderation.WITHHELD, reason="personal_data")
        actions.set_in_review(second)
    for path in (
        "status",
        "comments/1/amendment",
        "comments/1/withdrawal",
        "withdrawal",
        "comments/new?general=1",
    ):
        page.goto(f"{served}/submissions/{reference}/{path}")
        look(path)
    page.goto(f"{served}/resume")
    look("resume")
    page.goto(f"{served}/consultations/{closed}/take-part")
    look("closed")
    assert {name: found for name, found in trouble.items() if found} == {}


def test_the_whole_way_without_javascript(app: Flask, chromium: Any, served: str) -> None:
    at = f"{served}/consultations/{world.consultation(app)}"
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{at}/take-part")
    page.check("input[name=capacity][value=personal]")
    page.select_option("#category", "individual")
    _press(page)
    page.locator("#lot-size-1 a", has_text="Comment").click()
    page.check("input[name=type][value=editorial]")
    page.fill("#comment", "Say tonnes.")
    page.fill("#proposal", "A lot shall not exceed 30 tonnes of seed.")
    _press(page)
    page.get_by_role("link", name="Review your comments").click()
    page.get_by_role("link", name="Review and submit").last.click()
    page.check("#consent")
    _press(page)
    assert page.locator("h1").inner_text().startswith("Received: ")
    context.close()


def test_words_typed_are_kept_before_anything_is_pressed(app: Flask, chromium: Any, served: str) -> None:
    at = f"{served}/consultations/{world.consultation(app)}"
    context = chromium.new_context()
    page = context.new_page()
    page.goto(f"{at}/take-part")
    page.check("input[name=capacity][value=personal]")
    page.select_option("#category", "individual")
    _press(page)
    page.clock.install()
    page.goto(f"{at}/sheet/comments/new?general=1")
    page.fill("#comment", "Half a thought")
    with page.expect_response(lambda answer: "autosave=1" in answer.url) as saved:
        page.clock.fast_forward(10_300)
    assert saved.value.status == 204
    assert page.locator("[data-autosave-status]").inner_text().startswith("Saved ")
    page.fill("#comment", "Half a thought, and the rest.")
    _press(page)
    page.goto(f"{at}/sheet")
    assert page.locator(".comment").count() == 1
    assert "and the rest." in page.locator(".comment").inner_text()
    context.close()


def test_words_chosen_in_the_text_narrow_the_comment(app: Flask, chromium: Any, served: str) -> None:
    at = f"{served}/consultations/{world.consultation(app)}"
    context = chromium.new_context()
    page = context.new_page()
    page.goto(f"{at}/take-part")
    page.check("input[name=capacity][value=personal]")
    page.select_option("#category", "individual")
    _press(page)
    page.wait_for_load_state()  # with it the script that hears of what is selected
    page.evaluate(
        "() => { const words = document.querySelector('#lot-size-1 .block-text').firstChild;"
        " const range = document.createRange(); range.setStart(words, 2); range.setEnd(words, 5);"
        " getSelection().removeAllRanges(); getSelection().addRange(range); }"
    )
    page.locator(".words-button").wait_for()
    covered = (
        "() => { const at = document.querySelector('.words-button').getBoundingClientRect();"
        " return [...document.querySelectorAll('.block-acts a')].filter(link => {"
        " const one = link.getBoundingClientRect(); return at.left < one.right && one.left < at.right"
        " && at.top < one.bottom && one.top < at.bottom; }).length; }"
    )
    assert page.evaluate(covered) == 0
    page.locator(".words-button").click()
    assert page.locator("#writing input[name=quote_part]:checked").get_attribute("data-words") == "lot"
    context.close()


def test_a_browser_computes_in_a_crowd_shows_how_far_it_is_and_can_be_stopped(
    app: Flask, page: Any, served: str, limited: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    at = f"{served}/consultations/{world.consultation(app)}"
    monkeypatch.setitem(app.config, "SUBMISSIONS_OF_ALL", "1 per hour")
    monkeypatch.setitem(app.config, "PROOF_OF_WORK_BITS", 32)
    for number in range(2):
        page.goto(f"{at}/take-part?another=1")
        page.check("input[name=capacity][value=personal]")
        page.select_option("#category", "individual")
        page.fill("#name", "Wanjiru Kimani")
        _press(page)
        page.goto(f"{at}/sheet/comments/new?general=1")
        page.check("input[name=type][value=general]")
        page.fill("#comment", "Well done.")
        _press(page)
        page.goto(f"{at}/sheet/review")
        page.check("#consent")
        page.locator("main form button.button-primary").last.click()
        if number == 0:
            page.wait_for_url("**/receipt")
    shown = page.locator("[data-work-shown]")
    shown.wait_for(state="visible")
    page.locator("progress:not([value='0'])").wait_for()
    assert not stumbles(page)
    page.locator("[data-work-cancel]").click()
    assert shown.is_hidden()
    monkeypatch.setitem(app.config, "PROOF_OF_WORK_BITS", 12)
    page.locator("main form button.button-primary").last.click()
    page.wait_for_url("**/receipt")
    with app.app_context():
        assert queries.quarantine_of(queries.by_reference(page.url.split("/")[-2])) is None
