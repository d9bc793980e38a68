"""A comment that came in a form, as its moderator sees it."""

from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient
from lxml import html
from sqlalchemy import select

from consult.core.database import db
from consult.submissions.models import Submission
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
    path = tmp_path / "comments.csv"
    path.write_bytes(forms.in_csv(ROWS).data)
    done = app.test_cli_runner().invoke(args=["submissions", "import", str(path), "--consultation", slug])
    assert done.exit_code == 0, done.output
    with app.app_context():
        reference = db.session.execute(select(Submission.reference)).scalar_one()
    cast.sign_in(client, world.MODERATOR)
    page = html.fromstring(client.get(f"/moderation/{reference}/1").text)
    [told] = [
        one.getnext().text_content() for one in page.iter("dt") if one.text_content() == "In the comment form"
    ]
    assert told == "Row 7 of the form, clause as written: 2.1, second sentence, page 12, line 40"
