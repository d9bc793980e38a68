"""Forms that this site writes: read again, they are what was written, row by row, whatever people wrote."""

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import yaml
from flask import Flask
from flask_babel import force_locale, gettext
from hypothesis import given, settings
from hypothesis import strategies as st

from consult.comment_forms import (
    changed_clauses,
    exporting,
    importing,
    layouts,
    placing,
    row_keys,
    rows,
    written_forms,
)
from consult.comment_forms.clause_references import Certainty, Passage, Placement, References
from consult.comment_forms.exporting import RowsFor
from consult.comment_forms.fields import Field
from consult.comment_forms.known_forms import FORMS
from consult.comment_forms.recognition import recognise
from consult.comment_forms.rows import FormRow
from consult.comment_forms.writing import docx_file, xlsx_file
from consult.comment_forms.written_forms import Head, LongCell, WrittenRow
from consult.documents.blocks import Kind, Source
from consult.draft_submissions.models import DraftComment, DraftSubmission
from consult.organisations.form_kinds import FORM_KINDS
from consult.stakeholders.models import Category
from consult.submissions.models import DELETIONS, OF_QUOTATION, CommentType, ProposalKind, Subject
from tests.comment_forms import forms

CODES = [layouts.PLAIN, *(form.code for form in FORMS)]
WRITERS: dict[str, Callable[[Any, Any], bytes]] = {"docx": docx_file.write, "xlsx": xlsx_file.write}
HEAD = Head(
    "Sampling of seed", "World Seed", (("Deadline", "1 March 2027"),), ("Write.",), "How to fill in this form",
    "Comments", "https://consult.example/consultations/seed/form", "en", "ltr", ("A note.",),
)  # fmt: skip
ID = 7


def test_every_kind_of_form_that_is_recognised_can_be_handed_out() -> None:
    assert set(FORM_KINDS) == set(CODES)


def _block(key: str, kind: Kind, number: str, title: str, clause: str, line: int, text: str) -> Any:
    return SimpleNamespace(
        key=key, kind=kind, number=number, title=title, clause=clause, line=line, text=text
    )


BLOCKS = [
    _block("lot", Kind.HEADING, "5.1", "Lots", "lot", 0, "Lots"),
    _block("lot-1", Kind.PARAGRAPH, "", "", "lot", 1, "A lot has one variety."),
    _block("sample", Kind.HEADING, "5.10", "Samples", "sample", 0, "Samples"),
    _block("sample-1", Kind.LIST_ITEM, "a)", "", "sample", 2, "the sample is dry;"),
    _block("table-1", Kind.TABLE, "Table 1", "Sizes", "sample", 3, "Species Size"),
]
PASSAGES = [Passage(one.key, one.kind, one.number, one.title, one.clause, one.line) for one in BLOCKS]


def _file(kind: str, layout: layouts.Layout, written: Sequence[WrittenRow]) -> Source:
    made, _replaced = written_forms.table(layout, written)
    return Source(f"comments.{kind}", WRITERS[kind](written_forms.plain_head(HEAD), made))


def _read(file: Source) -> list[FormRow]:
    found, _left_out = rows.read(recognise(forms.read(file)))
    return found


_SIGNS = st.characters(
    exclude_categories=["Cs", "Cc", "Cn", "Co"], include_characters="\n\t"
) | st.sampled_from("\n\t =+-@'\"<>&_|;😀مح×∈")
_BEGINNINGS = st.sampled_from(
    ["", "=", "+", "-", "@", "007 ", "5.10", "\t", "  ", "_x0041_", "مرحبا ", "- item\n  more"]
)


def _as_kept(text: str) -> str:
    """As the record keeps words: no blanks at the end of a line, nor around the whole."""
    return "\n".join(line.rstrip() for line in text.split("\n")).strip()


WORDS = st.builds(lambda a, b: _as_kept(a + b), _BEGINNINGS, st.text(_SIGNS, max_size=80)).filter(
    lambda text: any(map(str.isalnum, text))
)


@st.composite
def comments(draw: st.DrawFn) -> list[DraftComment]:
    found = []
    for number in range(1, draw(st.integers(1, 5)) + 1):
        block = draw(st.sampled_from([None, *BLOCKS]))
        comment = draw(WORDS | st.just(""))
        quote = draw(st.sampled_from(["", "one variety"])) if block else ""
        proposal = draw(WORDS if not comment else WORDS | st.just(""))
        kind = (
            draw(st.sampled_from(list(OF_QUOTATION.values()))) if quote and proposal else ProposalKind.CHANGE
        )
        found.append(
            DraftComment(
                number=number, key=f"k{number}", subject=Subject.CLAUSE if block else Subject.GENERAL,
                block_key=block.key if block else "", place="", type=draw(st.sampled_from(CommentType)),
                quote=quote, comment=comment, proposal="" if kind in DELETIONS else proposal, proposal_kind=kind,
                rationale=draw(WORDS | st.just("")) if comment else "",
            )
        )  # fmt: skip
    return found


def _proposal(one: DraftComment) -> tuple[ProposalKind, str, str]:
    return (one.proposal_kind, one.quote, one.proposal)


def _records(found: Sequence[FormRow]) -> list[Any]:
    placed = placing.placed(found, PASSAGES, ID)
    return [
        (c.block_key, c.type, one.row.quote, c.comment, (c.proposal_kind, c.quote, c.proposal), c.rationale,
         one.row.row_key)
        for one in placed for c in [importing.as_comment(one, "en")]
    ]  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(comments(), st.sampled_from(CODES), st.sampled_from(sorted(WRITERS)))
def test_comments_that_are_written_and_read_again_are_the_same(
    made: list[DraftComment], code: str, kind: str
) -> None:
    layout = layouts.layout(code)
    who = DraftSubmission(name="Ada", organisation="Seed Union", category=Category.INDUSTRY)
    first = _records(
        _read(_file(kind, layout, exporting.of_comments(ID, who, made, BLOCKS, layout, str, {})))
    )
    assert [one[:6] for one in first] == [
        (one.block_key, one.type, one.quote, one.comment, _proposal(one), one.rationale) for one in made
    ]
    for one, record in zip(made, first, strict=True):
        one.key = row_keys.comment_key(record[6])  # as the comment that is made of the row
    again = _records(
        _read(_file(kind, layout, exporting.of_comments(ID, who, made, BLOCKS, layout, str, {})))
    )
    assert again == first


@pytest.mark.parametrize("kind", sorted(WRITERS))
@pytest.mark.parametrize("code", CODES)
def test_a_form_that_is_filled_in_places_each_row_by_its_key_and_never_by_a_number(
    code: str, kind: str
) -> None:
    layout = layouts.layout(code)
    empty = exporting.to_fill_in(ID, BLOCKS, layout, RowsFor.PASSAGES, "k7f3", str)
    assert [row.values for row in empty if row.values.get(Field.COMMENT)] == []
    filled = [WrittenRow({**row.values, Field.COMMENT: f"On {n}"}, row.key) for n, row in enumerate(empty)]
    file = _file(kind, layout, [filled[0], *filled[2:4], filled[3], filled[5]])
    read = _read(file)
    found = placing.placed(read, PASSAGES, ID)
    assert [(one.placement.certainty, one.placement.key) for one in found] == [
        (Certainty.WHOLE, ""), *[(Certainty.PLACED, key) for key in ("lot-1", "sample", "sample", "table-1")],
    ]  # fmt: skip
    assert read[3].row_key == f"{read[2].row_key}.2"  # a row that was copied
    elsewhere = placing.placed(read, PASSAGES, ID + 1)
    assert {(one.placement.certainty, one.placement.why) for one in elsewhere} == {
        (Certainty.UNPLACED, placing.OTHER_FORM)
    }
    assert _read(_file(kind, layout, empty)) == []


@pytest.mark.parametrize("kind", sorted(WRITERS))
@pytest.mark.parametrize("code", CODES)
def test_a_row_whose_clause_was_written_over_asks_which_of_both_is_meant(code: str, kind: str) -> None:
    layout = layouts.layout(code)
    empty = exporting.to_fill_in(ID, BLOCKS, layout, RowsFor.CLAUSES, "k7f3", str)
    filled = [WrittenRow({**row.values, Field.COMMENT: f"On {n}"}, row.key) for n, row in enumerate(empty)]
    whole, lot, sample, table = filled
    lot_twice = WrittenRow({**lot.values, Field.CLAUSE: "5.10 Samples"}, lot.key)  # a row that was copied
    sample = WrittenRow({**sample.values, Field.CLAUSE: "5.1"}, sample.key)
    whole = WrittenRow({**whole.values, Field.CLAUSE: "5.10"}, whole.key)
    missing = WrittenRow({**lot.values, Field.CLAUSE: "9.9"}, lot.key)
    read = _read(_file(kind, layout, [whole, lot, lot_twice, sample, table, missing]))
    found = [one.placement for one in placing.placed(read, PASSAGES, ID)]
    assert [(one.key, one.perhaps) for one in found] == [
        ("", ("sample",)), ("lot", ()), ("", ("lot", "sample")), ("", ("sample", "lot")), ("table-1", ()),
        ("", ("lot",)),
    ]  # fmt: skip
    assert {one.why for one in found if one.certainty is Certainty.UNPLACED} == {changed_clauses.OTHER_CLAUSE}


@pytest.mark.parametrize(
    ("key", "clauses", "is_kept"),
    [
        ("lot", ["5.1 Lots"], True),
        ("lot", ["Clause 5.1"], True),
        ("lot", ["lots"], True),
        ("lot", ["4.7 Lots"], True),  # of a version in which it had another number
        ("lot", ["5.1 Quantities"], True),  # … another title
        ("lot-1", ["5.1 Lots, ligne 1"], True),
        ("lot-1", ["5.1 Lots，第 1 行"], True),
        ("lot-1", ["4.7 Lots, السطر ١"], True),
        ("lot-1", ["5.1"], True),
        ("lot", ["-"], True),
        ("lot", [""], True),
        ("lot", ["line 3"], True),
        ("sample", ["5.1", "5.10", "5.100"], True),  # stored as a number
        ("sample", ["5.1"], False),
        ("lot", ["5.1 Partidas"], True),  # in another language
        ("lot", ["5.1 Samples"], False),
        ("foreword", ["Avant-propos"], True),
        ("foreword", ["Lots"], False),
        ("foreword", ["9.9"], False),
        ("lot", ["5.1 and 5.10"], False),
        ("lot-1", ["5.1 Lots and 5.10"], False),
        ("lot", ["5.10 Samples"], False),
        ("lot", ["Table 1"], False),
        ("lot", ["5.1, para 1"], False),
        ("lot", ["General"], False),
        ("", ["Projet entier"], True),
        ("", ["Whole draft"], True),
        ("", ["5.1 Lots"], False),
    ],
)
def test_a_clause_as_any_form_prints_it_leaves_the_key_to_say_the_passage(
    key: str, clauses: list[str], *, is_kept: bool
) -> None:
    by_key = Placement(Certainty.PLACED if key else Certainty.WHOLE, key)
    found = changed_clauses.in_doubt(
        References([*PASSAGES, Passage("foreword", Kind.HEADING, "", "Foreword", "foreword", 0)]),
        by_key,
        clauses,
    )
    assert (found == by_key, not found.why) == (is_kept, is_kept)


def test_a_damaged_key_is_none_and_two_downloads_have_different_ones() -> None:
    key = row_keys.row_key("k7f3", ID, "lot-1")
    assert row_keys.taken(f"12 ·{key.upper()}") == ("12", key)
    assert row_keys.taken(f"12 ·{key[:-2]}{'0' if key[-2] != '0' else '1'}{key[-1]}")[1] == ""
    marked = row_keys.with_mark(f"{key}.2", row_keys.mark_of(["te", "Words."]))
    assert row_keys.taken(f"12 ·{marked}") == ("12", marked)
    assert (row_keys.without_mark(marked), row_keys.mark_in(marked)) == (f"{key}.2", marked[-5:])
    assert row_keys.each_once([key, row_keys.with_mark(key, "00000")]) == [key, f"{key}.2"]
    assert row_keys.taken("3.1 · see 4") == ("3.1 · see 4", "")
    assert row_keys.damaged(f"12 ·{key}-zzzzzz") == f"{key}-zzzzzz"
    assert row_keys.damaged(f" {key}? ", is_alone=True) == f"{key}?"
    assert [row_keys.damaged(one) for one in ("3.1 · see 4", "3.1 · assessments", f"12 ·{key}", "2·1")] == [
        ""
    ] * 4
    assert row_keys.row_key("k7f4", ID, "lot-1") != key
    assert row_keys.is_origin(row_keys.new_origin())


def test_what_no_file_can_hold_is_replaced_and_its_rows_are_told() -> None:
    layout = layouts.layout("iso-2012-03")
    written = [
        WrittenRow({Field.CLAUSE: "1", Field.COMMENT: "fine \ufffd"}, ""),
        WrittenRow({Field.CLAUSE: "1", Field.COMMENT: "a\x0bb\x1fc"}, ""),
    ]
    made, replaced = written_forms.table(layout, written)
    assert (replaced, made["rows"][1][5]) == ((2,), "a\ufffdb\ufffdc")


def test_a_cell_that_a_workbook_cannot_hold_is_refused_and_not_cut() -> None:
    layout = layouts.layout("nist")
    for text in ("x" * 32_767, "😀" * 16_383):
        made, _replaced = written_forms.table(layout, [WrittenRow({Field.COMMENT: text}, "")])
        written_forms.check_cells(made)
        file = Source("a.xlsx", xlsx_file.write(written_forms.plain_head(HEAD), made))
        assert any(text in row.cells for one in forms.read(file).tables for row in one.rows)
    made, _replaced = written_forms.table(layout, [WrittenRow({Field.COMMENT: "😀" * 16_384}, "")])
    with pytest.raises(LongCell):
        written_forms.check_cells(made)


@pytest.mark.parametrize("language", ["ar", "en", "es", "fr", "ru", "zh"])
def test_the_plain_form_is_understood_in_each_language(app: Flask, language: str) -> None:
    with app.test_request_context(), force_locale(language):
        layout = layouts.layout(layouts.PLAIN, gettext)
        columns = [(one.heading, one.field) for one in layout.columns]
        types = {row: kind for kind, row in layout.types.items()}
    values = {field: f"w{at}" for at, (_heading, field) in enumerate(columns) if field is not Field.TYPE}
    for words, kind in types.items():
        made, _replaced = written_forms.table(layout, [WrittenRow({**values, Field.TYPE: words}, "")])
        [one] = _read(Source("a.xlsx", xlsx_file.write(written_forms.plain_head(HEAD), made)))
        assert (one.own, one.where, one.type, one.comment, one.proposal, one.rationale, one.quote) == (
            values[Field.ROW], {Field.CLAUSE: values[Field.CLAUSE], Field.LINE: values[Field.LINE]}, kind,
            values[Field.COMMENT], values[Field.PROPOSAL], values[Field.RATIONALE], "",
        )  # fmt: skip


# -- real comments -----------------------------------------------------------------------------------------------------


def _same(code: str, kind: str, said: Sequence[dict[Field, str]]) -> None:
    """Rows with these values are read, written and read again: all that they say is the same."""
    layout = layouts.layout(code)
    first = _read(_file(kind, layout, [WrittenRow(one, "") for one in said]))
    again = _read(_file(kind, layout, [WrittenRow(_values(one, layout), "") for one in first]))
    without_type = {"row": 0, "notes": ()}  # the first has none, and is written as a general one
    assert [replace(one, **without_type) for one in again] == [replace(one, **without_type) for one in first]
    assert len(first) == len([one for one in said if one.get(Field.COMMENT) or one.get(Field.PROPOSAL)])


def _values(one: FormRow, layout: layouts.Layout) -> dict[Field, str]:
    return {
        Field.ROW: one.own, **one.who, **one.where, Field.TYPE: layout.types[one.type], Field.QUOTE: one.quote,
        Field.COMMENT: one.comment, Field.PROPOSAL: one.proposal, Field.RATIONALE: one.rationale,
    }  # fmt: skip


@pytest.mark.realdata
@pytest.mark.parametrize("kind", sorted(WRITERS))
def test_the_real_sheet_of_the_iso_form_is_the_same_again(realdata: Path, kind: str) -> None:
    said = yaml.safe_load((realdata / "iso_commenter" / "comments.yaml").read_text("utf-8"))["comments"]
    values = [
        {
            Field.ORGANISATION: one["id"], Field.LINE: one["locality"].get("line_number") or "",
            Field.CLAUSE: one["locality"]["clause"] or "", Field.ELEMENT: one["locality"].get("element") or "",
            Field.TYPE: one["type"], Field.COMMENT: one["comments"] or "", Field.PROPOSAL: one["proposed_change"] or "",
        }
        for one in said
    ]  # fmt: skip
    assert len(values) == 55
    _same("iso-2012-03", kind, values)


@pytest.mark.realdata
@pytest.mark.parametrize("kind", sorted(WRITERS))
@pytest.mark.parametrize("name", ["fips201_public_comments", "sp800-63-3_public_comments"])
def test_real_comments_of_the_nist_form_are_the_same_again(realdata: Path, name: str, kind: str) -> None:
    lines = (realdata / "nist_issues" / f"{name}.jsonl").read_text("utf-8").splitlines()
    values = [
        {
            Field.ROW: str(one["issue"]), Field.ORGANISATION: one["organization"] or "",
            Field.CATEGORY: one["organization_type"] or "", Field.CLAUSE: one["reference"] or "",
            Field.COMMENT: re.sub("\r\n?", "\n", one["comment"] or ""),
            Field.PROPOSAL: re.sub("\r\n?", "\n", one["suggested_change"] or ""),
        }
        for one in map(json.loads, lines)
    ]  # fmt: skip
    _same("nist", kind, [{field: str(words) for field, words in one.items()} for one in values])
