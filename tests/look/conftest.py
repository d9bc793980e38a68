"""The windows through which pages are looked at."""

from collections.abc import Iterator
from typing import Any

import pytest


@pytest.fixture(
    params=[(1280, "light", "en"), (1280, "dark", "en"), (375, "light", "ar")],
    ids=["wide", "dark", "narrow-rtl"],
)
def page(request: pytest.FixtureRequest, chromium: Any, served: str) -> Iterator[Any]:
    """A browser page of some width, colour scheme and language, at the door."""
    width, scheme, language = request.param
    context = chromium.new_context(
        viewport={"width": width, "height": 800}, color_scheme=scheme, bypass_csp=True
    )
    opened = context.new_page()
    opened.goto(f"{served}/sign-in?lang={language}")
    yield opened
    context.close()
