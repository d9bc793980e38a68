"""The comment form of a consultation as a file to fill in, and one's own comments in it."""

import zipfile
from io import BytesIO
from typing import Any

import pytest
from flask import Flask

from consult.comment_forms import importing, row_keys
from consult.comment_forms.clause_references import Certainty
from consult.core.database import db
from consult.documents.blocks import Source
from consult.draft_submissions import queries as drafting
from consult.draft_submissions.models import DraftSubmission
from consult.submissions import queries as submitted
from tests import world
from tests.draft_submissions.walking import AT, ME, SHEET, WORDS, begin, send

FORM = f"{AT}/form"


def _read(app: Flask, data: bytes, name: str) -> list[tuple[str, str, str, str]]:
    """(row key, block key, comment, proposal) of each row that says something."""
    with app.app_context():
        consultation = world.load()
        found = importing.read(Source(name, data), consultation.version_id, consultation_id=consultation.id)
        assert {one.placement.certainty for one in found.rows} <= {Certainty.PLACED, Certainty.WHOLE}
        return [(one.row.row_key, one.placement.key, one.row.comment, one.row.proposal) for one in found.rows]


def test_each_download_of_the_form_has_keys_of_its_own_and_says_how_it_is_filled_in(
    app: Flask, clean: None, client: Any
) -> None:
    world.consultation(app)
    shown = client.get(FORM).get_data(as_text=True)
    assert all(
        f"{FORM}.{kind}?rows={rows}" in shown for kind in ("docx", "xlsx") for rows in ("clauses", "passages")
    )
    one, other = (client.get(f"{FORM}.xlsx?rows=passages").location for _ in range(2))
    assert one != other
    with app.app_context():
        world.load().organisation.comment_form = "iso-2012-03"
        db.session.commit()
    file = client.get(f"{FORM}.docx?rows=passages", follow_redirects=True)
    assert (file.status_code, file.mimetype) == (
        200, "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    )  # fmt: skip
    assert _read(app, file.data, "form.docx") == []
    with app.app_context():
        consultation = world.load()
        found = importing.read(Source("form.docx", file.data), consultation.version_id, form="iso-2012-03")
    assert found.form.form == "iso-2012-03"
    assert (found.rows, found.left_out) == ((), ())  # rows in which nothing was written
    assert client.get(f"{FORM}.pdf").status_code == 404


def test_types_to_be_typed_stand_apart_from_each_other(app: Flask, clean: None, client: Any) -> None:
    world.consultation(app)
    file = client.get(f"/ar{FORM}.docx?rows=passages", follow_redirects=True)
    with zipfile.ZipFile(BytesIO(file.data)) as parts:
        words = parts.read("word/document.xml").decode()
    assert "عام، جوهري، فني" in words


def test_each_form_that_has_to_be_made_counts_under_whatever_name(
    app: Flask, limited: None, client: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.consultation(app)
    monkeypatch.setattr("consult.comment_forms.views._MOST", "2 per hour")
    names = ["aaa2", "aaa3", "aaa2", "aaa4"]
    assert [client.get(f"{FORM}.xlsx?id={one}").status_code for one in names] == [200, 200, 200, 429]


def test_own_comments_are_in_the_form_before_and_after_submitting_and_their_rows_know_them(
    app: Flask, clean: None, client: Any
) -> None:
    world.consultation(app)
    assert client.get(f"{SHEET}/form.docx").status_code == 303
    begin(client)
    client.press(f"{SHEET}/comments/new?block=lot-size-1", **WORDS)
    client.press(f"{SHEET}/comments/new?general=1", type="general", comment="=SUM(A1)\n\n\tA clear draft. 😀")
    client.press(f"{SHEET}/comments/new?question=1", comment="An answer.")
    files = {kind: client.get(f"{SHEET}/form.{kind}") for kind in ("docx", "xlsx")}
    read = {kind: _read(app, answer.data, f"own.{kind}") for kind, answer in files.items()}
    assert read["docx"] == read["xlsx"]
    with app.app_context():
        [draft] = db.session.query(DraftSubmission).all()
        keys = {row_keys.of_comment(one.key, draft.consultation_id, one.block_key): one.number
                for one in drafting.comments_of(draft)}  # fmt: skip
    assert [
        (keys[row_keys.without_mark(key)], block, comment, proposal)
        for key, block, comment, proposal in read["docx"]
    ] == [
        (1, "lot-size-1", WORDS["comment"], WORDS["proposal"]),
        (2, "", "=SUM(A1)\n\n\tA clear draft. 😀", ""),
    ]
    for language in ("ar", "es", "fr", "ru", "zh"):
        for kind in ("docx", "xlsx"):
            made = client.get(f"/{language}{SHEET}/form.{kind}").data
            assert _read(app, made, f"own.{kind}") == read["docx"]
            assert kind == "docx" or b"Row key" not in zipfile.ZipFile(BytesIO(made)).read(
                "xl/sharedStrings.xml"
            )
    reference = send(client)
    after = client.get(f"/submissions/{reference}/form.docx")
    assert after.headers["Cache-Control"] == "no-store"
    assert _read(app, after.data, "own.docx") == read["docx"]
    with app.app_context():
        assert len(submitted.comments_of(submitted.by_reference(reference))) == 3
    assert client.get(f"/submissions/{reference}/form.pdf").status_code == 404
    assert ME["organisation"] == "Seed Growers of the Highlands"
    assert app.test_client().get(f"/submissions/{reference}/form.docx").status_code in {302, 303, 403, 404}
