"""Search words that are too long: what was typed stays in the box, and the page says that it was cut."""

import pytest
from flask import Flask
from lxml import html

from tests import cast, world

PAGES = {
    "/consultations": None,
    f"/consultations/{world.SLUG}/comments": None,
    "/moderation": world.MODERATOR,
    f"/consultations/{world.SLUG}/responses": world.OFFICER,
}
"""Pages with a search box, and who may open them."""


@pytest.mark.parametrize("path", PAGES)
def test_a_search_that_is_too_long_is_told_and_stays_typed(app: Flask, clean: None, path: str) -> None:
    world.consultation(app)
    world.submission(app)
    client = app.test_client()
    if PAGES[path]:
        cast.sign_in(client, PAGES[path])
    typed = "seed " * 41
    page = html.fromstring(client.get(path, query_string={"q": typed}).text)
    (box,) = page.xpath("//input[@name='q' and @type='search']")
    assert box.get("value") == typed.strip()
    (told,) = page.xpath(f"//*[@id='{box.get('aria-describedby')}']")
    assert "Only the first 200 characters were searched for." in told.text_content()
    page = html.fromstring(client.get(path, query_string={"q": "seed"}).text)
    assert page.xpath("//*[@aria-invalid]") == []
