"""The disposition table as files: exactly the public columns, in order, and never a formula."""

import csv
import io
import json
import zipfile
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_babel import gettext
from python_calamine import load_workbook

from consult.comment_forms import actions as forms
from consult.comment_forms.fields import Field
from consult.comment_forms.rows import FormRow
from consult.consultations import queries as consulted
from consult.core.stale_check import NO_PAGE
from consult.core.tables import columns
from consult.core.tables.columns import Table, Wording
from consult.core.tables.csv_format import lines
from consult.core.tables.formats import FORMATS
from consult.core.tables.formulas import escape_formula
from consult.moderation import actions as moderation
from consult.responses import actions
from consult.responses.labels import DISPOSITIONS
from consult.responses.lifecycle import Disposition
from consult.submissions import queries as sheets
from consult.submissions.export_columns import PLACE_AS_READ
from consult.summaries import exports, queries
from consult.summaries.queries.public_comments import with_responses
from consult.web.page_language import said_in
from tests import cast, world
from tests.consultations import languages
from tests.reading import steps
from tests.responses import stories
from tests.responses.stories import CANARIES, Story

FILES = f"/consultations/{world.SLUG}/response/dispositions"
COLUMNS = [
    "reference", "place", "line", "quote", "type", "comment", "proposed_wording", "reasons", "text_language", "submitter", "category",
    "country", "country_name", "capacity", "on_behalf_of", "confirmed", "late", "sent_again", "disposition", "response", "issue", "change", "despite",
    "adopted_text", "translation_language", "comment_translation", "proposed_wording_translation", "reasons_translation",
    "translated_by", "language", "response_translation", "issue_translation", "change_translation",
    "block", "place_as_read", "quoted_cell",
]  # fmt: skip


def _rows(client: FlaskClient, path: str = f"{FILES}.csv") -> list[dict[str, str]]:
    text = client.get(path).get_data(as_text=True)
    assert text.startswith("\ufeff")
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))


def test_the_csv_has_the_public_columns_of_the_public_comments_in_order(
    client: FlaskClient, published: Story
) -> None:
    answer = client.get(f"{FILES}.csv")
    assert answer.mimetype == "text/csv"
    assert answer.headers["Content-Disposition"] == f"attachment; filename={world.SLUG}-dispositions-1.csv"
    rows = _rows(client)
    assert list(rows[0]) == COLUMNS == exports.TABLE.names
    names = {reference: name for name, reference in published.at.items()}
    assert [names[row["reference"]] for row in rows] == [
        "civil-1", "formula-1", "civil-2", "government-1", "industry-1", "industry-2", "government-2",
    ]  # fmt: skip
    by_name = {names[row["reference"]]: row for row in rows}
    assert by_name["industry-1"] == {
        "reference": published.at["industry-1"], "place": "2.1 Maximum lot size, line 3", "line": "3", "quote": "",
        "type": "substantive", "comment": "Lots of 30 tonnes do not fit small stores.",
        "proposed_wording": "A lot shall not exceed 25 000 kilograms of seed.",
        "reasons": "", "text_language": "en", "submitter": "Wanjiru Kimani, Seed Growers of the Highlands",
        "category": "industry",
        "country": "KEN", "country_name": "Kenya", "capacity": "organisation", "on_behalf_of": "", "confirmed": "no", "late": "no",
        "disposition": "partially_accepted",
        "response": "25 tonnes fit the stores that were named, and trade can go on.", "issue": "The largest lot",
        "change": "A lot shall not exceed 25 000 kilograms of seed.", "despite": "", "adopted_text": "", "sent_again": "",
        **dict.fromkeys(COLUMNS[-12:], ""), "language": "en", "block": "lot-size-1",
        "place_as_read": "2.1 Maximum lot size, line 3", "quoted_cell": "",
    }  # fmt: skip
    assert by_name["government-2"]["comment"] == "Ten days are too short. Call [personal data]."
    assert (by_name["civil-1"]["submitter"], by_name["civil-1"]["country"]) == ("Name not published", "")
    assert (by_name["civil-1"]["capacity"], by_name["civil-1"]["confirmed"]) == ("", "")
    assert by_name["civil-2"]["response"].startswith(f"Same as {published.at['industry-1']}. 25 tonnes")


def test_a_row_says_all_that_is_public_of_a_comment(app: Flask, client: FlaskClient) -> None:
    slug = world.consultation(app, open=False)
    comment = world.COMMENT | {"quote": "30 000 kilograms", "proposal": ""}
    sent = [comment, world.answer(app, slug, 2, "Lentils.")]
    reference = world.submission(app, comments=sent)
    story = stories.Story(slug, {"late": f"{reference}/1", "question": f"{reference}/2"})
    with app.app_context():
        for one in stories.chosen(story, "late", "question"):
            moderation.publish(one, by=stories.person(world.MODERATOR), seen=NO_PAGE)
            actions.respond(
                [one], disposition=Disposition.NOTED, by=stories.person(world.OFFICER), seen=NO_PAGE
            )
    stories.publish(app, story)
    rows = [[row[name] for name in ("place", "quote", "reasons", "late")] for row in _rows(client)]
    assert rows == [
        [
            "2.1 Maximum lot size, line 3",
            "30 000 kilograms",
            "Most stores of our members hold 25 tonnes.",
            "yes",
        ],
        [f"Question 2: {world.QUESTIONS[1]}", "", "", "yes"],
    ]


def test_cells_that_would_be_formulas_are_words(client: FlaskClient, published: Story) -> None:
    rows = _rows(client)
    formula = next(row for row in rows if "SUM" in row["comment"])
    assert (formula["comment"], formula["submitter"]) == ("'=SUM(A1:A9)", "'@Ada, +Metrics")
    assert (
        next(row for row in rows if "Ten days are enough" in row["response"])["response"]
        == "'=Ten days are enough."
    )
    for row in rows:
        assert not any(value[:1] in "=+-@\t\r＝＋－＠" for value in row.values() if value)


def _workbook(client: FlaskClient, path: str, folder: Path) -> Any:
    file = folder / "found.xlsx"
    file.write_bytes(client.get(path).data)
    return file


def test_the_workbook_holds_strings_in_visible_sheets_and_no_author(
    client: FlaskClient, published: Story, tmp_path: Path
) -> None:
    file = _workbook(client, f"{FILES}.xlsx", tmp_path)
    book = load_workbook(str(file))
    assert book.sheet_names == ["Dispositions", "Columns"]
    rows = book.get_sheet_by_name("Dispositions").to_python()
    assert rows[0] == [column.label for column in exports.TABLE.columns]
    assert len(rows) == 8
    formula = next(row for row in rows if row[5] == "=SUM(A1:A9)")
    assert (formula[9], formula[18]) == ("@Ada, +Metrics", "Noted")
    with zipfile.ZipFile(file) as parts:
        everything = "".join(parts.read(name).decode() for name in parts.namelist())
        sheets = "".join(parts.read(name).decode() for name in parts.namelist() if "sheet" in name)
    assert "<f>" not in sheets
    assert "hidden" not in everything
    assert "<dc:creator></dc:creator>" in everything
    assert "hyperlink" not in everything
    for canary in CANARIES:
        assert canary not in everything


def test_the_workbook_speaks_the_language_of_the_page(
    client: FlaskClient, published: Story, tmp_path: Path
) -> None:
    assert client.get(f"{FILES}.xlsx?lang=fr").status_code == 200
    assert client.get(f"{FILES}.pdf").status_code == 404


def test_members_download_the_table_as_it_stands(app: Flask, client: FlaskClient, mixed: Story) -> None:
    cast.sign_in(client, world.APPROVER)
    draft = f"/consultations/{world.SLUG}/responses/dispositions"
    assert {row["disposition"] for row in _rows(client, f"{draft}.csv")} == {""}
    stories.respond_to_all(app, mixed)
    rows = _rows(client, f"{draft}.csv")
    assert (len(rows), "" in {row["disposition"] for row in rows}) == (7, False)
    text = client.get(f"{draft}.csv").text + client.get(f"{draft}.xlsx").get_data(as_text=False).decode(
        "latin-1"
    )
    assert not [canary for canary in CANARIES if canary in text]
    with app.app_context():
        reference, _slash, number = rows[0]["reference"].partition("/")
        sent = sheets.by_reference(reference)
        comment = sheets.numbered(sent, int(number))
        row = FormRow(
            "", 7, "", {}, {Field.CLAUSE: "5, 2-5.7", Field.PAGE: "4"}, comment.type, "", "", "", ""
        )
        forms.keep_rows(sent.consultation_id, [(comment.id, "key", row)], form="table", sha256="",
                        received_at=sent.received_at)  # fmt: skip
    told = _rows(client, f"{draft}.csv")[0]
    written = ("form_row", "clause_as_written", "page_as_written", "line_as_written")
    assert [told[name] for name in written] == ["7", "5, 2-5.7", "4", ""]


def test_a_comment_with_its_response_has_the_columns_of_the_query_in_their_order(
    app: Flask, published: Story
) -> None:
    """It is made from rows by position."""
    with app.app_context():
        source = queries.Source(world.load(), queries.published(world.load().id))
        rows, _comment, _response = with_responses(source)
        table = list(queries.disposition_table(source))
    assert rows.selected_columns.keys() == [field.name for field in fields(queries.CommentWithResponse)]
    assert len(table) == 7


def test_a_long_table_comes_in_pieces(app: Flask, published: Story, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(columns, "AT_ONCE", 2)
    with app.app_context():
        source = queries.Source(world.load(), queries.published(world.load().id))
        pieces = list(lines(exports.TABLE, exports.rows(source, Wording()), Wording()))
    assert len(pieces) == 1 + 4


def test_the_json_has_the_rows_of_the_csv_and_says_what_its_columns_mean(
    client: FlaskClient, published: Story
) -> None:
    given = client.get(f"{FILES}.json")
    assert given.mimetype == "application/json"
    found = json.loads(given.text)
    assert list(found) == ["title", "columns", "terms", "note", "rows"]
    assert list(found["columns"]) == COLUMNS
    assert "the same text as" in found["columns"]["line"]["meaning"]
    assert found["terms"]["noted"]["label"] == "Noted"
    assert [list(row) for row in found["rows"]] == [COLUMNS] * 7
    escaped = [{name: escape_formula(str(value)) for name, value in row.items()} for row in found["rows"]]
    assert escaped == _rows(client)


def test_the_second_sheet_is_the_data_dictionary(
    client: FlaskClient, published: Story, tmp_path: Path
) -> None:
    book = load_workbook(str(_workbook(client, f"{FILES}.xlsx", tmp_path)))
    rows = book.get_sheet_by_name("Columns").to_python()
    assert rows[0] == ["Column or disposition", "Meaning"]
    assert [tuple(row) for row in rows[1:]] == exports.TABLE.dictionary(Wording())
    assert len(rows) == 1 + len(COLUMNS) + len(DISPOSITIONS) + 1


def test_pages_offer_every_format(client: FlaskClient, published: Story) -> None:
    page = client.get(f"/consultations/{world.SLUG}/response").text
    assert [f"{FILES}.{kind}" in page for kind in FORMATS] == [True] * len(FORMATS)
    cast.sign_in(client, world.APPROVER)
    page = client.get(f"/consultations/{world.SLUG}/responses").text
    draft = f"/consultations/{world.SLUG}/responses/dispositions"
    assert [f"{draft}.{kind}" in page for kind in FORMATS] == [True] * len(FORMATS)


def test_line_and_place_are_of_one_text(app: Flask, clean: None) -> None:
    slug = languages.announced(app, "ar")
    with app.app_context():
        version = consulted.language_version(world.load(slug), "ar").version
        said = world.COMMENT | {"version_id": version.id, "language": "ar", "proposal": ""}
    steps.published(app, comments=[said])
    with app.app_context():
        source = queries.Source(world.load(slug))
        rows = [next(exports.rows(source, Wording(), named)).comment for named in ("", "ar")]
    assert [(row.place, row.line) for row in rows] == [
        ("2.1 Maximum lot size, line 3", 3), ("2.1 الحجم الأقصى للدفعة, line 4", 4),
    ]  # fmt: skip
    assert {row.place_as_read for row in rows} == {"2.1 الحجم الأقصى للدفعة, line 4"}
    with app.test_request_context():
        for wording in (Wording(say_in=said_in), Wording("fr", gettext, is_in_words=True, say_in=said_in)):
            cells = Table("", [PLACE_AS_READ]).cells(rows, wording)
            assert set(cells) == {("2.1 الحجم الأقصى للدفعة، السطر 4",)}
