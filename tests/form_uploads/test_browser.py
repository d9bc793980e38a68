"""An expert with a filled form: on a small screen without scripts from the consultation to the receipt; and with scripts,
which save each choice at once."""

from typing import Any
from urllib.parse import urlsplit

import pytest
from flask import Flask

from tests import cast, world
from tests.comment_forms import forms
from tests.form_uploads.test_entering import entered
from tests.form_uploads.test_writing import AT, ISO, ROWS
from tests.look.glance import click_through, wait_until


def _upload(page: Any) -> None:
    page.goto(AT)
    page.get_by_role("link", name="Upload a filled comment form").click()
    page.check("input[name=capacity][value=personal]")
    page.select_option("#category", "individual")
    page.get_by_role("button", name="Save and continue").click()
    file = forms.in_docx(ROWS, ISO)
    page.set_input_files("#file", {"name": file.name, "mimeType": "", "buffer": file.data})
    page.get_by_role("button", name="Read file").click()


def test_an_expert_uploads_a_form_and_submits_it(app: Flask, chromium: Any, served: str) -> None:
    world.consultation(app)
    context = chromium.new_context(
        base_url=served, java_script_enabled=False, viewport={"width": 375, "height": 800}
    )
    page = context.new_page()
    _upload(page)
    page.locator("[value='at:reports']").check()
    page.select_option("#type-3", "general")
    page.get_by_role("button", name="Save choices").click()
    page.get_by_role("link", name="Take in").click()
    page.fill("#comment", "Say by when.")
    page.select_option("#passage", "whole")
    click_through(page.get_by_role("button", name="Save row"))
    assert page.evaluate("document.documentElement.scrollWidth") <= 375
    page.get_by_role("button", name="Add 4 comments to the draft submission").click()
    page.get_by_role("link", name="To your draft submission").click()
    page.get_by_role("link", name="Review and submit").first.click()
    page.get_by_text("Say by when.").first.wait_for()
    page.check("#consent")
    page.get_by_role("button", name="Submit").click()
    page.wait_for_url("**/receipt")
    context.close()


@pytest.mark.parametrize("language", ["", "/en", "/fr"])
def test_a_choice_is_saved_at_once_and_the_page_says_so(
    app: Flask, chromium: Any, served: str, language: str
) -> None:
    world.consultation(app)
    context = chromium.new_context(base_url=served)
    page = context.new_page()
    errors: list[str] = []
    page.on("console", lambda said: errors.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda error: errors.append(str(error)))
    _upload(page)
    page.wait_for_url("**/forms/*")
    page.goto(f"{language}{urlsplit(page.url).path}?show=waiting")
    row = page.locator(".form-row", has=page.locator("[value='at:reports']"))
    address, waits = page.url, row.locator(".form-state").inner_text()
    _ready(page, 1)
    page.select_option("#type-3", "general")
    _ready(page, 2)
    row.locator("[value='at:reports']").check()
    _ready(page, 3)
    assert (page.url, errors, row.locator("[value='at:reports']").is_checked()) == (address, [], True)
    assert row.locator(".form-state").inner_text() != waits
    assert page.locator("#form-tabs [href$='show=waiting']").count() == 0
    told = page.locator("[data-parts-told]")
    assert told.inner_text() == ""
    page.route("**/forms/*", lambda route: route.abort())
    row.locator("[value=out]").check()
    wait_until(page, "document.querySelector('[data-parts-told]').textContent !== ''")
    failed = str(told.get_attribute("data-failed"))
    assert told.inner_text().endswith(failed) and "KE-002" in told.inner_text()
    assert failed in row.locator(".form-becomes .form-unsaved").inner_text()
    context.close()


def test_a_key_leads_from_one_row_in_doubt_to_the_next(app: Flask, chromium: Any, served: str) -> None:
    world.consultation(app)
    context = chromium.new_context(base_url=served)
    page = context.new_page()
    _upload(page)
    link = page.get_by_role("link", name="Next row that waits for your choice")
    link.wait_for()
    assert (link.get_attribute("aria-keyshortcuts"), link.get_attribute("href")) == ("n", "#row-2")

    def row_in_focus() -> str:
        return str(page.evaluate("document.activeElement.closest('.form-row')?.id"))

    seen = []
    for _press in range(3):
        page.keyboard.press("n")
        seen.append(row_in_focus())
    assert seen == ["row-2", "row-3", "row-2"]
    page.locator("[value='at:reports']").check()
    page.get_by_role("button", name="Add 2 comments to the draft submission").wait_for()
    for _press in range(2):
        page.keyboard.press("n")
        assert row_in_focus() == "row-3"
    page.keyboard.press("?")
    page.get_by_role("dialog", name="Keyboard shortcuts").get_by_text("Next row that waits").wait_for()
    context.close()


def test_a_small_screen_without_scripts_has_the_link_to_the_first_row_in_doubt(
    app: Flask, chromium: Any, served: str
) -> None:
    world.consultation(app)
    context = chromium.new_context(
        base_url=served, java_script_enabled=False, viewport={"width": 375, "height": 800}
    )
    page = context.new_page()
    _upload(page)
    page.get_by_role("link", name="Next row that waits for your choice").click()
    page.wait_for_url("**#row-2")
    assert not page.get_by_role("button", name="Shortcuts").is_visible()
    context.close()


def _ready(page: Any, number: int) -> None:
    """Wait until the button says that so many comments are added."""
    page.locator("#form-send [value=add]", has_text=str(number)).wait_for()


def _officer_on(chromium: Any, served: str, address: str) -> Any:
    page = chromium.new_context(base_url=served).new_page()
    page.goto("/sign-in")
    page.locator("#email").fill(world.OFFICER)
    page.locator("#password").fill(cast.PASSWORD)
    click_through(page.locator("main button[type=submit]"))
    page.goto(address)
    return page


def test_two_officers_at_once_lose_no_choice_and_submit_nothing_unseen(
    app: Flask, chromium: Any, served: str
) -> None:
    world.consultation(app)
    client = app.test_client()
    cast.sign_in(client, world.OFFICER)
    both = [[f"KE-{n}", "", "2.1 and 3", "", "te", f"Comment {n}.", "", ""] for n in (1, 2, 3)]
    address = entered(client, forms.in_csv([ISO, *both]))
    first, second = (_officer_on(chromium, served, address) for _ in range(2))
    first.locator("#row-1 [value='at:reports']").check()
    first.locator("#row-2 [value=whole]").check()  # one after the other, without waiting
    _ready(first, 2)
    second.locator("#row-3 [value='at:reports']").check()
    _ready(second, 3)
    second.reload()
    first.locator("#row-1 [value=whole]").check()
    _ready(first, 3)
    first.wait_for_load_state("networkidle")
    second.locator("#row-1 [value=out]").check()
    told = second.locator("[data-parts-told]")
    wait_until(second, "document.querySelector('[data-parts-told]').textContent !== ''")
    changed = str(told.get_attribute("data-changed"))
    assert told.inner_text() == f"No. KE-1: {changed}"
    beside = second.locator("#row-1 .form-becomes .form-unsaved").inner_text()
    assert changed in beside and "Not saved yet" in beside
    assert second.locator(".form-unsaved").count() == 1
    second.get_by_role("button", name="Submit 3 comments").click()
    second.get_by_text("Rows of this form were changed after you opened this page.").wait_for()
    assert second.locator("#row-1 [value=out]").is_checked()
    click_through(second.get_by_role("button", name="Save choices"))
    _ready(second, 2)
    second.locator("#row-1 [value='at:reports']").check()
    second.locator("#form-send [value=add]").click()  # while the choice is on its way
    second.get_by_text("comments submitted").wait_for()
    for page in (first, second):
        page.context.close()
