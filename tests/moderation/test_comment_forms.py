"""A comment that came in a form, as its moderator sees it."""

from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient
from lxml import html

from tests import cast, world
from tests.comment_forms import forms

ROWS = [
    ["No", "Organisation", "Page", "Line", "Section", "Comment"],
    ["7", "Seed Union", "12", "40", "2.1, second sentence", "Too much."],
]


def test_its_row_number_and_place_are_shown_as_its_writer_gave_them(
    app: Flask, clean: None, tmp_path: Path, client: FlaskClient
) -> None:
    slug = world.consultation(app)
    reference = forms.imported(app, tmp_path, ROWS, slug)
    cast.sign_in(client, world.MODERATOR)
    page = html.fromstring(client.get(f"/moderation/{reference}/1").text)
    [told] = [
        one.getnext().text_content() for one in page.iter("dt") if one.text_content() == "In the comment form"
    ]
    assert told == "No. 7 of the form, as written: 2.1, second sentence, page 12, line 40"
