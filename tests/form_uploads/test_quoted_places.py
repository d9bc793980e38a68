"""Rows of forms that quote words which stand at several places of their passage: each lands on the place that it means,
or a person chooses it."""

import csv
import re
from io import BytesIO, StringIO
from types import SimpleNamespace
from typing import Any

import docx
import pytest
from flask import Flask
from python_calamine import CalamineWorkbook
from sqlalchemy import select

from consult.comment_forms import row_keys
from consult.core import markup
from consult.core.database import db
from consult.documents.blocks import Kind, Source
from consult.draft_submissions.models import DraftComment
from consult.form_uploads.models import UploadedRow
from consult.quotations import quotable
from consult.submissions.models import Comment
from tests import cast, world
from tests.comment_forms import forms
from tests.consultations import languages
from tests.draft_submissions.walking import AT, PLACE, SHEET, begin, page, send
from tests.form_uploads.test_entering import entered
from tests.form_uploads.test_writing import counted, uploaded
from tests.pages import fields_in
from tests.reading import steps
from tests.reading.steps import find, read, words

LOTS = (
    "<table><tr><th>Seed</th><th>Lot</th><th>Sample</th></tr> <tr><td>Wheat</td><td>30 000</td><td>1 000</td></tr>"
    " <tr><td>Beans</td><td>30 000</td><td>1 000</td></tr> <tr><td>Rape</td><td>9 000</td><td>100</td></tr></table>"
)
SAID = "A lot is marked. Each lot is weighed, and no lot is opened."
PART = "A sub-lots rule: each lot is weighed."
MANY = f"""<table><tr><th>Seed</th><th>Lot</th></tr>{
    "".join(f"<tr><td>S{number}</td><td>70 000</td></tr>" for number in range(130))
}</table>"""
BLOCKS = (
    *world.BLOCKS, ("lots", Kind.TABLE, 0, "Table 7", "", LOTS), ("lots-1", Kind.PARAGRAPH, 0, "", "", SAID),
    ("lots-2", Kind.PARAGRAPH, 0, "", "", PART), ("many", Kind.TABLE, 0, "Table 9", "", MANY),
)  # fmt: skip
TECHNICAL = {"type": "technical", "comment": "Too much."}
CLAUSES = ["Clause", "Comment", "Proposed change"]
ASKED = "The quoted words stand at several places of this passage."
CHANGE = "Replace these words: “30 000” → 20 000"


@pytest.fixture
def slug(app: Flask, clean: None) -> str:
    return world.consultation(app, blocks=BLOCKS)


def _cells(app: Flask) -> list[tuple[str, Any]]:
    """Of each comment of draft submissions: what it quotes, and the cell that this is."""
    block = _block()
    with app.app_context():
        rows = db.session.execute(select(DraftComment).order_by(DraftComment.id)).scalars().all()
        return [(one.quote, quotable.cell_of(one.quote, one.quote_start, block)) for one in rows]


def _block() -> Any:
    return SimpleNamespace(line=0, number="Table 7", title="", html=LOTS, text=markup.text_of(LOTS))


def _comment_on(client: Any, part: str, block: str = "lots", **more: Any) -> None:
    said = TECHNICAL | more
    answer = client.press(f"{SHEET}/comments/new?block={block}", **said, quote_part=part)
    assert answer.status_code == 303, page(answer)


def _exported(client: Any, kind: str) -> bytes:
    return client.get(f"{SHEET}/form.{kind}").data  # type: ignore[no-any-return]


def _without_keys(data: bytes, kind: str, *more: str) -> Source:
    """The form as someone writes it again: without the keys of its rows, and without these columns."""
    if kind == "xlsx":
        table = CalamineWorkbook.from_filelike(BytesIO(data)).get_sheet_by_name("Comments").to_python()
    else:
        found = docx.Document(BytesIO(data)).tables
        table = next(
            [[cell.text for cell in row.cells] for row in one.rows]
            for one in found
            if "Comment" in [cell.text for cell in one.rows[0].cells]
        )
    head, *rows = [[re.sub(r"\s*·.*$", "", str(cell)) for cell in row] for row in table]
    for row in rows:
        row[head.index("Clause")] = "Table 7"
    kept = [at for at, cell in enumerate(head) if cell not in {"Row key", *more}]
    written = [[row[at] for at in kept] for row in [head, *rows]]
    return forms.in_xlsx(written) if kind == "xlsx" else forms.in_docx(written)


def _fields(client: Any, rows: str) -> dict[str, Any]:
    """The fields of the list, as a browser without scripts sends them."""
    [form] = find(read(client, rows), "form#rows")
    return fields_in(form)


def _pressed(client: Any, rows: str, **more: Any) -> Any:
    return client.post(rows, data=_fields(client, rows) | more)


def _choices(shown: Any, position: int) -> dict[str, str]:
    """What can be chosen for a row: value → words."""
    found = {}
    for one in find(shown, f"input[type=radio][name=row-{position}]"):
        [label] = find(shown, f"label[for={one.get('id')}]")
        found[one.get("value")] = " ".join(label.text_content().split())
    return found


def _chosen(shown: Any, position: int) -> list[str]:
    return [one.get("value") for one in find(shown, f"input[name=row-{position}][checked]")]


@pytest.mark.parametrize("kind", ["xlsx", "docx"])
@pytest.mark.parametrize("has_keys", [True, False])
def test_a_comment_on_the_second_of_two_equal_cells_lands_there_in_another_draft(
    app: Flask, client: Any, slug: str, kind: str, has_keys: bool
) -> None:
    begin(client)
    _comment_on(client, "cell-2-2")
    data = _exported(client, kind)
    other = app.test_client()
    begin(other, name="Ana Ruiz", email="ana@other.example")
    file = Source(f"own.{kind}", data) if has_keys else _without_keys(data, kind)
    rows = uploaded(other, file)
    shown = page(other.get(rows))
    assert counted(shown)["on a passage"] == 1
    assert "Row: Beans; column: Lot" in shown
    _pressed(other, rows, verb="add")
    beans = ("30 000", ("Beans", "Lot", 0))
    assert _cells(app) == [beans, beans]
    again = uploaded(other, Source(f"again.{kind}", _exported(other, kind)))
    assert counted(page(other.get(again)))["already added"] == 1


@pytest.mark.parametrize("kind", ["xlsx", "docx"])
def test_where_nothing_says_which_cell_is_meant_a_person_chooses_and_the_choice_stays(
    app: Flask, client: Any, slug: str, kind: str
) -> None:
    begin(client)
    _comment_on(client, "cell-2-2", proposal="20 000")
    file = _without_keys(_exported(client, kind), kind, "Place of the existing text", "Existing text")
    other = app.test_client()
    begin(other, name="Ana Ruiz", email="ana@other.example")
    rows = uploaded(other, file)
    shown = read(other, rows)
    assert ASKED in page(other.get(rows))
    offered = _choices(shown, 1)
    assert list(offered.values()) == [
        "Row: Wheat; column: Lot", "Row: Beans; column: Lot", "Whole draft", "Leave out",
    ]  # fmt: skip
    wheat, beans = list(offered)[:2]
    assert _pressed(other, rows, verb="add", **{"row-1": "quote:00000"}).status_code == 303
    assert _cells(app) == [("30 000", ("Beans", "Lot", 0))]  # an invented place is none
    for value in (wheat, "out", beans):
        assert _pressed(other, rows, verb="save", **{"row-1": value}).status_code == 303
        shown = read(other, rows)
        assert (_choices(shown, 1), _chosen(shown, 1)) == (offered, [value])
        told = " ".join(words(read(other, f"{rows}/rows/1"), "main"))
        assert "Your choice needed" not in told
        assert ("You left this row out." in told) == (value == "out")
    stale = _fields(other, rows) | {"row-1": wheat}
    _pressed(other, rows, verb="save", **{"row-1": "whole"})
    other.post(rows, data=stale | {"verb": "save"})  # another page has decided it since
    assert _chosen(read(other, rows), 1) == ["whole"]
    _pressed(other, rows, verb="add", **{"row-1": beans})
    assert _cells(app)[1:] == [("30 000", ("Beans", "Lot", 0))]
    assert _choices(read(other, rows), 1) == {}
    reference = send(other)
    steps.publish(app, reference, 1)
    assert "Row: Beans; column: Lot" in words(read(app.test_client(), f"/submissions/{reference}"), ".meta")


def test_the_places_of_words_in_a_text_are_named_by_their_sentences(
    app: Flask, client: Any, slug: str
) -> None:
    begin(client)
    file = forms.in_csv(
        [["Clause", "Comment", "Proposed change"], ["2.1", "Why?", "Delete these words: “lot”"]]
    )
    rows = uploaded(client, file)
    offered = list(_choices(read(client, f"{rows}"), 1))
    assert not [one for one in offered if one.startswith("quote:")]  # the clause has no such words twice
    form = client.form(f"{rows}/rows/1") | {"passage": "at:lots-1"}
    answer = client.post(f"{rows}/rows/1", data=form)
    assert answer.status_code == 422
    asked = page(answer)
    assert "Why?" in asked
    told = [
        "Sentence 1: A [lot] is marked.",
        "Sentence 2: A lot is marked. Each [lot] is weighed",
        "no [lot] is opened.",
    ]
    assert all(one in asked for one in told)
    marks = re.findall(r'name="quote_mark"[^>]*value="(\w{5})"', asked)
    assert len(marks) == 3
    assert client.post(f"{rows}/rows/1", data=form | {"quote_mark": marks[1]}).status_code == 303
    shown = read(client, f"{rows}/rows/1")
    assert [one.get("value") for one in find(shown, "input[name=quote_mark][checked]")] == [marks[1]]
    _pressed(client, rows, verb="add")
    with app.app_context():
        found = db.session.execute(select(DraftComment)).scalar_one()
        assert (found.quote, found.quote_start) == ("lot", SAID.index("lot is weighed"))


def test_a_place_that_was_chosen_before_a_correction_is_asked_again(
    app: Flask, client: Any, slug: str
) -> None:
    begin(client)
    rows = uploaded(client, forms.in_csv([CLAUSES, ["Table 7", "", CHANGE]]))
    beans = list(_choices(read(client, rows), 1))[1]
    _pressed(client, rows, verb="save", **{"row-1": beans})
    with app.app_context():
        row = db.session.execute(select(UploadedRow)).scalar_one()
        row.said = {**row.said, "quote_mark": "00000"}  # as of a text that reads otherwise
        db.session.commit()
    shown = page(client.get(_pressed(client, rows, verb="add").location))
    assert "1 row could not be added." in shown and ASKED in shown
    assert _cells(app) == []
    _pressed(client, rows, verb="add", **{"row-1": beans})
    assert _cells(app) == [("30 000", ("Beans", "Lot", 0))]


def _starts(app: Flask) -> list[int | None]:
    """Where the quotation of each comment of draft submissions begins."""
    with app.app_context():
        return list(db.session.execute(select(DraftComment.quote_start).order_by(DraftComment.id)).scalars())


def _quote(client: Any, block: str, quote: str, start: int) -> None:
    said = TECHNICAL | {"quote": quote, "quote_start": str(start), "quote_part": "words"}
    answer = client.press(f"{SHEET}/comments/new?block={block}", **said)
    assert answer.status_code == 303, page(answer)


@pytest.mark.parametrize("is_own", [True, False])
def test_a_row_on_a_part_of_a_longer_word_stays_there_when_something_else_is_corrected(
    app: Flask, client: Any, slug: str, is_own: bool
) -> None:
    begin(client)
    start = PART.index("lots")
    _quote(client, "lots-2", "lot", start)
    file = Source("own.xlsx", _exported(client, "xlsx"))
    other = client if is_own else app.test_client()
    if not is_own:
        begin(other, name="Ana Ruiz", email="ana@other.example")
    rows = uploaded(other, file)
    assert other.press(f"{rows}/rows/1", comment="Far too much.").status_code == 303
    shown = page(other.get(rows))
    assert "A sub-[lot]s rule" in shown and "each [lot] is weighed" not in shown
    _pressed(other, rows, verb="add")
    assert _starts(app) == ([start] if is_own else [start, start])


def test_a_row_whose_place_is_named_otherwise_is_asked_and_offered_also_parts_of_words(
    app: Flask, client: Any, slug: str
) -> None:
    begin(client)
    _quote(client, "lots-2", "lot", PART.index("lots"))
    table = CalamineWorkbook.from_filelike(BytesIO(_exported(client, "xlsx"))).get_sheet_by_name("Comments")
    head, row = table.to_python()
    row[head.index("Place of the existing text")] = "at the end"
    other = app.test_client()
    begin(other, name="Ana Ruiz", email="ana@other.example")
    rows = uploaded(other, forms.in_xlsx([[str(one) for one in head], [str(one) for one in row]]))
    shown = read(other, rows)
    assert ASKED in page(other.get(rows)) and _chosen(shown, 1) == []
    asked = read(other, f"{rows}/rows/1")
    assert len(find(asked, "input[name=quote_mark]")) == 2
    assert find(asked, "input[name=quote_mark][checked]") == []
    within, whole = [one for one in _choices(shown, 1) if one.startswith("quote:")]
    assert "sub-[lot]s" in _choices(shown, 1)[within] and "each [lot] is" in _choices(shown, 1)[whole]
    _pressed(other, rows, verb="add", **{"row-1": within})
    assert _starts(app) == [PART.index("lots")] * 2


def test_a_row_on_the_last_of_many_equal_cells_can_be_corrected(app: Flask, client: Any, slug: str) -> None:
    begin(client)
    start = markup.text_of(MANY).rindex("70 000")
    _quote(client, "many", "70 000", start)
    other = app.test_client()
    begin(other, name="Ana Ruiz", email="ana@other.example")
    rows = uploaded(other, Source("own.xlsx", _exported(client, "xlsx")))
    [chosen] = find(read(other, f"{rows}/rows/1"), "input[name=quote_mark][checked]")
    assert chosen.get("value")
    assert other.press(f"{rows}/rows/1", comment="Far too much.").status_code == 303
    _pressed(other, rows, verb="add")
    assert _starts(app) == [start, start]


def test_any_of_many_equal_cells_can_be_chosen_on_the_page_of_a_row(
    app: Flask, client: Any, slug: str
) -> None:
    begin(client)
    rows = uploaded(client, forms.in_csv([CLAUSES, ["Table 9", "", CHANGE.replace("30", "70")]]))
    last = find(read(client, f"{rows}/rows/1"), "input[name=quote_mark]")[-1].get("value")
    assert client.press(f"{rows}/rows/1", quote_mark=last).status_code == 303
    _pressed(client, rows, verb="add")
    assert _starts(app) == [markup.text_of(MANY).rindex("70 000")]


GONE = "The quoted words are not in this passage, so the comment gets no quotation."
KEPT = "The quoted words of this row do not change the quotation of its comment."


def _exported_with(client: Any, **cells: Any) -> Source:
    """The form with the comments of a draft, with other words in the first row: heading → words, or what makes them of
    those that stand there."""
    table = CalamineWorkbook.from_filelike(BytesIO(_exported(client, "xlsx"))).get_sheet_by_name("Comments")
    head, *rows = [[str(cell) for cell in row] for row in table.to_python()]
    for name, said in cells.items():
        at = head.index(name.replace("_", " "))
        rows[0][at] = said(rows[0][at]) if callable(said) else said
    return forms.in_xlsx([head, *rows])


def _quotes(app: Flask) -> list[tuple[str, str]]:
    """The passage and the quotation of each comment of draft submissions."""
    with app.app_context():
        found = db.session.execute(select(DraftComment).order_by(DraftComment.id)).scalars()
        return [(one.block_key, one.quote) for one in found]


def test_a_row_that_quotes_words_which_are_not_in_its_passage_says_so(
    app: Flask, client: Any, slug: str
) -> None:
    begin(client)
    _quote(client, "lots-2", "weighed", PART.index("weighed"))
    other = app.test_client()
    begin(other, name="Ana Ruiz", email="ana@other.example")
    rows = uploaded(other, _exported_with(client, Existing_text="nowhere words"))
    for address in (rows, f"{rows}/rows/1"):
        assert GONE in page(other.get(address))
    _pressed(other, rows, verb="add")
    assert _quotes(app)[1:] == [("lots-2", "")]
    assert GONE in page(other.get(rows))
    as_it_is = uploaded(other, _exported_with(client))
    assert GONE not in page(other.get(as_it_is))


def test_a_row_with_other_quoted_words_than_its_comment_says_that_the_comment_keeps_them(
    app: Flask, client: Any, slug: str
) -> None:
    begin(client)
    _quote(client, "lots-2", "weighed", PART.index("weighed"))
    rows = uploaded(client, _exported_with(client))
    assert KEPT not in page(client.get(rows)) and GONE not in page(client.get(rows))
    for quoted in ("nowhere words", "rule"):
        rows = uploaded(client, _exported_with(client, Existing_text=quoted, Comment=f"Far too {quoted}."))
        assert KEPT in page(client.get(rows)) and GONE not in page(client.get(rows))
        assert KEPT in page(client.get(f"{rows}/rows/1"))
        _pressed(client, rows, verb="add")
        assert _quotes(app) == [("lots-2", "weighed")]


def test_a_comment_on_another_language_of_the_draft_says_that_its_quotation_is_lost(
    app: Flask, clean: None
) -> None:
    languages.announced(app, "fr")
    writer, other = app.test_client(), app.test_client()
    begin(writer)
    said = TECHNICAL | {"quote_part": "words", "quote": "30 000 kilogrammes"}
    assert writer.press(f"{PLACE}&text=fr", **said).status_code == 303
    file = Source("own.xlsx", _exported(writer, "xlsx"))
    assert GONE not in page(writer.get(uploaded(writer, file)))  # it is this very comment
    begin(other, name="Ana Ruiz", email="ana@other.example")
    assert GONE in page(other.get(uploaded(other, file)))


@pytest.mark.parametrize("column", ["Row key", "Clause"])
def test_a_row_with_a_damaged_key_waits_for_its_passage_and_keeps_its_quotation(
    app: Flask, client: Any, slug: str, column: str
) -> None:
    begin(client)
    _quote(client, "lots-2", "weighed", PART.index("weighed"))
    if column == "Row key":
        file = _exported_with(client, Row_key=lambda key: f"{key}-zzzzz")
    else:  # as in a Word file
        with app.app_context():
            key = row_keys.of_comment(db.session.execute(select(DraftComment.key)).scalar_one(), 1, "lots-2")
        wrong = f"{key[:-1]}{'0' if key[-1] != '0' else '1'}-22222"
        file = _exported_with(client, Row_key="", Clause=lambda words: f"{words} ·{wrong}")
    other = app.test_client()
    begin(other, name="Ana Ruiz", email="ana@other.example")
    rows = uploaded(other, file)
    assert "The key of this row is damaged" in page(other.get(rows))
    _pressed(other, rows, verb="add")
    assert len(_quotes(app)) == 1
    assert "at:lots-2" in _choices(read(other, rows), 1)  # by its line
    _pressed(other, rows, verb="add", **{"row-1": "at:lots-2"})
    assert _quotes(app)[1:] == [("lots-2", "weighed")]


def test_officers_are_asked_too_and_the_command_places_such_a_row_nowhere(
    app: Flask, client: Any, slug: str, tmp_path: Any
) -> None:
    officer = app.test_client()
    cast.sign_in(officer, world.OFFICER)
    table = [["Organisation", *CLAUSES], ["Kenya", "Table 7", "Too much.", CHANGE]]
    rows = entered(officer, forms.in_csv(table), channel="letter")
    beans = list(_choices(read(officer, rows), 1))[1]
    _pressed(officer, rows, verb="add")
    with app.app_context():
        assert db.session.execute(select(Comment)).scalars().all() == []
    _pressed(officer, rows, verb="add", **{"row-1": beans})
    with app.app_context():
        one = db.session.execute(select(Comment)).scalar_one()
        assert quotable.cell_of(one.quote, one.quote_start, _block()) == ("Beans", "Lot", 0)
    file = tmp_path / "form.csv"
    file.write_bytes(forms.in_csv([table[0], ["Peru", "Table 7", "Less.", CHANGE]]).data)
    made = app.test_cli_runner().invoke(
        args=["submissions", "import", str(file), "--consultation", slug, "--json"]
    )
    assert '"placed": 0' in made.output and '"unplaced": 1' in made.output, made.output
    with app.app_context():
        last = db.session.execute(select(Comment).order_by(Comment.id)).scalars().all()[-1]
        assert (last.block_key, last.quote, last.proposal) == ("", "", CHANGE)


def test_every_file_names_the_cell_of_a_comment(app: Flask, client: Any, slug: str) -> None:
    begin(client)
    _comment_on(client, "cell-2-2")
    _comment_on(client, "row-1")
    cells = ["Row: Beans; column: Lot", "Row: Wheat"]
    copy = client.get(f"{SHEET}/copy").text
    assert all(f"\n{one}\n" in copy for one in cells)
    table = CalamineWorkbook.from_filelike(BytesIO(_exported(client, "xlsx"))).get_sheet_by_name("Comments")
    assert [
        row[table.to_python()[0].index("Place of the existing text")] for row in table.to_python()[1:]
    ] == cells
    document = docx.Document(BytesIO(_exported(client, "docx")))
    assert set(cells) <= {cell.text for one in document.tables for row in one.rows for cell in row.cells}
    reference = send(client)
    assert all(f"\n{one}\n" in client.get(f"/submissions/{reference}/copy").text for one in cells)
    steps.publish(app, reference, 1, 2)
    made = list(csv.DictReader(StringIO(client.get(f"{AT}/comments.csv").text.removeprefix("\ufeff"))))
    assert [one.get("quoted_cell") or one["Cell of the quotation"] for one in made] == cells


def test_a_posted_place_where_the_words_do_not_stand_moves_no_comment(
    app: Flask, client: Any, slug: str
) -> None:
    begin(client)
    _comment_on(client, "cell-2-2")
    address = f"{SHEET}/comments/1"
    form = client.form(address)
    form.pop("quote_part")  # as a page that was made before chose
    for start in ("0", "3", "21", "999999", str(_block().text.index("1 000")), "x"):
        said = form | {"quote": "30 000", "quote_start": start, "comment": f"From {start}."}
        assert client.post(address, data=said | {"seen": client.form(address)["seen"]}).status_code == 303
        assert _cells(app) == [("30 000", ("Beans", "Lot", 0))], start
    begun = _block().text.index("30 000")
    said = form | {"quote": "30 000", "quote_start": str(begun), "seen": client.form(address)["seen"]}
    client.post(address, data=said)
    assert _cells(app) == [("30 000", ("Wheat", "Lot", 0))]
    new = client.form(f"{SHEET}/comments/new?block=lots") | TECHNICAL | {"quote": "100", "quote_start": "3"}
    new.pop("quote_part")
    assert client.post(f"{SHEET}/comments/new?block=lots", data=new).status_code == 303
    assert _cells(app)[1] == ("100", ("Rape", "Sample", 0))
