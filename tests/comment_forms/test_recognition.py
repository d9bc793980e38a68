"""Which form a file is, and by which headings it shows."""

import pytest
from flask import Flask

from consult.comment_forms import rows
from consult.comment_forms.fields import Field
from consult.comment_forms.known_forms import FORMS, Form
from consult.comment_forms.recognition import NotRecognised, columns_of, recognise
from consult.documents.tables.table import Table, TableFile, TableRow
from tests.comment_forms import forms

WORDS = {
    Field.COMMENT: "Unclear",
    Field.PROPOSAL: "Say which lots",
    Field.ORGANISATION: "KE",
    Field.CLAUSE: "3.1",
}


def _row(form: Form) -> list[str]:
    return [WORDS.get(field, "") for _heading, field in form.columns]


@pytest.mark.parametrize("make", [forms.in_csv, forms.in_xlsx, forms.in_ods, forms.in_docx])
@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.code)
def test_each_form_is_recognised_in_each_format(form: Form, make: object) -> None:
    file = make([[heading for heading, _field in form.columns], _row(form)])  # type: ignore[operator]
    found = recognise(forms.read(file))
    comments, left_out = rows.read(found)
    assert found.form == form.code
    assert (len(comments), left_out) == (1, [])
    assert (comments[0].comment, comments[0].proposal) == ("Unclear", "Say which lots")
    assert (comments[0].where.get(Field.CLAUSE), comments[0].who[Field.ORGANISATION]) == ("3.1", "KE")


def test_headings_in_the_header_of_pages_are_headings() -> None:
    headings = ["MB/NC1", "Line number\n(e.g. 17)", "Clause/ Subclause\n(e.g. 3.1)", "Paragraph/ Figure/ Table/",
                "Type of comment2", "Comments", "Proposed change", "Observations of the secretariat"]  # fmt: skip
    file = forms.in_docx([["FR", "", "3.1", "", "te", "Unclear", "", ""]], headings)
    found = recognise(forms.read(file))
    assert (found.form, found.tables[0].heading) == ("iso-2012-03", 0)
    assert [one.comment for one in rows.read(found)[0]] == ["Unclear"]


def test_an_empty_form_is_recognised_and_has_no_comments() -> None:
    file = forms.in_csv(
        [["Organization Name", "Organization Type", "Reference", "Comment", "Suggested Change"]]
    )
    found = recognise(forms.read(file))
    assert (found.form, rows.read(found)) == ("nist", ([], []))


def test_instructions_above_the_headings_are_passed_over() -> None:
    file = forms.in_xlsx(
        [
            ["Please do not change this form. Comments are welcome."],
            [""],
            ["Section", "Comment"],
            ["3", "Unclear"],
        ]
    )
    found = recognise(forms.read(file))
    assert (found.form, found.tables[0].heading, found.because) == ("table", 3, ("Section", "Comment"))


@pytest.mark.parametrize(
    "headings",
    [
        ["N°", "Organisme", "Article", "Commentaire", "Modification proposée"],
        ["№", "Организация", "Пункт", "Замечание", "Предлагаемое изменение"],
        ["序号", "组织", "条款", "意见", "修改建议"],
        ["رقم", "المنظمة", "البند", "التعليق", "التعديل المقترح"],
        ["الرقم", "المنظمة", "البند", "التعليق", "التعديل المقترح"],
        ["N°", "Organisme", "Paragraphe", "Commentaire", "Modification proposée"],
        ["No", "Organisation", "Para", "Comment", "Proposed change"],
        ["Numero", "Organizacion", "Artículo", "Comentario", "Cambio propuesto"],
    ],
)
def test_headings_in_five_languages(headings: list[str]) -> None:
    found = recognise(forms.read(forms.in_csv([headings, ["1", "A", "3", "B", "C"]])))
    one = rows.read(found)[0][0]
    assert (one.own, one.who, one.where, one.comment, one.proposal) == (
        "1", {Field.ORGANISATION: "A"}, {Field.CLAUSE: "3"}, "B", "C",
    )  # fmt: skip


def test_a_column_of_paragraphs_names_the_clause_where_no_other_does() -> None:
    row = ["1", "3.1", "Unclear"]
    alone = forms.read(forms.in_csv([["N°", "Paragraphe", "Observation"], row]))
    beside = forms.read(forms.in_csv([["Article", "Paragraphe", "Observation"], row]))
    assert rows.read(recognise(alone))[0][0].where == {Field.CLAUSE: "3.1"}
    assert rows.read(recognise(beside))[0][0].where == {Field.CLAUSE: "1", Field.ELEMENT: "3.1"}
    assert [[one.guess for one in columns_of(file)][:2] for file in (alone, beside)] == [
        [Field.ROW, Field.CLAUSE], [Field.CLAUSE, Field.ELEMENT],
    ]  # fmt: skip


def test_a_table_that_continues_has_the_headings_of_the_one_before() -> None:
    tables = forms.read(forms.in_csv([["Section", "Comment"], ["3", "One"]])).tables
    more = forms.read(forms.in_csv([["4", "Two"], ["5", "Three"]])).tables
    found = recognise(forms.TableFile((*tables, *more)))
    assert [one.comment for one in rows.read(found)[0]] == ["One", "Two", "Three"]


def test_columns_are_mapped_by_their_headings() -> None:
    file = forms.in_csv([["Where", "What we think", "Internal"], ["3.1", "Unclear", "x"]])
    with pytest.raises(NotRecognised) as trouble:
        recognise(forms.read(file))
    assert trouble.value.headings == ("Where", "What we think", "Internal")
    found = recognise(forms.read(file), columns={"where": Field.CLAUSE, "What we think": Field.COMMENT})
    assert (found.because, found.unused) == (("Where", "What we think"), ("Internal",))
    assert [(one.where, one.comment) for one in rows.read(found)[0]] == [({Field.CLAUSE: "3.1"}, "Unclear")]


def test_columns_with_equal_headings_are_mapped_each_and_unused_ones_with_words_are_named() -> None:
    lines = [
        ["Punto", "Nota", "Nota", "Voto (EN)", "Voto (FR)"],
        ["3", "primera", "segunda", "yes", "oui", "lost?"],
    ]
    file = forms.read(forms.in_csv(lines))
    offered = columns_of(file)
    assert [(one.heading, one.number) for one in offered][1:] == [
        ("Nota", 1), ("Nota", 2), ("Voto (EN)", 3), ("Voto (FR)", 4), ("", 5)
    ]  # fmt: skip
    fields = [Field.CLAUSE, Field.COMMENT, Field.RATIONALE, Field.IGNORED, Field.PROPOSAL, Field.IGNORED]
    found = recognise(file, columns=list(zip(offered, fields, strict=True)))
    assert [(one.comment, one.proposal, one.rationale) for one in rows.read(found)[0]] == [
        ("primera", "oui", "segunda")
    ]
    assert found.unused == ("Voto (EN)", "F")
    named = recognise(file, columns={"Nota": Field.COMMENT})
    assert rows.read(named)[0][0].comment == "primera\n\nsegunda"


def test_a_table_with_headings_in_the_page_header_and_no_row_has_its_columns_and_no_comment() -> None:
    file = TableFile((), page_headings=((TableRow(1, ("Clause", "Comments")),),))
    assert [one.heading for one in columns_of(file)] == ["Clause", "Comments"]


def test_headings_in_two_rows_are_read_together() -> None:
    table = Table("", (
        TableRow(1, ("Country", "Clause", "Comments", "Comments", "Comments"), continued=(3, 4)),
        TableRow(2, ("", "", "Comment", "Suggested change", "Reason")),
        TableRow(3, ("KE", "3", "Unclear", "Say by when", "No one knows")),
    ))  # fmt: skip
    said, left_out = rows.read(recognise(TableFile((table,))))
    assert [(one.row, one.comment, one.proposal, one.rationale) for one in said] == [
        (3, "Unclear", "Say by when", "No one knows")
    ]
    assert left_out == []


def test_a_column_that_is_not_there_is_named() -> None:
    file = forms.in_csv([["Where", "What"], ["3.1", "Unclear"]])
    with pytest.raises(
        NotRecognised, match=r"The file has no column “Clause”. Its columns are: Where, What."
    ):
        recognise(forms.read(file), columns={"Clause": Field.CLAUSE, "What": Field.COMMENT})


def test_a_form_that_it_is_not_is_refused() -> None:
    with pytest.raises(NotRecognised, match=r"The file does not have the columns of this form."):
        recognise(forms.read(forms.in_csv([["Section", "Comment"], ["3", "A"]])), form="hl7")


@pytest.mark.parametrize(
    ("types", "field"),
    [
        (["1 - Federal", "2 - Industry", "5 - Other", "", "3 - Academia"], Field.CATEGORY),
        (["Industrie", "Gobierno", "Autre – Apiculteurs", "大学"], Field.CATEGORY),
        (["Editorial", "2 - Industry", "te", "ge"], Field.TYPE),
        (["1", "2", "2"], Field.TYPE),
        (["", ""], Field.TYPE),
        (["Question", "2 - Industry", "Question"], Field.TYPE),
    ],
)
def test_the_cells_of_a_column_called_type_say_whether_it_holds_categories(
    app: Flask, types: list[str], field: Field
) -> None:
    lines = [[str(at), "NIST", one, "3", "Unclear", ""] for at, one in enumerate(types)]
    file = forms.read(
        forms.in_csv([["#", "Organization", "Type", "Section", "Comment", "Suggested change"], *lines])
    )
    found = recognise(file)
    assert dict(found.tables[0].columns)[2] is field
    assert columns_of(file)[2].guess is field
    assert any(rows.NOT_A_TYPE in one.notes for one in rows.read(found)[0]) == (
        len(types) in {3, 4} and field is Field.TYPE
    )
