"""The windows through which pages are looked at."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.look.glance import complaints_of


@pytest.fixture(params=[(1280, "en"), (375, "ar")], ids=["wide", "narrow-rtl"])
def page(request: pytest.FixtureRequest, chromium: Any, served: str) -> Iterator[Any]:
    """A browser page of some width and language, at the door; `stumbles` looks at it in the dark as well.

    The content policy that every page comes with is in force: the browser has nothing to complain about.
    """
    width, language = request.param
    context = chromium.new_context(viewport={"width": width, "height": 800})
    opened = context.new_page()
    complaints = complaints_of(opened)
    opened.goto(f"{served}/sign-in?lang={language}")
    yield opened
    context.close()
    assert complaints == []
