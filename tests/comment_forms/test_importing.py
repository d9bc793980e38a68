"""Importing filled forms with `flask submissions import`: what becomes of each row, and again adds nothing."""

import json
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from flask import Flask
from python_calamine import CalamineWorkbook
from sqlalchemy import func, select

from consult.comment_forms import importing, rows, submitters
from consult.comment_forms import queries as forms_read
from consult.comment_forms.actions import ImportedFile, import_rows
from consult.comment_forms.fields import Field
from consult.comment_forms.models import Channel, CommentRow, FormFile
from consult.core import clock
from consult.core.database import db
from consult.documents.blocks import Kind, Source
from consult.submissions import queries as submitted
from consult.submissions.models import Attribution, CommentType, Route, Submission
from tests import racing, world
from tests.comment_forms import forms
from tests.draft_submissions import walking

ISO = ["MB/NC", "Line number", "Clause/Subclause", "Paragraph/Figure/Table", "Type of comment", "Comments",
       "Proposed change", "Observations of the secretariat"]  # fmt: skip
ROWS = [
    ISO,
    ["KE-001", "12", "2.1", "", "te", "Thirty tonnes are too much.", "20 000 kilograms", ""],
    ["KE-002", "", "2.1", "b)", "ed", "Say which number.", "", ""],
    ["FR-001", "", "Whole document", "", "ge", "A clear draft.", "", ""],
    ["FR-002", "3", "2.1 and 3", "", "te", "Both say the same.", "", ""],
    ["FR-003", "", "3", "", "te", "", "within five working days", ""],
    ["FR-004", "", "3", "", "te", "", "", ""],
]


def _save(folder: Path, file: Source) -> str:
    path = folder / file.name
    path.write_bytes(file.data)
    return str(path)


def _import(app: Flask, path: str, slug: str = world.SLUG, *more: str) -> tuple[int, Any]:
    done = app.test_cli_runner().invoke(args=["submissions", "import", path, "--consultation", slug, *more])
    is_json = "--json" in more and done.exit_code == 0
    return done.exit_code, json.loads(done.stdout) if is_json else done.output


@pytest.fixture(autouse=True)
def _within(app: Flask) -> Iterator[None]:
    with app.app_context():
        yield


def _submissions() -> list[Submission]:
    return list(db.session.execute(select(Submission).order_by(Submission.id)).scalars())


def test_a_sheet_of_the_iso_form_becomes_one_submission_for_each_body(
    app: Flask, clean: None, tmp_path: Path
) -> None:
    slug = world.consultation(app)
    path = _save(tmp_path, forms.in_docx(ROWS[1:], ISO))
    assert _import(app, path, slug, "--json") == (0, {
        "form": "iso-2012-03", "rows": 6, "submissions": 2, "comments": 5, "placed": 4, "unplaced": 1,
        "left_out": [{"row": 6, "reason": "The row has no comment and no proposed change."}], "notes": [],
    })  # fmt: skip
    kenya, france = _submissions()
    assert [
        (one.organisation, one.country, one.category, one.route, one.attribution) for one in (kenya, france)
    ] == [
        ("KE", "KEN", "standards_and_conformity", Route.STAFF, Attribution.ORGANISATION_ONLY),
        ("FR", "FRA", "standards_and_conformity", Route.STAFF, Attribution.ORGANISATION_ONLY),
    ]
    said = [
        (one.number, one.block_key, one.type, one.comment, one.proposal)
        for submission in (kenya, france) for one in sorted(submitted.comments_of(submission), key=lambda one: one.number)
    ]  # fmt: skip
    assert said == [
        (1, "lot-size", CommentType.TECHNICAL, "Thirty tonnes are too much.", "20 000 kilograms"),
        (2, "lot-size-3", CommentType.EDITORIAL, "Say which number.", ""),
        (1, "", CommentType.GENERAL, "A clear draft.", ""),
        (2, "", CommentType.TECHNICAL, "Both say the same.", ""),
        (3, "reports", CommentType.TECHNICAL, "", "within five working days"),
    ]


def test_each_comment_keeps_its_row_its_number_and_where_its_writer_placed_it(
    app: Flask, clean: None, tmp_path: Path
) -> None:
    slug = world.consultation(app)
    _import(app, _save(tmp_path, forms.in_docx(ROWS[1:], ISO)), slug)
    kenya, france = _submissions()
    rows = [
        forms_read.rows_of([one.id])[one.id] for submission in (kenya, france)
        for one in sorted(submitted.comments_of(submission), key=lambda one: one.number)
    ]  # fmt: skip
    assert [(one.row, one.own_number, one.reference, one.line) for one in rows] == [
        (1, "KE-001", "2.1", "12"), (2, "KE-002", "2.1, b)", ""), (3, "FR-001", "Whole document", ""),
        (4, "FR-002", "2.1 and 3", "3"), (5, "FR-003", "3", ""),
    ]  # fmt: skip


def test_the_same_file_again_adds_nothing_and_says_so(app: Flask, clean: None, tmp_path: Path) -> None:
    slug = world.consultation(app)
    path = _save(tmp_path, forms.in_xlsx(ROWS))
    _import(app, path, slug)
    _status, again = _import(app, path, slug, "--json")
    assert (again["rows"], again["submissions"], again["comments"], again["placed"], again["unplaced"]) == (
        6,
        0,
        0,
        0,
        0,
    )
    assert sorted(one["reason"] for one in again["left_out"]) == [
        "The row has no comment and no proposed change.", *["This row was imported before."] * 5,
    ]  # fmt: skip
    lines = _import(app, path, slug)[1].splitlines()
    assert lines[-1] == "Nothing was added: every row was imported before, or was left out."
    assert not [one for one in lines if "is about the whole draft" in one], (
        "nothing is said of what is left out"
    )
    assert len(_submissions()) == 2


def test_a_file_with_more_rows_adds_those_alone(app: Flask, clean: None, tmp_path: Path) -> None:
    slug = world.consultation(app)
    _import(app, _save(tmp_path, forms.in_csv(ROWS)), slug)
    more = [*ROWS, ["FR-005", "", "1", "", "ed", "Trees are seed too.", "", ""]]
    _status, answer = _import(app, _save(tmp_path, forms.in_ods(more)), slug, "--json")
    assert (answer["submissions"], answer["comments"], answer["placed"]) == (1, 1, 1)
    assert db.session.execute(select(func.count(CommentRow.comment_id))).scalar_one() == 6


def test_people_of_one_organisation_are_one_submission(app: Flask, clean: None, tmp_path: Path) -> None:
    slug = world.consultation(app)
    rows = [
        ["Organisation", "Name", "Email", "Section", "Comment"],
        ["Seed Union", "Ada", "ada@seeds.example", "1", "One"],
        ["seed union", "Ben", "", "2", "Two"],
        ["", "Cem", "cem@mail.example", "3", "Three"],
        ["", "", "", "3", "Four"],
    ]
    assert _import(app, _save(tmp_path, forms.in_csv(rows)), slug, "--json")[1]["submissions"] == 2
    assert [(one.organisation, one.name, one.email, one.category) for one in _submissions()] == [
        ("Seed Union", "Ada, Ben", "ada@seeds.example", "not_stated"), ("", "Cem", "cem@mail.example", "not_stated"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("form", "body", "said", "category"),
    [
        ("iso-2012-03", "KE-001", "", "standards_and_conformity"), ("iso-2012-03", "WHO", "", "not_stated"),
        ("iso-2012-03", "CC", "", "not_stated"), ("codex", "Kenya", "", "government"), ("codex", "FAO", "", "not_stated"), ("table", "Ada", "", "not_stated"),
        ("table", "FAO", "Intergovernmental", "intergovernmental"), ("nist", "Seeds Ltd", "2 - Industry", "industry"),
    ],
)  # fmt: skip
def test_a_category_is_what_the_row_or_the_form_says_and_never_a_guess(
    form: str, body: str, said: str, category: str
) -> None:
    who = {Field.ORGANISATION: body, Field.CATEGORY: said}
    row = rows.FormRow("", 2, "", who, {}, CommentType.GENERAL, "", "Too much.", "", "")
    assert submitters.of(row, form).category == category


@pytest.mark.parametrize(
    ("form", "written", "body", "country"),
    [
        ("iso-2012-03", "DE-002", "DE", "DEU"), ("iso-2012-03", "DE 2", "DE", "DEU"),
        ("iso-2012-03", "CC", "CC", ""), ("table", "DE-002", "DE", ""), ("table", "TC 34", "TC 34", ""),
        ("table", "IEEE 802", "IEEE 802", ""), ("table", "EU 27", "EU 27", ""), ("table", "PAN", "PAN", ""),
        ("table", "Panama", "Panama", "PAN"), ("codex", "PAN", "PAN", "PAN"),
    ],
)  # fmt: skip
def test_an_organisation_is_who_is_written_and_its_country_is_not_guessed_from_letters(
    form: str, written: str, body: str, country: str
) -> None:
    row = rows.FormRow(
        "", 2, "", {Field.ORGANISATION: written}, {}, CommentType.GENERAL, "", "Too much.", "", ""
    )
    who = submitters.of(row, form)
    assert (who.organisation, who.country) == (body, country)


def _row(organisation: str, country: str = "", number: int = 2) -> rows.FormRow:
    who = {Field.ORGANISATION: organisation, Field.COUNTRY: country}
    return rows.FormRow("", number, "", who, {}, CommentType.GENERAL, "", "Too much.", "", "")


@pytest.mark.parametrize(
    ("form", "written", "expected"),
    [
        ("codex", ["DE", "Germany", "Deutschland", "Allemagne", "DEU"], ["Germany"]),
        ("iso-2012-03", ["DE-001", "Germany"], ["Germany"]),
        ("table", ["DE", "Deutschland", "FR"], ["Deutschland", "FR"]),
        ("table", ["UK", "Great Britain", "United Kingdom"], ["Great Britain"]),
        ("codex", ["EU", "European Union", "Union européenne"], ["European Union"]),
        # letters among other organisations are those of an organisation
        ("table", ["PAN", "Panama", "Seed Union"], ["PAN", "Panama", "Seed Union"]),
        ("table", ["Seed Union", "SEED UNION"], ["Seed Union"]),
        ("table", ["Republic of Korea", "South Korea", "North Korea"], ["Republic of Korea", "North Korea"]),
    ],
)
def test_a_country_is_one_submitter_however_it_is_named(
    form: str, written: list[str], expected: list[str]
) -> None:
    some = [_row(one) for one in written]
    assert [who.organisation for who, _rows in submitters.grouped(some, lambda one: one, form)] == expected
    shown = submitters.shown_names([submitters.of(one, form) for one in some], form)
    assert list(dict.fromkeys(shown)) == expected


def test_letters_are_a_country_where_the_row_says_that_country() -> None:
    some = [_row("DE", "DE"), _row("Germany", "Germany"), _row("Seed Union", "KE"), _row("IT", "KE")]
    names = [who.organisation for who, _rows in submitters.grouped(some, lambda one: one, "table")]
    assert names == ["Germany", "Seed Union", "IT"]


@pytest.mark.parametrize(
    ("written", "is_unknown"),
    [
        ("UK", False),
        ("", False),
        ("n/a", False),
        ("–", False),
        ("Atlantis", True),
        ("EU", True),
        ("Korea", True),
        ("N.A.", False),
        ("NA", True),  # Namibia, or none
        ("NO", False),
        ("No", True),
        ("is", True),
        ("DE", False),
    ],
)
def test_a_country_that_is_not_understood_is_known_as_such(written: str, is_unknown: bool) -> None:
    assert submitters.is_unknown_country(_row("Seed Union", written)) is is_unknown


def test_two_rows_that_say_the_same_are_two_comments(app: Flask, clean: None, tmp_path: Path) -> None:
    slug = world.consultation(app)
    path = _save(tmp_path, forms.in_csv([*ROWS[:2], ROWS[1]]))
    assert _import(app, path, slug, "--json")[1]["comments"] == 2
    assert _import(app, path, slug, "--json")[1]["comments"] == 0


def test_a_row_that_only_proposes_is_taken_wherever_it_is_placed_and_one_that_changes_nothing_is_left_out(
    app: Flask, clean: None, tmp_path: Path
) -> None:
    slug = world.consultation(app)
    rows = [
        ["Organisation", "Section", "Comment", "Proposed change"],
        ["Seed Union", "N/A", "", "Name the species."],
        ["Seed Union", "General", "", "Shorter sentences."],
        ["Seed Union", "2.1 a)", "", "divide a larger lot into sub-lots"],
    ]
    path = _save(tmp_path, forms.in_csv(rows))
    dry = _import(app, path, slug, "--json", "--dry-run")[1]
    answer = _import(app, path, slug, "--json")[1]
    assert dry == answer
    assert (answer["rows"], answer["comments"], answer["left_out"]) == (
        3, 2, [{"row": 4, "reason": "The row has no comment and no proposed change."}],
    )  # fmt: skip
    [submission] = _submissions()
    assert sorted(one.proposal for one in submitted.comments_of(submission)) == [
        "Name the species.",
        "Shorter sentences.",
    ]


def test_quoted_words_and_what_the_record_has_no_field_for_stay_beside_the_comment(
    app: Flask, clean: None, tmp_path: Path
) -> None:
    slug = world.consultation(app)
    rows = [
        [
            "Name",
            "Comment",
            "Category",
            "Subclause",
            "Existing wording",
            "Must be satisfied",
            "Proposed change",
        ],
        ["Ada", "Too much", "ed or te", "2.1", "30 000 kilograms", "Yes", ""],
    ]
    told = _import(app, _save(tmp_path, forms.in_csv(rows)), slug)[1]
    assert "row 2\tThe type of comment was not understood." in told
    row = db.session.execute(select(CommentRow)).scalar_one()
    assert row.reference == "2.1, 30 000 kilograms, ed or te, must_be_satisfied: Yes"


def test_rows_in_arabic_and_french_are_placed_by_what_they_say(app: Flask, clean: None) -> None:
    """A draft that was imported before its captions were understood has their numbers in its captions."""
    table = ("samples.p1", Kind.TABLE, 0, "", "الجدول 1. حدود المؤشرات", "<table><tr><td>1</td></tr></table>")
    heads = [
        (f"s{number}", Kind.HEADING, 1, number, f"Article {number}", "") for number in ("5.1", "5.2", "6.3")
    ]
    slug = world.consultation(app, blocks=[("samples", Kind.HEADING, 1, "3", "العينات", ""), table, *heads])
    arabic = [["الرقم", "البند", "نوع التعليق", "التعليق"], ["١", "الجدول ١", "تقني", "الحد منخفض."]]
    french = [
        ["N°", "Paragraphe", "Ligne", "Observation"],
        ["1", "§ 6.3", "12", "Trop long."],
        ["2", "5.1 et 5.2", "", "Trop court."],
    ]
    with app.app_context():
        version = world.load(slug).version_id
        (one,) = importing.read(forms.in_csv(arabic), version).rows
        assert (one.row.own, one.row.type, one.placement.key) == ("١", CommentType.TECHNICAL, "samples.p1")
        found = importing.read(forms.in_csv(french), version).rows
    assert found[0].placement.key == "s6.3"
    assert found[1].placement.perhaps == ("s5.1", "s5.2")


def test_a_lost_quotation_is_said_beside_the_answer(
    app: Flask, client: Any, clean: None, tmp_path: Path
) -> None:
    """On the error stream, so that what a program reads stays as it is."""
    slug = world.consultation(app)
    walking.begin(client)
    for words in ("shall not exceed", "of seed"):
        said = {"type": "technical", "comment": f"On “{words}”.", "quote": words}
        assert client.press(walking.PLACE, **said).status_code == 303
    exported = client.get(f"{walking.SHEET}/form.xlsx").data
    table = CalamineWorkbook.from_filelike(BytesIO(exported)).get_sheet_by_name("Comments").to_python()
    edited = [[str(cell).replace("shall not exceed", "nowhere words") for cell in row] for row in table]
    path = _save(tmp_path, forms.in_xlsx(edited))
    for more in (["--json", "--dry-run"], ["--json"]):
        done = app.test_cli_runner().invoke(
            args=["submissions", "import", path, "--consultation", slug, *more]
        )
        assert set(json.loads(done.stdout)) == {
            "form", "rows", "submissions", "comments", "placed", "unplaced", "left_out", "notes",
        }  # fmt: skip
        assert [line.partition("\t")[2] for line in done.stderr.splitlines()] == [
            "The quoted words are not in this passage, so the comment gets no quotation."
        ]
        assert [one["note"] for one in json.loads(done.stdout)["notes"]][-1:] == [
            "The quoted words are not in this passage, so the comment gets no quotation."
        ]
    [submission] = _submissions()
    assert sorted(one.quote for one in submitted.comments_of(submission)) == ["", "of seed"]


def test_rows_without_a_type_are_counted_on_the_error_stream(app: Flask, clean: None, tmp_path: Path) -> None:
    slug = world.consultation(app)
    typed = [["KE-001", "", "3", "", "te", "Clear.", "", ""]]
    for words, expected in (
        ([], []),
        (["", "xx"], ["2 rows without a comment type that is known: general comments"]),
        ([""], ["1 row without a comment type that is known: general comments"]),
    ):
        said = f"{len(words)} words"
        rows = [[f"KE-1{at}", "", "3", "", one, f"{said} {at}", "", ""] for at, one in enumerate(words)]
        path = _save(tmp_path, forms.in_csv([ISO, *typed, *rows]))
        done = app.test_cli_runner().invoke(
            args=["submissions", "import", path, "--consultation", slug, "--json", "--dry-run"]
        )
        assert set(json.loads(done.stdout)) == {
            "form", "rows", "submissions", "comments", "placed", "unplaced", "left_out", "notes",
        }  # fmt: skip
        assert done.stderr.splitlines() == expected
        reasons = {
            "": "The row does not say the type of comment.",
            "xx": "The type of comment was not understood.",
        }
        assert json.loads(done.stdout)["notes"] == [
            {"row": at, "note": f"{reasons[one]} It is filed as a general comment."}
            for at, one in enumerate(words, start=3)
        ]


def test_a_row_that_is_hidden_in_the_file_is_read_and_said_to_be_hidden(
    app: Flask, clean: None, tmp_path: Path
) -> None:
    slug = world.consultation(app)
    out = BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        page = book.add_worksheet("Comments")
        for at, row in enumerate(
            [ISO, *(["KE-001", "", str(at), "", "te", f"Clear {at}.", "", ""] for at in (3, 4))]
        ):
            page.write_row(at, 0, row)
        page.set_row(2, None, None, {"hidden": True})
    path = _save(tmp_path, Source("comments.xlsx", out.getvalue()))
    _status, answer = _import(app, path, slug, "--json", "--dry-run")
    assert (answer["comments"], answer["notes"]) == (
        2, [{"row": 3, "note": "This row is hidden in your file."}],
    )  # fmt: skip


def test_rows_and_columns_that_are_hidden_in_a_spreadsheet_are_read_and_told(
    app: Flask, clean: None, tmp_path: Path
) -> None:
    slug = world.consultation(app)
    head = ["Clause", "Type", "Organization", "Comment"]
    lines = [["3", "te", "Club", f"Words {number}."] for number in range(4)]
    out = BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        page = book.add_worksheet("Comments")
        for at, row in enumerate([head, *lines]):
            page.write_row(at, 0, row)
        page.set_column(2, 4, None, None, {"hidden": True})
        page.set_row(2, None, None, {"hidden": True})
        page.set_row(3, None, None, {"hidden": True})
    cell = '<table:table-cell office:value-type="string"><text:p>{}</text:p></table:table-cell>'
    cells = ["".join(cell.format(one) for one in row) for row in [head, *lines]]
    shown = [f"<table:table-row>{one}</table:table-row>" for one in cells]
    kinds = ["collapse", "filter"]
    hidden = [
        f'<table:table-row table:visibility="{kind}">{one}</table:table-row>'
        for kind, one in zip(kinds, cells[2:4], strict=True)
    ]
    columns = (
        '<table:table-column table:number-columns-repeated="2"/>'
        '<table:table-column table:visibility="collapse"/><table:table-column/>'
    )
    ods = forms.open_spreadsheet("".join([columns, *shown[:2], *hidden, *shown[4:]]))
    for file in (Source("comments.xlsx", out.getvalue()), ods):
        path = _save(tmp_path, file)
        _status, answer = _import(app, path, slug, "--json", "--dry-run")
        told = [{"row": row, "note": "This row is hidden in your file."} for row in (3, 4)]
        assert (answer["comments"], answer["notes"]) == (4, told)
        assert (
            "Column C is hidden in the file; its words were read." in _import(app, path, slug, "--dry-run")[1]
        )


def test_the_command_says_which_countries_are_not_known(app: Flask, clean: None, tmp_path: Path) -> None:
    slug = world.consultation(app)
    rows = [["2.2", "ge", "Seed Union", "Korea", "By hand?"], ["2.2", "ge", "Seed Club", "Kenya", "Why?"]]
    path = _save(tmp_path, forms.in_csv([["Clause", "Type", "Organization", "Country", "Comment"], *rows]))
    expected = [{"row": 2, "note": "The country of this row is not known."}]
    for more in (("--dry-run",), ()):
        assert _import(app, path, slug, "--json", *more)[1]["notes"] == expected
    assert sorted((one.organisation, one.country) for one in _submissions()) == [
        ("Seed Club", "KEN"), ("Seed Union", ""),
    ]  # fmt: skip


def test_two_imports_at_once_add_each_row_once(app: Flask, clean: None) -> None:
    slug = world.consultation(app)

    def importing_it() -> int:
        consultation = world.load(slug)
        found = importing.read(forms.in_csv(ROWS), consultation.version_id)
        made = import_rows(
            consultation,
            found.rows,
            ImportedFile(found.form.form, found.sha256, Channel.FORM, clock.now(), "en"),
        )
        return made.comments

    assert racing.pressed_twice(app, importing_it) == [5, 0]
    assert len(_submissions()) == 2


def test_a_dry_run_says_the_same_and_writes_nothing(app: Flask, clean: None, tmp_path: Path) -> None:
    slug = world.consultation(app)
    path = _save(tmp_path, forms.in_csv(ROWS))
    _status, dry = _import(app, path, slug, "--json", "--dry-run")
    assert _submissions() == []
    assert db.session.execute(select(func.count(FormFile.id))).scalar_one() == 0
    assert dry == _import(app, path, slug, "--json")[1]
    assert _import(app, path, slug, "--json", "--dry-run")[1] == _import(app, path, slug, "--json")[1]


def test_columns_of_its_own_are_mapped(app: Flask, clean: None, tmp_path: Path) -> None:
    slug = world.consultation(app)
    path = _save(
        tmp_path, forms.in_csv([["Where", "Whose", "What we think"], ["2.2", "Seed Union", "By hand?"]])
    )
    status, told = _import(app, path, slug)
    assert (status, "No column with comments was found." in told, "“What we think”" in told) == (
        1,
        True,
        True,
    )
    mapping = ("--map", "Where=clause", "--map", "What we think=comment", "--organisation-column", "Whose")
    assert _import(app, path, slug, "--json", *mapping)[1] == {
        "form": "table", "rows": 1, "submissions": 1, "comments": 1, "placed": 1, "unplaced": 0, "left_out": [],
        "notes": [
            {"row": 2, "note": "The row does not say the type of comment. It is filed as a general comment."}
        ],
    }  # fmt: skip
    assert [(one.organisation, one.category) for one in _submissions()] == [("Seed Union", "not_stated")]


def test_a_row_is_imported_once_however_its_columns_are_read_and_others_may_say_the_same(
    app: Flask, clean: None, tmp_path: Path
) -> None:
    slug = world.consultation(app)
    path = _save(tmp_path, forms.in_csv([["Where", "We think", "Why"], ["2.2", "By hand?", "It is slow."]]))
    mapping = ("--map", "Where=clause", "--map", "We think=comment")
    assert _import(app, path, slug, "--json", *mapping)[1]["comments"] == 1
    again = _import(app, path, slug, "--json", *mapping, "--map", "Why=rationale")[1]
    assert (again["comments"], [one["reason"] for one in again["left_out"]]) == (
        0,
        ["This row was imported before."],
    )
    Path(path).write_bytes(
        Path(path).read_bytes() + b"\r\n"
    )  # another file without names: it may be of someone else
    assert _import(app, path, slug, "--json", *mapping)[1]["comments"] == 1
    assert len(_submissions()) == 2


def test_channel_and_date_of_receipt_are_kept(app: Flask, clean: None, tmp_path: Path) -> None:
    slug = world.consultation(app)
    opened = world.load(slug).opens_at
    assert opened is not None
    path = _save(tmp_path, forms.in_csv(ROWS))
    moment = opened.isoformat()
    assert _import(app, path, slug, "--channel", "email", "--received-at", moment)[0] == 0
    file = db.session.execute(select(FormFile)).scalar_one()
    assert (file.channel, file.received_at, _submissions()[0].received_at) == ("email", opened, opened)


def test_what_cannot_be_imported_is_told_and_writes_nothing(app: Flask, clean: None, tmp_path: Path) -> None:
    slug = world.consultation(app)
    path = _save(tmp_path, forms.in_csv(ROWS))
    pdf = _save(tmp_path, Source("letter.pdf", b"%PDF-1.7 not a table"))
    for arguments, status, words in (
        ((path, "nowhere"), 1, "there is no public consultation nowhere"),
        (
            (pdf, slug),
            1,
            "letter.pdf: This is a PDF. Tables cannot be read from a PDF. Upload the Word or Excel file.",
        ),
        ((path, slug, "--form", "hl7"), 1, "The file does not have the columns of this form."),
        ((path, slug, "--map", "MB/NC"), 2, "“MB/NC” is not COLUMN=FIELD"),
        ((path, slug, "--map", "MB/NC=nothing"), 2, "there is no field “nothing”"),
        ((path, slug, "--organisation-column", "Body"), 1, "The file has no column “Body”."),
        ((path, slug, "--received-at", "yesterday"), 2, "“yesterday” is not a moment"),
        ((path, slug, "--received-at", "2027-01-01"), 2, "has no time zone"),
        ((path, slug, "--received-at", "2001-01-01T00:00:00Z"), 1, "This consultation is not open yet."),
    ):
        found, told = _import(app, *arguments)
        assert (found, words in told) == (status, True), told
    assert _submissions() == []


def test_the_command_says_which_categories_are_not_known(app: Flask, clean: None, tmp_path: Path) -> None:
    slug = world.consultation(app)
    kinds = {"Club": "Cooperativa", "Guild": "Millers", "Union": "Industry: University"}
    rows = [["2.2", "ge", body, kind, f"{body} says so."] for body, kind in kinds.items()]
    head = ["Clause", "Type of comment", "Organization", "Organization Type", "Comment"]
    path = _save(tmp_path, forms.in_csv([head, *rows]))
    expected = [
        {"row": 3, "note": "The category that this row names is not in the list."},
        {"row": 4, "note": "The category and the subcategory of this row do not belong together."},
    ]
    for more in (("--dry-run",), ()):
        assert _import(app, path, slug, "--json", *more)[1]["notes"] == expected
    assert sorted((one.organisation, one.category, one.subcategory) for one in _submissions()) == [
        ("Club", "industry", "cooperative"), ("Guild", "not_stated", ""), ("Union", "not_stated", ""),
    ]  # fmt: skip
