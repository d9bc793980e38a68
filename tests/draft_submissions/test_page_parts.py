"""A comment on a part of a page, from its form to what the public reads and downloads."""

import json
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from lxml import html

from consult.core.errors import NotPossible
from consult.submissions import queries
from consult.submissions.models import CommentType
from tests import cast, paged, world
from tests.draft_submissions.walking import AT, SHEET, begin, page, said, send
from tests.reading import steps

KEY = "page-1.p1"
PLACE = f"{SHEET}/comments/new?block={KEY}"
TYPED = {"type": "technical", "comment": "A lot of 30 tonnes is too large.", "page_line": "3"}
RECTANGLE = {"page_top": "20", "page_bottom": "25.5", "page_left": "10", "page_right": ""}
KEPT = "line=3&xywh=percent:10,20,90,5.5"
WORDS = "line 3, 20–26 % from the top, 10–100 % from the left"


@pytest.fixture
def pages(app: Flask, clean: None) -> str:
    return world.consultation(app, blocks=paged.parsed())


def _rectangle(text: str) -> list[tuple[str | None, ...]]:
    """The rectangles that a page shows."""
    found = html.fromstring(text).xpath(
        "//*[name() = 'rect' and ancestor::*[contains(@class, 'page-marks')]]"
    )
    return [tuple(one.get(name) for name in ("x", "y", "width", "height")) for one in found]


def test_a_comment_on_a_line_and_a_rectangle_is_shown_to_all_who_read_it(
    app: Flask, client: Any, pages: str
) -> None:
    begin(client)
    wrong = client.press(PLACE, **TYPED | {"page_line": "x", "page_top": "30", "page_bottom": "20"})
    assert wrong.status_code == 422
    told = html.fromstring(wrong.text)
    assert [one.get("href") for one in told.xpath("//*[@id='error-summary']//a")] == [
        "#page_line",
        "#page_top",
    ]
    assert told.get_element_by_id("page_bottom").value == "20"
    assert client.press(PLACE, **TYPED | RECTANGLE).status_code == 303
    form = client.form(f"{SHEET}/comments/1")
    assert [form[name] for name in ("page_line", "page_top", "page_bottom", "page_left", "page_right")] == [
        "3", "20", "25.5", "10", "100",
    ]  # fmt: skip
    for path in (f"{SHEET}/comments/1", f"{SHEET}/review", SHEET):
        assert _rectangle(client.get(path).text) == [("10.0", "20.0", "90.0", "5.5")], path
    assert WORDS in page(client.get(f"{SHEET}/text"))
    reference = send(client)
    assert f"Part of the page: {WORDS}" in page(client.get(f"/submissions/{reference}/status"))
    steps.publish(app, reference)
    public = client.get(f"{AT}/text/{KEY}")
    assert ("· 1 comment<" in page(public), WORDS in page(public)) == (True, True)
    assert _rectangle(public.text) == [("10.0", "20.0", "90.0", "5.5")]
    (image,) = html.fromstring(public.text).xpath("//*[contains(@class, 'page-part')]//img")
    shown = client.get(image.get("src"))
    assert (shown.mimetype, shown.headers["Cache-Control"]) == ("image/png", "public, max-age=86400")
    (row,) = json.loads(client.get(f"{AT}/comments.json").text)["rows"]
    assert (row["place"], row["page_part"]) == ("Page 1", KEPT)
    cast.sign_in(client, world.MODERATOR)
    assert _rectangle(client.get(f"/moderation/{reference}/1").text) == [("10.0", "20.0", "90.0", "5.5")]


def test_what_is_not_complete_keeps_the_part_and_a_rectangle_comes_with_the_address(
    client: Any, pages: str
) -> None:
    begin(client)
    form = client.form(f"{PLACE}&part=xywh%3Dpercent%3A10%2C20%2C30%2C5")
    assert (form["page_top"], form["page_right"]) == ("20", "40")
    client.post(PLACE, data=form | {"comment": "Half a thought.", "page_line": "7–9", "verb": "back"})
    again = client.form(PLACE)
    assert (again["page_line"], again["page_top"], again["page_right"]) == ("7–9", "20", "40")


def test_a_change_of_the_part_is_a_new_edition_and_another_page_keeps_it(
    app: Flask, client: Any, pages: str
) -> None:
    begin(client)
    client.press(PLACE, **TYPED | RECTANGLE)
    reference = send(client)
    client.press(f"/submissions/{reference}/comments/1/amendment", page_line="4")
    with app.app_context():
        comment = queries.comment(reference, 1)
        assert (comment.edition, comment.page_part) == (2, KEPT.replace("3", "4", 1))
    assert said(app, reference) == [TYPED["comment"]]


def test_a_part_is_of_a_page_alone(app: Flask, client: FlaskClient, pages: str) -> None:
    on = {"type": CommentType.TECHNICAL, "comment": "Too large.", "page_part": "line=3"}
    with pytest.raises(NotPossible, match="not the image of a page"):
        world.submission(app, comments=[on | {"block_key": "page-1"}])
    reference = world.submission(app, comments=[on | {"block_key": KEY, "page_part": "", "line": "12-14"}])
    with app.app_context():
        assert queries.comment(reference, 1).page_part == "line=12-14"
