"""Published comments as files: one declaration of columns in every format."""

import csv
import io
import json
from datetime import UTC, datetime
from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient
from python_calamine import load_workbook

from consult.core.tables.formulas import escape_formula
from consult.reading import exports
from tests import world
from tests.reading import steps

FILES = f"/consultations/{world.SLUG}/comments"


def _told(app: Flask) -> str:
    world.consultation(app)
    (reference,) = steps.published(app, comments=[world.COMMENT | {"comment": "=SUM(A1:A9)"}])
    return reference


def _csv(client: FlaskClient) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(client.get(f"{FILES}.csv").text.removeprefix("\ufeff"))))


def test_a_row_of_the_csv_is_as_it_always_was(app: Flask, client: FlaskClient) -> None:
    reference = _told(app)
    (row,) = _csv(client)
    moments = [datetime.fromisoformat(row.pop(name)) for name in ("received", "published")]
    assert [moment.tzinfo for moment in moments] == [UTC, UTC]
    assert list(row.items()) == [
        ("reference", f"{reference}/1"), ("about", "clause"), ("place", "2.1 Maximum lot size, line 3"),
        ("block", "lot-size-1"), ("quote", ""), ("type", "substantive"), ("comment", "'=SUM(A1:A9)"),
        ("proposed_wording", world.COMMENT["proposal"]), ("reasons", world.COMMENT["rationale"]),
        ("language", "en"), ("text_language", "en"), ("name", "Wanjiru Kimani"), ("organisation", "Seed Growers of the Highlands"),
        ("category", "industry"), ("subcategory", "business_association"), ("country", "KEN"), ("country_name", "Kenya"),
        ("capacity", "organisation"), ("confirmed", "no"), ("on_behalf_of", ""), ("attribution", "attributed"),
        ("redacted", "no"), ("late", "no"), ("sent_again", ""), ("disposition", ""),
        ("translation_language", ""), ("comment_translation", ""), ("proposed_wording_translation", ""),
        ("reasons_translation", ""), ("translated_by", ""), ("place_as_read", "2.1 Maximum lot size, line 3"),
        ("page_part", ""), ("quoted_cell", ""),
    ]  # fmt: skip


def test_the_json_has_the_rows_of_the_csv_without_apostrophes(app: Flask, client: FlaskClient) -> None:
    _told(app)
    given = client.get(f"{FILES}.json")
    assert given.mimetype == "application/json"
    found = json.loads(given.text)
    assert [row.pop("quote_selectors") for row in found["rows"]] == [[]]
    assert list(found["columns"]) == exports.TABLE.names
    assert [row["comment"] for row in found["rows"]] == ["=SUM(A1:A9)"]
    assert [{n: escape_formula(str(v)) for n, v in row.items()} for row in found["rows"]] == _csv(client)


def test_the_workbook_has_words_and_says_what_columns_mean(
    app: Flask, client: FlaskClient, tmp_path: Path
) -> None:
    _told(app)
    (tmp_path / "comments.xlsx").write_bytes(client.get(f"{FILES}.xlsx").data)
    book = load_workbook(str(tmp_path / "comments.xlsx"))
    assert book.sheet_names == ["Comments", "Columns"]
    head, row = book.get_sheet_by_name("Comments").to_python()
    found = dict(zip(head, row, strict=True))
    assert (found["Comment"], found["Type"], found["Category"], found["Commenting for"], found["Late"]) == (
        "=SUM(A1:A9)", "Substantive", "Industry", "My organisation", "no",
    )  # fmt: skip
    meanings = dict(book.get_sheet_by_name("Columns").to_python()[1:])
    assert list(meanings) == [column.label for column in exports.TABLE.flat.columns] + [""]


def test_a_comment_on_the_whole_draft_says_so_in_every_file(
    app: Flask, client: FlaskClient, tmp_path: Path
) -> None:
    world.consultation(app)
    steps.published(app, comments=[world.GENERAL])
    assert [(row["about"], row["place"]) for row in _csv(client)] == [("general", "Whole draft")]
    (tmp_path / "comments.xlsx").write_bytes(client.get("/fr" + f"{FILES}.xlsx").data)
    head, row = load_workbook(str(tmp_path / "comments.xlsx")).get_sheet_by_index(0).to_python()
    assert dict(zip(head, row, strict=True))["Passage ou question"] == "Ensemble du projet"


def test_an_answer_names_its_question(app: Flask, client: FlaskClient, tmp_path: Path) -> None:
    world.consultation(app)
    steps.published(app, comments=[world.answer(app, world.SLUG, 2, "Lentils.")])
    (row,) = _csv(client)
    assert (row["about"], row["place"]) == ("question", f"Question 2: {world.QUESTIONS[1]}")
    (tmp_path / "comments.xlsx").write_bytes(client.get(f"{FILES}.xlsx").data)
    head, row_in_words = (
        load_workbook(str(tmp_path / "comments.xlsx")).get_sheet_by_name("Comments").to_python()
    )
    assert (
        dict(zip(head, row_in_words, strict=True))["Passage or question"]
        == f"Question 2: {world.QUESTIONS[1]}"
    )


def test_other_endings_have_no_file_and_the_page_offers_every_format(app: Flask, client: FlaskClient) -> None:
    _told(app)
    assert client.get(f"{FILES}.pdf").status_code == 404
    page = client.get(f"{FILES}?type=substantive").text
    found = [f'"{FILES}.{kind}{query}"' in page for kind in ("csv", "xlsx", "json")
             for query in ("", "?type=substantive")]  # fmt: skip
    assert found == [True] * 6
