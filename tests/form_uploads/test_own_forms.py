"""The form that this site makes: downloaded, filled in, uploaded any number of times, exported and corrected."""

import re
from collections.abc import Mapping
from io import BytesIO
from typing import Any

import docx
import pytest
from flask import Flask
from python_calamine import CalamineWorkbook
from sqlalchemy import select

from consult.comment_forms import rows as form_rows
from consult.comment_forms.recognition import recognise
from consult.core.database import db
from consult.documents.blocks import Source
from consult.draft_submissions.models import DraftComment
from tests.comment_forms import forms
from tests.draft_submissions.walking import AT, SHEET, begin, page, send
from tests.form_uploads.test_writing import comments, counted, uploaded

COMMENT, TYPE = "Comment", "Comment type"


def downloaded(client: Any, kind: str) -> bytes:
    return client.get(f"{AT}/form.{kind}?rows=passages", follow_redirects=True).data  # type: ignore[no-any-return]


def filled(data: bytes, kind: str, said: Mapping[str, str]) -> Source:
    """The file with these comments: words by which a row is found → its comment."""
    if kind == "xlsx":
        table = CalamineWorkbook.from_filelike(BytesIO(data)).get_sheet_by_name("Comments").to_python()
        head, *rows = ([str(cell) for cell in row] for row in table)
        for row in rows:
            for words, comment in said.items():
                if any(words in cell for cell in row):
                    row[head.index(COMMENT)], row[head.index(TYPE)] = comment, "General" if comment else ""
        return forms.in_xlsx([head, *rows])
    document = docx.Document(BytesIO(data))
    [table] = [one for one in document.tables if COMMENT in [cell.text for cell in one.rows[0].cells]]
    head = [cell.text for cell in table.rows[0].cells]
    for line in table.rows:
        for words, comment in said.items():
            if any(words in cell.text for cell in line.cells):
                line.cells[head.index(COMMENT)].text = comment
                line.cells[head.index(TYPE)].text = "General"
    out = BytesIO()
    document.save(out)
    return Source(f"form.{kind}", out.getvalue())


def _words_of(client: Any, reference: str, kind: str) -> list[str]:
    """What the comments say in the form of what was submitted."""
    file = Source(f"own.{kind}", client.get(f"/submissions/{reference}/form.{kind}").data)
    return [one.comment for one in form_rows.read(recognise(forms.read(file)))[0]]


@pytest.mark.parametrize("kind", ["xlsx", "docx"])
def test_a_form_is_downloaded_filled_in_added_corrected_and_submitted(
    app: Flask, client: Any, slug: str, kind: str
) -> None:
    begin(client)
    form = downloaded(client, kind)
    first = {"Whole draft": "A clear draft.", "30 000": "Thirty tonnes are too much."}
    rows = uploaded(client, filled(form, kind, first))
    shown = page(client.get(rows))
    assert shown.count("</span> New</span>") == 2
    assert "Recognised as a form of this site." in shown
    assert "are not used" not in shown  # the text of the draft is there to be read
    assert counted(shown) == {"rows read": 2, "on a passage": 1, "on the whole draft": 1, "rows left out": 0}
    client.press(rows, verb="add")
    told = page(client.get(SHEET))
    assert told.count(" of the form</bdi>") == 2 and "No. 1 of the form" in told
    assert "clause as written" not in told  # this site had filled it in
    before = comments(app)
    assert sorted(said for _key, _type, said in before) == sorted(first.values())
    again = uploaded(client, filled(form, kind, first))
    client.press(again, verb="add")
    assert comments(app) == before

    corrected = uploaded(client, filled(form, kind, {**first, "30 000": "Twenty tonnes are enough."}))
    assert counted(page(client.get(corrected)))["replacing their comments"] == 1
    assert counted(page(client.get(corrected)))["already added"] == 1
    answer = client.press(corrected, verb="add")
    assert "1 comment replaced in your draft submission." in page(client.get(answer.location))
    assert [said for _key, _type, said in comments(app)] == ["A clear draft.", "Twenty tonnes are enough."]

    own = client.get(f"{SHEET}/form.{kind}").data
    same = uploaded(client, Source(f"own.{kind}", own))
    assert counted(page(client.get(same)))["already added"] == 2
    better = uploaded(client, filled(own, kind, {"Twenty": "Fifteen tonnes are enough."}))
    client.press(better, verb="add")
    assert [said for _key, _type, said in comments(app)] == ["A clear draft.", "Fifteen tonnes are enough."]

    late = uploaded(client, filled(own, kind, {"Twenty": "Ten tonnes are enough."}))
    assert counted(page(client.get(late)))["different from their comments"] == 1
    client.press(late, verb="add")
    assert comments(app)[1][2] == "Fifteen tonnes are enough."
    position = (
        page(client.get(late)).partition('value="replace"')[0].rpartition('name="row-')[2].partition('"')[0]
    )
    client.press(late, verb="add", **{f"row-{position}": "replace"})
    assert comments(app)[1][2] == "Ten tonnes are enough."

    reference = send(client)
    assert _words_of(client, reference, kind) == ["Ten tonnes are enough.", "A clear draft."]
    client.press(f"/submissions/{reference}/comments/1/withdrawal", confirm="y")
    assert _words_of(client, reference, kind) == ["Ten tonnes are enough."]
    answer = client.get(f"{SHEET}/forms")
    assert answer.location.endswith(f"/submissions/{reference}/status")
    assert "A form adds nothing to it: edit or add comments on this page." in page(
        client.get(answer.location)
    )
    assert f"/submissions/{reference}/form.{kind}" in client.get(answer.location).text
    told = page(client.get(client.get(f"{AT}/take-part?form=1").location))
    assert "A form adds nothing to it" in told


def test_what_was_changed_on_the_site_is_kept_or_replaced_as_its_writer_chooses(
    app: Flask, client: Any, slug: str
) -> None:
    begin(client)
    client.press(f"{SHEET}/comments/new?general=1", type="general", comment="A clear draft.")
    own = client.get(f"{SHEET}/form.xlsx").data
    client.press(f"{SHEET}/comments/1", type="general", comment="A very clear draft.", language="en")
    assert comments(app)[0][2] == "A very clear draft."
    same = uploaded(client, Source("own.xlsx", own))  # the older words of the file do not come back
    assert counted(page(client.get(same)))["older than their comments"] == 1
    rows = uploaded(client, filled(own, "xlsx", {"A clear draft.": "No draft is clear."}))
    assert counted(page(client.get(rows)))["different from their comments"] == 1
    shown = page(client.get(rows))
    assert "Keep the comment in the draft submission" in shown and "<ins" in shown
    client.press(rows, verb="add")
    assert comments(app)[0][2] == "A very clear draft."
    client.press(rows, verb="add", **{"row-1": "out"})
    assert comments(app)[0][2] == "A very clear draft."
    assert "You kept the comment as it is in your draft submission." in page(client.get(rows))


def test_a_row_that_deletes_a_clause_is_asked_and_says_so(app: Flask, client: Any, slug: str) -> None:
    begin(client)
    table = [["Clause", "Comment", "Proposed change"], ["2.1", "Too long.", "Delete this passage"]]
    rows = uploaded(client, forms.in_csv([*table, ["3", "", "Delete this passage."]]))
    shown = page(client.get(rows))
    assert counted(shown)["waiting for your choice"] == 2
    assert "The heading alone" in shown
    client.press(rows, verb="add", **{"row-1": "clause", "row-2": "at:reports"})
    with app.app_context():
        found = db.session.execute(select(DraftComment).order_by(DraftComment.number)).scalars()
        assert [(one.block_key, one.comment, one.proposal_kind.value) for one in found] == [
            ("lot-size", "Delete this whole clause, with everything in it.\n\nToo long.", "change"),
            ("reports", "", "delete"),
        ]


def test_a_copied_row_with_another_clause_asks_which_is_meant(app: Flask, client: Any, slug: str) -> None:
    begin(client)
    file = filled(client.get(f"{AT}/form.xlsx?rows=clauses", follow_redirects=True).data, "xlsx", {})
    table = CalamineWorkbook.from_filelike(BytesIO(file.data)).get_sheet_by_index(0).to_python()
    head, *rows = ([str(cell) for cell in row] for row in table)
    clause = head.index("Clause")
    row, other = rows[1], rows[2][clause]
    row[head.index(COMMENT)], row[head.index(TYPE)] = "Too much.", "General"
    written = row[clause]
    copied = [other if at == clause else cell for at, cell in enumerate(row)]
    rows_page = uploaded(client, forms.in_xlsx([head, row, copied]))
    shown = page(client.get(rows_page))
    assert shown.count("The row names a different clause from the one that the form printed there.") == 1
    assert counted(shown)["on a passage"] == 1
    offered = shown.partition("The row names a different clause")[2]
    assert offered.index(written) < offered.index(other)


def test_copies_of_one_form_are_told_apart_and_an_emptied_row_can_delete_its_comment(
    app: Flask, client: Any, slug: str
) -> None:
    def row_with(rows: str, words: str) -> str:
        before = page(client.get(rows)).partition(words)[0]
        return "row-" + before.rpartition('id="row-')[2].partition('"')[0].partition("-")[0]

    def chosen(rows: str, words: str, value: str) -> None:
        client.press(rows, verb="add", **{row_with(rows, words): value})

    begin(client)
    form, whole, lots = downloaded(client, "xlsx"), "Whole draft", "30 000"
    of_a = {whole: "Clear, says A.", lots: "Too large, says A."}
    client.press(uploaded(client, filled(form, "xlsx", of_a)), verb="add")
    of_b = uploaded(client, filled(form, "xlsx", {lots: "Too small, says B."}))
    assert counted(page(client.get(of_b)))["with a comment from another file"] == 1
    client.press(of_b, verb="add")
    assert [said for _key, _type, said in comments(app)] == list(of_a.values())
    chosen(of_b, "Too small, says B.", "another")
    assert [said for _key, _type, said in comments(app)] == [*of_a.values(), "Too small, says B."]
    assert counted(page(client.get(of_b)))["already added"] == 1

    of_c = uploaded(client, filled(form, "xlsx", {lots: "Far too small, says C."}))
    row = row_with(of_c, "says C")
    for value, told in [
        ("replace", "replacing their comments"),
        ("another", "on a passage"),
        ("out", "row left out"),
        ("replace", "replacing their comments"),
    ]:
        data = client.form(of_c) | {row: value}
        client.post(of_c, data=data, headers={"HX-Request": "true"})  # saved when it is chosen
        found = counted(page(client.get(of_c)))
        assert (found[told], found.get("with a comment from another file")) == (1, None), value
    data = client.form(of_c) | {row.replace("row-", "type-"): "editorial"}
    client.post(of_c, data=data, headers={"HX-Request": "true"})  # says nothing of the words
    assert counted(page(client.get(of_c)))["replacing their comments"] == 1
    client.press(of_c, verb="discard")

    later = uploaded(client, filled(form, "xlsx", {whole: "Clear, says A.", lots: ""}))
    assert counted(page(client.get(later))) == {
        "rows read": 2, "on a passage": 0, "already added": 1, "empty in this file": 1, "rows left out": 0,
    }  # fmt: skip
    client.press(later, verb="add")
    assert len(comments(app)) == 3
    chosen(later, "This comment is in your draft submission", "delete")
    assert [said for _key, _type, said in comments(app)] == ["Clear, says A.", "Too small, says B."]


def test_a_form_with_corrected_rows_and_an_emptied_one_is_the_same_form(
    app: Flask, client: Any, slug: str
) -> None:
    begin(client)
    form = downloaded(client, "xlsx")
    first = {"Whole draft": "Clear.", "30 000": "Too large.", "stick sampler": "By whom?"}
    client.press(uploaded(client, filled(form, "xlsx", first)), verb="add")
    assert [said for _key, _type, said in comments(app)] == list(first.values())
    later = uploaded(client, filled(form, "xlsx", first | {"30 000": "Much too large.", "stick sampler": ""}))
    assert counted(page(client.get(later))) == {
        "rows read": 3, "on a passage": 0, "replacing their comments": 1, "already added": 1, "empty in this file": 1,
        "rows left out": 0,
    }  # fmt: skip
    others = {"Whole draft": "Says B.", "30 000": "Says B too."}
    of_b = uploaded(client, filled(form, "xlsx", others))
    assert counted(page(client.get(of_b)))["with a comment from another file"] == 2
    client.press(of_b, verb="replace")
    assert counted(page(client.get(of_b)))["replacing their comments"] == 2
    client.press(of_b, verb="add")
    assert [said for _key, _type, said in comments(app)] == [*others.values(), "By whom?"]


def _copied(file: Source, words: str, *comments: str) -> Source:
    """The file where the row with these words stands once for each of these comments."""
    table = CalamineWorkbook.from_filelike(BytesIO(file.data)).get_sheet_by_index(0).to_python()
    head, *rows = ([str(cell) for cell in row] for row in table)
    at, kind = head.index(COMMENT), head.index(TYPE)
    lines = []
    for row in rows:
        some = comments if any(words in cell for cell in row) else [row[at]]
        for one in some:
            said = list(row)
            said[at], said[kind] = one, "General" if one else ""
            lines.append(said)
    return forms.in_xlsx([head, *lines])


@pytest.mark.parametrize("left", ["Too large.", "Too small."])
def test_a_row_stays_its_comment_where_another_with_its_key_is_taken_out(
    app: Flask, client: Any, slug: str, left: str
) -> None:
    begin(client)
    form = downloaded(client, "xlsx")
    file = filled(form, "xlsx", {"Whole draft": "Clear.", "stick sampler": "By whom?"})
    first = uploaded(client, _copied(file, "30 000", "Too large.", "Too small."))
    client.press(first, verb="add")
    assert [said for _key, _type, said in comments(app)] == ["Clear.", "Too large.", "Too small.", "By whom?"]
    changed = filled(form, "xlsx", {"Whole draft": "Clear.", "stick sampler": "By which laboratory?"})
    later = uploaded(client, _copied(changed, "30 000", left))
    shown = page(client.get(later))
    assert counted(shown) == {
        "rows read": 3, "on a passage": 0, "replacing their comments": 1, "already added": 2, "rows left out": 0,
    }  # fmt: skip
    [gone] = {"Too large.", "Too small."} - {left}
    section = shown.partition("Comments without a row in this file")[2]
    assert gone in section and left not in section
    row = "row-" + section.partition('id="row-')[2].partition('"')[0].partition("-")[0]
    client.press(later, verb="add", **{row: "delete"})
    assert [said for _key, _type, said in comments(app)] == ["Clear.", left, "By which laboratory?"]
    last = uploaded(client, _copied(changed, "30 000", "Neither."))
    client.press(last, verb="add")
    assert [said for _key, _type, said in comments(app)] == ["Clear.", "Neither.", "By which laboratory?"]


def test_a_copy_of_a_row_that_became_another_comment_is_a_comment_of_its_own(
    app: Flask, client: Any, slug: str
) -> None:
    begin(client)
    form, lots = downloaded(client, "xlsx"), "30 000"
    client.press(uploaded(client, filled(form, "xlsx", {lots: "Too large, says A."})), verb="add")
    of_b = uploaded(client, filled(form, "xlsx", {lots: "Too small, says B."}))
    client.press(of_b, verb="add", **{"row-1": "another"})
    said = ["Too large, says A.", "Too small, says B."]
    assert [said for _key, _type, said in comments(app)] == said
    file = _copied(filled(form, "xlsx", {}), lots, "Too small, says B.", "And another, says B.")
    client.press(uploaded(client, file), verb="add")
    assert [said for _key, _type, said in comments(app)] == [*said, "And another, says B."]


@pytest.mark.parametrize("of_all", [False, True])
def test_a_row_whose_type_was_chosen_here_stays_its_comment(
    app: Flask, client: Any, slug: str, of_all: bool
) -> None:
    def without_types(said: Mapping[str, str]) -> Source:
        file = filled(form, "xlsx", said)
        table = CalamineWorkbook.from_filelike(BytesIO(file.data)).get_sheet_by_index(0).to_python()
        head, *rows = ([str(cell) for cell in row] for row in table)
        kind = head.index(TYPE)
        return forms.in_xlsx([head, *([*row[:kind], "", *row[kind + 1 :]] for row in rows)])

    begin(client)
    form, first = downloaded(client, "xlsx"), {"Whole draft": "Clear.", "30 000": "Too large."}
    rows = uploaded(client, without_types(first))
    types = {
        f"type-{number}": "editorial" for number in re.findall(r'name="type-(\d+)"', client.get(rows).text)
    }
    assert len(types) == 2
    if of_all:
        client.press(rows, verb="types", **{"type-all": "editorial"})
    client.press(rows, verb="add", **({} if of_all else types))
    for words in ("Much too large.", "Far too large.", "Too large by far."):
        later = uploaded(client, without_types(first | {"30 000": words}))
        assert counted(page(client.get(later))) == {
            "rows read": 2, "on a passage": 0, "replacing their comments": 1, "already added": 1, "rows left out": 0,
        }  # fmt: skip
        client.press(later, verb="add")
        assert [(kind, said) for _key, kind, said in comments(app)] == [
            ("editorial", "Clear."), ("editorial", words),
        ]  # fmt: skip


def test_what_was_chosen_of_a_row_from_another_file_is_not_asked_again(
    app: Flask, client: Any, slug: str
) -> None:
    begin(client)
    form, whole = downloaded(client, "xlsx"), "Whole draft"
    client.press(uploaded(client, filled(form, "xlsx", {whole: "Clear, says A."})), verb="add")
    of_b = uploaded(client, filled(form, "xlsx", {whole: "Unclear, says B.", "30 000": "Too large."}))
    assert counted(page(client.get(of_b)))["with a comment from another file"] == 1
    client.press(of_b, verb="replace")
    client.press(of_b, verb="add")
    later = uploaded(client, filled(form, "xlsx", {whole: "Quite unclear, says B.", "30 000": "Too large."}))
    assert counted(page(client.get(later))).get("replacing their comments") == 1


def test_a_row_that_was_corrected_here_asks_nothing_once_a_later_file_replaced_its_comment(
    app: Flask, client: Any, slug: str
) -> None:
    begin(client)
    form, said = downloaded(client, "xlsx"), {"Whole draft": "Clear.", "30 000": "Too large."}
    first = uploaded(client, filled(form, "xlsx", said))
    client.press(f"{first}/rows/2", comment="Too large by far.")
    client.press(first, verb="add")
    later = uploaded(client, filled(form, "xlsx", said | {"30 000": "Thirty is too large."}))
    client.press(later, verb="add", **{"row-2": "replace"})
    assert [said for _key, _type, said in comments(app)] == ["Clear.", "Thirty is too large."]
    assert "of your form is" not in page(client.get(f"{SHEET}/review"))


@pytest.mark.parametrize("kind", ["xlsx", "docx"])
def test_an_export_that_is_uploaded_again_leaves_the_numbers_that_its_writer_gave(
    app: Flask, client: Any, slug: str, kind: str
) -> None:
    begin(client)
    client.press(f"{SHEET}/comments/new?general=1", type="general", comment="A clear draft.")
    agency = ["#", "Agency or Organization", "Page #", "Line #", "Section", "Comment", "Suggested change"]
    rows = [["A-17", "KE", "4", "120", "2.1", "Thirty tonnes are too much.", ""]]
    added = uploaded(client, forms.in_csv([agency, *rows]))
    client.press(added, verb="types", **{"type-all": "general"})
    client.press(added, verb="add")
    assert "No. A-17 of the form" in page(client.get(SHEET))
    own = client.get(f"{SHEET}/form.{kind}").data
    again = uploaded(client, filled(own, kind, {"Thirty": "Twenty tonnes are enough."}))
    client.press(again, verb="add")
    shown = page(client.get(SHEET))
    assert "Twenty tonnes are enough." in shown and "No. A-17 of the form" in shown
    later = client.get(f"{SHEET}/form.{kind}").data
    same = uploaded(client, Source(f"later.{kind}", later))
    assert counted(page(client.get(same)))["already added"] == 2
    assert "A-17" in page(client.get(same))
