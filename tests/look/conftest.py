"""The windows through which pages are looked at."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.look.glance import complaints_of


@pytest.fixture(params=[(1280, "en", "light"), (375, "ar", "dark")], ids=["wide", "narrow-rtl-dark"])
def page(request: pytest.FixtureRequest, chromium: Any, served: str) -> Iterator[Any]:
    """A browser page of a visitor: wide and by day, or narrow, from right to left and in the dark.

    The content policy that every page comes with is in force: the browser has nothing to complain about.
    """
    width, language, colours = request.param
    context = chromium.new_context(viewport={"width": width, "height": 800}, color_scheme=colours)
    opened = context.new_page()
    complaints = complaints_of(opened)
    opened.goto(f"{served}/sign-in?lang={language}")
    yield opened
    context.close()
    assert complaints == []
