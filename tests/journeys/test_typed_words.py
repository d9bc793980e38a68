"""Words of a comment that is not complete, or not sent, survive whatever is pressed on its page and whatever another
page saves, with and without scripts."""

import time
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask

from tests import cast, world
from tests.look.glance import click_through

AT = f"/consultations/{world.SLUG}"
PLACE = f"{AT}/sheet/comments/new?block=lot-size-1"
WAYS = "a[href]:visible, button:visible"


def _begin(page: Any) -> None:
    """Begin a draft, and open the page of a comment."""
    page.goto(f"{AT}/take-part")
    page.check("input[name=capacity][value=personal]")
    page.select_option("#category", "individual")
    click_through(page.locator("main form button.button-primary").last)
    page.goto(PLACE)


@pytest.fixture(params=[True, False], ids=["with-scripts", "without-scripts"])
def page(request: pytest.FixtureRequest, app: Flask, chromium: Any, served: str) -> Iterator[Any]:
    """The page of a comment that was begun before and is not complete."""
    world.consultation(app)
    context = chromium.new_context(base_url=served, java_script_enabled=request.param)
    opened = context.new_page()
    _begin(opened)
    opened.fill("#comment", "Words before.")
    opened.locator("button[value=back]").click()
    opened.has_scripts = request.param
    yield opened
    context.close()


def _words(page: Any) -> str:
    page.goto(PLACE)
    return str(page.locator("#comment").input_value())


def _survive(page: Any, words: str, is_button: bool) -> bool:
    """Whether the words are on the page of the place, at once or as soon as the browser has sent them; without scripts
    anyone who follows a link has them by going back."""
    if not page.has_scripts and not is_button:
        page.go_back()
        return str(page.locator("#comment").input_value()) == words
    until = time.monotonic() + 10
    while _words(page) != words and time.monotonic() < until:
        time.sleep(0.2)
    return _words(page) == words


def test_every_link_and_button_is_pressed_while_the_comment_is_not_complete(page: Any) -> None:
    page.goto(PLACE)
    count = page.locator(WAYS).count()
    lost = []
    for number in range(count):
        words = f"Words before way {number} was pressed."
        page.goto(PLACE)
        way = page.locator(WAYS).nth(number)
        name, is_button = way.inner_text().strip(), way.evaluate("way => way.tagName") == "BUTTON"
        page.fill("#comment", words)
        way.press("Enter")
        page.wait_for_load_state()
        if not _survive(page, words, is_button):
            lost.append(name)
    assert (count > 15, lost) == (True, [])


def test_who_signs_out_while_a_comment_is_not_complete_finds_it_again(
    app: Flask, chromium: Any, served: str
) -> None:
    world.consultation(app)
    cast.person(app, "wanjiru@growers.example")
    context = chromium.new_context(base_url=served)
    page = context.new_page()

    def sign_in() -> None:
        page.goto("/sign-in")
        page.fill("#email", "wanjiru@growers.example")
        page.fill("#password", cast.PASSWORD)
        page.locator("main button[type=submit]").click()
        page.wait_for_load_state()

    sign_in()
    _begin(page)
    page.fill("#comment", "Words before signing out.")
    page.locator("form[action='/sign-out'] button").first.evaluate("button => button.click()")
    page.wait_for_url("**/")
    sign_in()
    assert _words(page) == "Words before signing out."
    context.close()


def test_words_that_are_sent_without_a_connection_stay_on_the_page_and_are_sent_later(
    app: Flask, chromium: Any, served: str
) -> None:
    world.consultation(app)
    context = chromium.new_context(base_url=served)
    page = context.new_page()
    _begin(page)
    page.check("input[name=type][value=technical]")
    page.fill("#comment", "Words without a connection.")
    context.set_offline(True)
    page.locator("main form button.button-primary").last.click()
    page.get_by_text("There is no connection. Nothing was sent.").wait_for()
    assert page.get_by_text("We keep what you type here, even if the comment is not complete.").is_hidden()
    assert page.locator("#comment").input_value() == "Words without a connection."
    context.set_offline(False)
    page.locator("main form button.button-primary").last.click()
    page.wait_for_url(f"**{AT}/sheet/text*")
    page.goto(f"{AT}/sheet")
    assert page.get_by_text("Words without a connection.").count() == 1
    context.close()


@pytest.mark.parametrize("has_scripts", [True, False], ids=["with-scripts", "without-scripts"])
def test_who_leaves_the_page_of_an_amendment_finds_it_again_and_nothing_was_sent(
    app: Flask, chromium: Any, served: str, has_scripts: bool
) -> None:
    world.consultation(app)
    context = chromium.new_context(base_url=served, java_script_enabled=has_scripts)
    page = context.new_page()
    _begin(page)
    page.check("input[name=type][value=technical]")
    page.fill("#comment", "As it was sent.")
    click_through(page.locator("main form button.button-primary").last)
    page.goto(f"{AT}/sheet/review")
    page.check("#consent")
    page.locator("main form button.button-primary").last.click()
    page.wait_for_url("**/receipt")
    base = page.url.removesuffix("/receipt").removeprefix(served)
    for path in (f"{base}/comments/1/amendment", f"{base}/comments/new?general=1"):
        page.goto(path)
        page.fill("#comment", f"Typed at {path}.")
        if has_scripts:
            page.goto(f"{base}/receipt")  # as if the tab were closed: the browser sends what was typed
        else:
            page.locator("button[value=back]").click()
        until = time.monotonic() + 10
        page.goto(f"{base}/status")
        while f"Typed at {path}." not in page.locator("main").inner_text() and time.monotonic() < until:
            page.goto(f"{base}/status")
        assert "As it was sent." in page.locator(".comments").inner_text()
        assert f"Typed at {path}." not in page.locator(".comments").inner_text()
        click_through(page.locator(".unfinished a").last)
        assert page.locator("#comment").input_value() == f"Typed at {path}."
    page.locator("main form button.button-primary").last.click()
    page.wait_for_url("**/status*")
    assert page.locator(".unfinished li").count() == 1
    assert f"Typed at {base}/comments/new?general=1." in page.locator(".comments").inner_text()
    context.close()


def test_two_windows_with_one_comment_show_both_texts_and_ask(app: Flask, chromium: Any, served: str) -> None:
    world.consultation(app)
    context = chromium.new_context(base_url=served)
    newer = context.new_page()
    _begin(newer)
    newer.check("input[name=type][value=technical]")
    newer.fill("#comment", "Saved at first.")
    newer.locator("main form button.button-primary").last.click()
    older = context.new_page()
    older.clock.install()
    for page in (newer, older):
        page.goto(f"{AT}/sheet/comments/1")
    newer.fill("#comment", "Saved in the newer window.")
    newer.locator("main form button.button-primary").last.click()
    older.fill("#comment", "Typed in the older window.")
    with older.expect_response(lambda answer: "autosave=1" in answer.url) as kept:
        older.clock.fast_forward(10_300)
    assert kept.value.status == 202
    assert "Another page has saved a different text." in older.locator("[data-autosave-status]").inner_text()
    click_through(older.locator("main form button.button-primary").last)
    assert "Saved in the newer window." in older.locator(".there-now").inner_text()
    assert older.locator("#comment").input_value() == "Typed in the older window."
    click_through(older.locator("button", has_text="Replace the saved comment"))
    newer.goto(f"{AT}/sheet")
    assert "Typed in the older window." in newer.locator(".comment").inner_text()
    assert newer.locator(".unfinished").count() == 0
    context.close()
