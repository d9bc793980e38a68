"""Rows of a comment form: comments, and what is left out, with the reason."""

from io import BytesIO
from pathlib import Path

import pytest
import xlsxwriter
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from consult.comment_forms import rows, submitters
from consult.comment_forms.clause_references import NOT_FOUND, Certainty
from consult.comment_forms.fields import Field
from consult.comment_forms.placing import placed
from consult.comment_forms.recognition import recognise
from consult.documents.blocks import Source
from consult.documents.tables import sandbox
from consult.documents.tables.table import Table, TableFile, TableRow
from consult.stakeholders import countries
from consult.submissions.models import CommentType
from tests.comment_forms import forms

HEADINGS = ["No", "Organisation", "Section", "Type", "Comment", "Proposed change", "Rationale"]


def _read(*lines: list[str]) -> tuple[list[rows.FormRow], list[rows.LeftOutRow]]:
    return rows.read(recognise(forms.read(forms.in_csv([HEADINGS, *lines]))))


def test_rows_read_are_comments_and_what_is_left_out() -> None:
    comments, left_out = _read(
        ["1", "KE", "3.1", "ed", "Typing error", "", ""],
        ["2", "KE", "3.2", "", "", "Shorter text", ""],
        ["3", "KE", "3.3", "", "", "", ""],
        HEADINGS,
        ["", "", "", "", "", "", ""],
        ["4", "KE", "", "te", "", "", "Because"],
    )
    assert [(one.row, one.own, one.comment, one.proposal) for one in comments] == [
        (2, "1", "Typing error", ""), (3, "2", "", "Shorter text"), (7, "4", "Because", ""),
    ]  # fmt: skip
    assert [(one.row, one.own, one.reason) for one in left_out] == [
        (4, "3", rows.EMPTY),
        (5, "No", rows.HEADINGS),
    ]


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ("te", CommentType.TECHNICAL), ("TE", CommentType.TECHNICAL), ("Te.", CommentType.TECHNICAL),
        ("Technical", CommentType.TECHNICAL), ("ed", CommentType.EDITORIAL), ("Editorial", CommentType.EDITORIAL),
        ("E", CommentType.EDITORIAL), ("ge", CommentType.GENERAL), ("", CommentType.GENERAL),
        ("Substantive", CommentType.SUBSTANTIVE), ("Neg-Mj", CommentType.SUBSTANTIVE), ("A-T", CommentType.EDITORIAL),
        ("translation", CommentType.TRANSLATION), ("редакционный", CommentType.EDITORIAL), ("技术", CommentType.TECHNICAL),
        ("te (technical)", CommentType.TECHNICAL), ("تقني", CommentType.TECHNICAL), ("فنية", CommentType.TECHNICAL),
    ],
)  # fmt: skip
def test_types_as_people_write_them(said: str, kind: CommentType) -> None:
    assert rows.type_of(said) == (kind, True)


@pytest.mark.parametrize("said", ["ed/te", "te or ed", "very important", "5"])
def test_a_type_that_was_not_understood_is_told(said: str) -> None:
    assert rows.type_of(said) == (CommentType.GENERAL, False)
    assert _read(["1", "KE", "3", said, "A", "", ""])[0][0].notes == (rows.NOT_A_TYPE,)


def test_a_merged_cell_says_where_for_all_its_rows_and_what_once() -> None:
    table = Table("", (
        TableRow(1, ("Section", "Comment")),
        TableRow(2, ("3.1", "One")),
        TableRow(3, ("3.1", "Two"), continued=(0,)),
        TableRow(4, ("3.1", "Two"), continued=(0, 1)),
        TableRow(5, ("Chapter", "Chapter", "Chapter"), continued=(1, 2)),
    ))  # fmt: skip
    comments, left_out = rows.read(recognise(TableFile((table,))))
    assert [(one.where[Field.CLAUSE], one.comment) for one in comments] == [("3.1", "One"), ("3.1", "Two")]
    assert [(one.row, one.reason) for one in left_out] == [(4, rows.MERGED), (5, rows.ACROSS)]


def test_a_merged_comment_counts_for_each_place_and_an_error_is_told() -> None:
    out = BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        page = book.add_worksheet("Comments")
        lines = [("Section", "Comment", "Proposed change"), ("3.1", "", ""), ("3.2", "", ""), ("3.3", "", "")]
        for at, line in enumerate(lines):
            for column, words in enumerate(line):
                page.write_string(at, column, words)
        page.merge_range(1, 1, 2, 1, "Too long.")
        page.write_formula(3, 1, "=-delete this", None, "#NAME?")
        page.write_string(4, 1, "Unclear.")
        page.write_formula(4, 2, "=-delete this", None, "#NAME?")
    comments, left_out = rows.read(recognise(sandbox.parse(Source("a.xlsx", out.getvalue()))))
    assert [(one.where.get(Field.CLAUSE), one.comment, one.notes) for one in comments] == [
        ("3.1", "Too long.", (rows.NO_TYPE,)), ("3.2", "Too long.", (rows.NO_TYPE,)),
        (None, "Unclear.", (rows.NO_TYPE, rows.ERROR)),
    ]  # fmt: skip
    assert [(one.row, one.reason) for one in left_out] == [(4, rows.ERROR)]


def test_a_number_that_became_a_date_is_told() -> None:
    table = Table("", (TableRow(1, ("Section", "Comment")), TableRow(2, ("2027-01-03", "One"), dates=(0,))))
    assert rows.read(recognise(TableFile((table,))))[0][0].notes == (rows.NO_TYPE, rows.DATE)


def test_words_that_are_struck_through_are_told_of_their_row() -> None:
    head = TableRow(1, ("Section", "Comment", "Proposed change", "Ours"))
    lines = (
        TableRow(2, ("3", "One", "shall apply", "x"), struck=(2,)), TableRow(3, ("4", "", "", "x"), struck=(1, 3)),
        TableRow(4, ("5", "Two", "", "x"), struck=(3,)),
    )  # fmt: skip
    comments, left_out = rows.read(recognise(TableFile((Table("", (head, *lines)),))))
    assert [one.notes for one in comments] == [(rows.NO_TYPE, rows.STRUCK), (rows.NO_TYPE,)]
    assert [(one.row, one.reason) for one in left_out] == [(3, rows.STRUCK)]


def test_words_in_wrong_columns_put_their_row_in_doubt_and_name_no_one() -> None:
    long = "The proposal is good, but the reasons that are given for it do not hold. " * 3
    comments, _left_out = _read(
        ["1", "2 - Industry", "3.1", "ed", "Typing error", "", ""],
        ["2", "Seed Union", long, "ed", "See there", "", ""],
        ["3", "2 Rivers Council", "3.1", "ed", "Typing error", "", ""],
    )
    assert [rows.SHIFTED in one.notes for one in comments] == [True, True, False]
    found = placed(comments, [])
    assert [one.placement.why == rows.SHIFTED for one in found] == [True, True, False]
    assert {one.placement.certainty for one in found[:2]} == {Certainty.UNPLACED}
    named = [submitters.of(one, "nist").words for one in comments]
    assert named == ["", "Seed Union", "2 Rivers Council"]


def test_a_formula_without_a_value_puts_its_row_in_doubt_or_is_why_the_row_says_nothing() -> None:
    out = BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        page = book.add_worksheet("Comments & more")
        for at, line in enumerate(
            [("Section", "Comment"), ("=A9", "One"), ("3.2", "=A9"), ("3.3", "Three"), ("", "=A9")]
        ):
            for column, words in enumerate(line):
                if words.startswith("="):
                    page.write_formula(at, column, words, None, "")
                else:
                    page.write_string(at, column, words)
        page.write_formula(3, 5, "=A9", None, "")  # in a column that is not used
    comments, left_out = rows.read(recognise(sandbox.parse(Source("a.xlsx", out.getvalue()))))
    assert [(one.row, one.comment, one.notes) for one in comments] == [
        (2, "One", (rows.NO_TYPE, rows.FORMULA)),
        (4, "Three", (rows.NO_TYPE,)),
    ]
    assert [(one.row, one.reason) for one in left_out] == [(3, rows.FORMULA), (5, rows.FORMULA)]
    assert [(one.placement.certainty, one.placement.why) for one in placed(comments, [])] == [
        (Certainty.UNPLACED, rows.FORMULA), (Certainty.UNPLACED, NOT_FOUND),
    ]  # fmt: skip


def test_countries_are_recognised_by_the_names_of_the_installation_too(
    tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    def country(name: str) -> str:
        [row], _left_out = _read(["1", name, "3.1", "ed", "Typing error", "", ""])
        return submitters.of(row, "iso-2012-03").country

    assert (country("Bohemia and Moravia"), country("Czechia"), country("cz")) == ("", "CZE", "CZE")
    request.addfinalizer(lambda: countries.wire(""))
    file = tmp_path / "names.csv"
    file.write_text("code,en\nCZE,Bohemia and Moravia\n", "utf-8")
    countries.wire(str(file))
    assert (country("Bohemia and Moravia"), country("Czechia"), country("cz")) == ("CZE", "CZE", "CZE")


def test_a_name_that_is_too_long_is_left_out() -> None:
    comments, left_out = _read(["1", "K" * 201, "3", "", "A", "", ""])
    assert (comments, [one.reason for one in left_out]) == ([], [rows.LONG_NAME])


def test_a_comment_that_is_too_long_is_left_out() -> None:
    comments, left_out = _read(["1", "KE", "3", "", "a" * 20_001, "", ""])
    assert (comments, [one.reason for one in left_out]) == ([], [rows.TOO_LONG])


_TEXT = st.text(st.characters(exclude_categories=("Cs", "Cc", "Co")), max_size=40).map(
    lambda one: " ".join(one.split())
)
_MAKERS = [forms.in_csv, forms.in_xlsx, forms.in_ods, forms.in_docx]


@settings(deadline=None, max_examples=60)
@given(st.lists(st.tuples(_TEXT, _TEXT), max_size=6), st.sampled_from(_MAKERS))
def test_every_row_with_words_is_a_comment_or_left_out(lines: list[tuple[str, str]], make: object) -> None:
    file: Source = make([["Section", "Comment", "Proposed change"], *(["1", *line] for line in lines)])  # type: ignore[operator]
    comments, left_out = rows.read(recognise(forms.read(file)))
    assert len(comments) + len(left_out) == len(lines)
    said = [line for line in lines if any(one.strip(" \n-–—./") for one in line)]
    assert [(one.comment, one.proposal) for one in comments] == said


@pytest.mark.realdata
def test_the_real_sheet_of_the_iso_form(realdata: object) -> None:
    folder = realdata / "iso_commenter"  # type: ignore[operator]
    every = yaml.safe_load((folder / "comments.yaml").read_text())["comments"]
    headings = ["MB/NC", "Line number", "Clause/Subclause", "Paragraph/Figure/Table", "Type of comment", "Comments",
                "Proposed change", "Observations of the secretariat"]  # fmt: skip
    lines = [
        [one["id"], one["locality"].get("line_number") or "", one["locality"]["clause"] or "",
         one["locality"].get("element") or "", one["type"], one["comments"], one["proposed_change"] or "",
         one["observations"] or ""] for one in every
    ]  # fmt: skip
    for make in (forms.in_csv, forms.in_xlsx, forms.in_ods):
        comments, left_out = rows.read(recognise(forms.read(make([headings, *lines]))))
        assert (len(comments), left_out) == (55, [])
        assert [(one.own, one.comment, one.proposal) for one in comments] == [
            (line[0], line[5].strip(), line[6].strip()) for line in lines
        ]
        kinds = {"ge": CommentType.GENERAL, "te": CommentType.TECHNICAL, "ed": CommentType.EDITORIAL}
        assert [one.type for one in comments] == [kinds[line[4].lower()] for line in lines]
