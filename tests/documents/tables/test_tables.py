"""Tables in files, read in the isolated process as in production."""

import zipfile
from io import BytesIO

import docx
import pytest
import xlsxwriter
from lxml import etree

from consult.documents.blocks import Source, Unreadable
from consult.documents.tables import letters, sandbox
from consult.documents.tables.table import TableRow
from tests.comment_forms import forms

ROWS = [["Section", "Comment"], ["3.10", "Two\nlines"], ["", ""], ["4", "«a», 'b' = c"]]
READ = [(1, ("Section", "Comment")), (2, ("3.10", "Two\nlines")), (4, ("4", "«a», 'b' = c"))]


@pytest.mark.parametrize("make", [forms.in_csv, forms.in_xlsx, forms.in_ods, forms.in_docx])
def test_rows_keep_their_numbers_and_lines(make: object) -> None:
    found = sandbox.parse(make(ROWS))  # type: ignore[operator]
    assert [(row.number, row.cells) for row in found.tables[0].rows] == READ


@pytest.mark.parametrize("divider", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_csv_with_any_divider_and_mark(divider: str, encoding: str) -> None:
    found = sandbox.parse(forms.in_csv(ROWS, divider, encoding))
    assert [row.cells for row in found.tables[0].rows] == [cells for _number, cells in READ]


def test_the_first_line_may_declare_the_divider() -> None:
    found = sandbox.parse(Source("a.csv", b"sep=;\nSection;Comment, if any\n3;A, B\n"))
    assert [row.cells for row in found.tables[0].rows] == [("Section", "Comment, if any"), ("3", "A, B")]


def _workbook() -> Source:
    out = BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        page = book.add_worksheet("Comments")
        page.write_row(2, 1, ["Section", "Line", "Comment"])
        page.merge_range(3, 1, 4, 1, "3.1")
        page.write_number(3, 2, 12)
        page.write_number(4, 2, 12.5)
        page.write_string(3, 3, "One")
        page.write_string(4, 3, "=1+1")
        page.write_datetime(
            5, 1, __import__("datetime").datetime(2027, 1, 3), book.add_format({"num_format": "dd/mm"})
        )
        page.write_boolean(5, 3, True)
        page.write_blank(900, 16_000, None, book.add_format({"bold": True}))
        hidden = book.add_worksheet("Lists")
        hidden.write_string(0, 0, "te")
        hidden.hide()
    return Source("comments.xlsx", out.getvalue())


def test_a_workbook_as_offices_make_it() -> None:
    found = sandbox.parse(_workbook())
    assert found.remarks == ("Hidden worksheets were left out.",)
    assert [table.name for table in found.tables] == ["Comments"]
    assert found.tables[0].rows == (
        TableRow(3, ("", "Section", "Line", "Comment")),
        TableRow(4, ("", "3.1", "12", "One"), numbers=(2,)),
        TableRow(5, ("", "3.1", "12.5", "=1+1"), continued=(1,), numbers=(2,)),
        TableRow(6, ("", "2027-01-03", "", "TRUE"), dates=(1,)),
    )


_HEAD = ["Section", "Comment", "Proposed change"]
_MATH = (
    '<m:oMath xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"><m:f><m:num><m:r><m:t>a+b</m:t></m:r>'
    "</m:num><m:den><m:r><m:t>2</m:t></m:r></m:den></m:f></m:oMath>"
)


def _in_word() -> Source:
    document = docx.Document()
    table = document.add_table(2, 3)
    for cell, words in zip(table.rows[0].cells, _HEAD, strict=True):
        cell.text = words
    place, comment, proposal = table.rows[1].cells
    place.text = "3"
    for words, looks in (
        ("at most 10", ""),
        ("3", "superscript"),
        (" CFU, H", ""),
        ("2", "subscript"),
        ("O", ""),
    ):
        run = comment.paragraphs[0].add_run(words)
        if looks:
            setattr(run.font, looks, True)
    comment.add_paragraph()._p.append(etree.fromstring(_MATH))
    for words in ("shall", " not", " apply"):
        proposal.paragraphs[0].add_run(words).font.strike = words == " not"
    out = BytesIO()
    document.save(out)
    return Source("comments.docx", out.getvalue())


def _in_excel() -> Source:
    out = BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        page = book.add_worksheet()
        high, low, struck = (
            book.add_format(one) for one in ({"font_script": 1}, {"font_script": 2}, {"font_strikeout": True})
        )
        page.write_row(0, 0, _HEAD)
        page.write_string(1, 0, "3")
        page.write_rich_string(1, 1, "at most 10", high, "3", " CFU, H", low, "2", "O\n(a+b)/2")
        page.write_rich_string(1, 2, "shall ", struck, "not ", "apply")
        page.write_row(3, 0, ["4", "Withdrawn", ""], struck)
    return Source("comments.xlsx", out.getvalue())


def _in_open_document() -> Source:
    names = "urn:oasis:names:tc:opendocument:xmlns:"
    plain = forms.in_ods([_HEAD, ["3", "C", "P"]])
    out, before = BytesIO(), zipfile.ZipFile(BytesIO(plain.data))
    words = {
        "C": '<text:span text:style-name="N">at most 10<text:span text:style-name="H">3</text:span></text:span> CFU, '
        'H<text:span text:style-name="L">2</text:span>O</text:p><text:p>(a+b)/2',
        "P": 'shall <text:span text:style-name="S">not </text:span>apply',
    }
    styles = "".join(
        f'<style:style style:name="{name}"><style:text-properties style:{looks}/></style:style>'
        for name, looks in (("H", 'text-position="super 58%"'), ("L", 'text-position="-33% 58%"'),
                            ("S", 'text-line-through-style="solid"'))
    )  # fmt: skip
    with zipfile.ZipFile(out, "w") as package:
        for name in before.namelist():
            content = before.read(name).decode()
            for sign, said in words.items():
                content = content.replace(f"<text:p>{sign}</text:p>", f"<text:p>{said}</text:p>")
            content = content.replace("<office:body>", f"<office:automatic-styles>{styles}</office:automatic-styles>"
                                      "<office:body>")  # fmt: skip
            content = content.replace(" xmlns:text=", f' xmlns:style="{names}style:1.0" xmlns:text=')
            package.writestr(name, content)
    return Source("comments.ods", out.getvalue())


@pytest.mark.parametrize("make", [_in_word, _in_excel, _in_open_document])
def test_struck_words_are_left_out_and_raised_letters_and_formulas_read_as_they_are(make: object) -> None:
    found = sandbox.parse(make())  # type: ignore[operator]
    head, row, *others = found.tables[0].rows
    assert row.cells == ("3", "at most 10³ CFU, H₂O\n(a+b)/2", "shall apply")
    assert ((head.struck, row.struck), found.remarks) == (((), (2,)), (letters.STRUCK,))
    assert [(one.number, one.cells, one.struck) for one in others] in ([], [(4, (), (0, 1))])


@pytest.mark.parametrize(
    ("name", "data", "sentence"),
    [
        ("a.csv", b"  \n", "The file is empty."),
        ("a.csv", b",,\n,,\n", "The file has no table with words in it."),
        ("a.pdf", b"%PDF-1.7", "This is a PDF. Tables cannot be read from a PDF. Upload the Word or Excel file."),
        ("a.pdf", b"\xff\xfe", "This is a PDF. Tables cannot be read from a PDF. Upload the Word or Excel file."),
        ("a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600,
         "This is an older Office file or a file with a password. Save it as .docx or .xlsx without a password."),
        ("a.xlsx", b"not an archive", "The file is damaged. Save it again and upload it again."),
        ("a.xlsx", b"PK\x03\x04 broken", "The file is damaged. Save it again and upload it again."),
        ("a.csv", b'Section,Comment\n3,"no end' + b"a" * 200_000,
         "The file is not a table of values divided by commas. A quotation mark may not be closed."),
        ("a.csv", b'Section,Comment\n3,"no end\n4,Two\n5,Three\n',
         "The file is not a table of values divided by commas. A quotation mark may not be closed."),
        ("a.csv", b",".join([b"a"] * 300), "The file has more than 200 columns. Upload the columns with the comments alone."),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_told_in_a_sentence(name: str, data: bytes, sentence: str) -> None:
    with pytest.raises(Unreadable) as trouble:
        sandbox.parse(Source(name, data))
    assert (trouble.value.message, trouble.value.file) == (sentence, name)


def test_an_archive_that_unpacks_to_too_much_is_refused() -> None:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("xl/workbook.xml", "<workbook/>")
        package.writestr("xl/worksheets/sheet1.xml", b"<a>" * 40_000_000)
    with pytest.raises(Unreadable):
        sandbox.parse(Source("bomb.xlsx", out.getvalue()))


def _far_apart(row: int, column: int) -> Source:
    out = BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        page = book.add_worksheet()
        page.write_string(0, 0, "Comment")
        page.write_string(row, column, "far")
    return Source("far.xlsx", out.getvalue())


def _open_far_apart(rows: int, columns: int) -> Source:
    empty = f'<table:table-cell table:number-columns-repeated="{columns}"/>'
    cell = '<table:table-cell office:value-type="string"><text:p>far</text:p></table:table-cell>'
    return forms.open_spreadsheet(
        f'<table:table-row table:number-rows-repeated="{rows}">{empty}</table:table-row>'
        f"<table:table-row>{empty}{cell}</table:table-row>"
    )


def test_cells_far_apart_are_refused_before_the_cells_between_them_take_memory() -> None:
    for file in (
        _far_apart(1_048_575, 16_383),
        _far_apart(1_048_575, 19),
        _open_far_apart(1_048_575, 16_383),
    ):
        with pytest.raises(Unreadable) as trouble:
            sandbox.parse(file, limits=sandbox.LIMITS._replace(seconds=5, memory=400 * 1024 * 1024))
        assert trouble.value.message.startswith("There is something in a cell very far from the others."), (
            file.name
        )
    assert sandbox.parse(_far_apart(200_000, 9)).tables[0].rows[-1].number == 200_001


def test_errors_and_formulas_without_values_in_an_open_spreadsheet_are_known() -> None:
    formula = 'table:formula="of:=NA()" office:value-type="string"'
    cells = (
        f'<table:table-cell {formula} office:string-value="" calcext:value-type="error"><text:p>#N/A</text:p>',
        f"<table:table-cell {formula}><text:p>#REF!</text:p>",
        f"<table:table-cell {formula}><text:p>words</text:p>",
        '<table:table-cell table:formula="of:=A1">',
        '<table:table-cell office:value-type="string"><text:p>#REF!</text:p>',  # as someone typed it
    )
    row = "".join(f"{one}</table:table-cell>" for one in cells)
    found = sandbox.parse(forms.open_spreadsheet(f"<table:table-row>{row}</table:table-row>"))
    [told] = found.tables[0].rows
    assert (told.cells, told.errors, told.formulas) == (("", "", "words", "", "#REF!"), (0, 1), (3,))


MADE = (_workbook, _in_word, _in_excel, _in_open_document)
"""What makes files as offices make them."""
