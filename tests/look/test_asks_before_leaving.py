"""Pages with texts to type ask before they are left with something that was not sent."""

from typing import Any

import pytest
from flask import Flask

from tests import cast, world

pytestmark = pytest.mark.usefixtures("clean")


def _sign_in(page: Any) -> None:
    """Sign in as an officer, and come to the page that was asked for."""
    page.locator("#email").fill(world.OFFICER)
    page.locator("#password").fill(cast.PASSWORD)
    page.locator("main button[type=submit]").click()
    page.wait_for_url("**/translations/**")


def _asked(page: Any) -> list[str]:
    """The dialogs that the browser shows from now on; each is answered with staying."""
    asked: list[str] = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    return asked


@pytest.mark.parametrize(
    ("path", "field", "is_officer"),
    [("translations/ar", "text-title", True), ("take-part", "organisation", False)],
)
def test_another_language_is_chosen_only_after_asking(
    app: Flask, page: Any, served: str, path: str, field: str, is_officer: bool
) -> None:
    address = f"{served}/consultations/{world.consultation(app)}/{path}"
    page.goto(address)
    if is_officer:
        _sign_in(page)
    asked = _asked(page)
    typed = page.locator(f'[name="{field}"]')
    typed.fill("Seeds")
    page.locator('details:has(a[hreflang="fr"]) > summary').first.click()
    page.locator('a[hreflang="fr"]').first.click()
    page.wait_for_timeout(200)
    assert (asked, typed.input_value()) == (["beforeunload"], "Seeds")
    page.locator("main form[data-ask-before-leaving] button[type=submit]").last.click()
    page.wait_for_timeout(500)
    assert asked == ["beforeunload"]


@pytest.mark.parametrize("is_wrong", [False, True])
def test_words_that_were_refused_are_asked_about(app: Flask, page: Any, served: str, is_wrong: bool) -> None:
    address = f"{served}/consultations/{world.consultation(app)}/translations/ar"
    page.goto(address)
    _sign_in(page)
    asked = _asked(page)
    page.locator('[name="text-title"]').fill("x" * 1001 if is_wrong else "x")
    page.locator("main form[data-ask-before-leaving] button[type=submit]").last.click()
    page.wait_for_timeout(500)
    assert asked == []
    page.locator("#error-summary a" if is_wrong else "main").first.click()
    page.locator('details:has(a[hreflang="fr"]) > summary').first.click()
    page.locator('a[hreflang="fr"]').first.click()
    page.wait_for_timeout(200)
    assert asked == (["beforeunload"] if is_wrong else [])
