"""The glance itself: it finds what is wrong, what is wrong in the dark only, and what is too wide."""

from typing import Any

import pytest

from tests.look.glance import stumbles

STYLE = """
    * { margin: 0 } body { background: #fff; color: #000 }
    @media (prefers-color-scheme: dark) { body { background: #111; color: #eee } .grey { color: #333 } }
"""


@pytest.mark.parametrize("colours", ["light", "dark"])
def test_each_stone_is_found_and_a_tidy_page_has_none(chromium: Any, colours: str) -> None:
    page = chromium.new_page(viewport={"width": 375, "height": 800}, color_scheme=colours)
    found = {}
    for name, inner in {
        "tidy": "<p>Words</p>",
        "no words for a picture": '<img src="data:,">',
        "in the dark": '<p class="grey">Words</p>',
        "too wide": '<p style="inline-size: 400px">Words</p>',
    }.items():
        head = f"<!doctype html><html lang=en><title>Page</title><style>{STYLE}</style>"
        page.set_content(f"{head}<main><h1>Page</h1>{inner}</main></html>")
        found[name] = stumbles(page)
    page.close()
    assert found == {
        "tidy": [],
        "no words for a picture": ['image-alt: <img src="data:,">'],
        "in the dark": ['color-contrast: <p class="grey">Words</p>'] if colours == "dark" else [],
        "too wide": ["25 pixels too wide"],
    }
