"""Comments on one of several places with the same words: written into a form and read again, each is on its place, with
the keys of the rows and without, in whichever language, or it is in doubt."""

from collections.abc import Sequence
from types import SimpleNamespace
from typing import Any

import pytest
from flask import Flask
from flask_babel import force_locale, gettext
from hypothesis import given, settings
from hypothesis import strategies as st

from consult.comment_forms import exporting, importing, layouts, placing, row_keys, rows
from consult.comment_forms.clause_references import Certainty, Passage
from consult.comment_forms.fields import Field
from consult.comment_forms.placing import PlacedRow
from consult.comment_forms.recognition import recognise
from consult.comment_forms.written_forms import WrittenRow
from consult.documents.blocks import Kind
from consult.draft_submissions.models import DraftComment, DraftSubmission
from consult.quotations import places, quotable
from consult.quotations.quotable import COLUMN, ROW, ROW_AND_COLUMN, Part
from consult.stakeholders.models import Category
from consult.submissions.models import OF_QUOTATION, CommentType, ProposalKind, Subject
from consult.submissions.rules import QUOTED_TWICE
from tests.comment_forms import forms
from tests.comment_forms.test_written_forms import CODES, ID, WRITERS, _file

WHO = DraftSubmission(name="Ada", organisation="Seed Union", category=Category.INDUSTRY)
HEADING = SimpleNamespace(
    key="lots", kind=Kind.HEADING, number="5.1", title="Lots", clause="lots", line=0, text="Lots", html=""
)


def _passage(html: str, text: str) -> Any:
    kind = Kind.TABLE if html else Kind.PARAGRAPH
    number = "Table 1" if html else ""
    return SimpleNamespace(
        key="lots-1", kind=kind, number=number, title="", clause="lots", line=4, text=text, html=html
    )


def _table(cells: Sequence[Sequence[str]]) -> Any:
    html = "".join(f"<tr>{''.join(f'<td>{one}</td>' for one in row)}</tr>" for row in cells)
    return _passage(f"<table>{html}</table>", " ".join(word for row in cells for word in row if word))


CELL = st.sampled_from(["5", "5", "10", "5 mg", "n/a", "Lead", "lead", "قمح", "铅", "", "Row: 5", "(1/2)"])


@st.composite
def tables(draw: st.DrawFn) -> Any:
    columns = draw(st.integers(1, 4))
    ragged = draw(st.booleans())
    cells = [
        [draw(CELL) for _at in range(draw(st.integers(1, columns)) if ragged else columns)]
        for _row in range(draw(st.integers(2, 6)))
    ]
    return _table(cells)


@st.composite
def texts(draw: st.DrawFn) -> Any:
    sentences = [
        " ".join(
            draw(st.lists(st.sampled_from(["lot", "seed", "a lot", "30", "种子"]), min_size=1, max_size=6))
        )
        + "."
        for _one in range(draw(st.integers(1, 4)))
    ]
    return _passage("", " ".join(sentences).capitalize())


@st.composite
def quoted(draw: st.DrawFn) -> tuple[Any, DraftComment]:
    """A passage, and a comment on a part of it or on some words of it."""
    block = draw((tables() | texts()).filter(lambda one: one.text))
    parts = [one for one in quotable.parts(block.text, block.html) if one.start is not None]
    if parts and draw(st.booleans()):
        part = draw(st.sampled_from(parts))
        quote, start = part.words, part.start
    else:
        begun = draw(st.sampled_from([at for at, c in enumerate(block.text) if not c.isspace()] or [0]))
        quote = " ".join(block.text[begun : begun + draw(st.integers(1, 12))].split())
        start = begun
    kind = draw(st.sampled_from([ProposalKind.CHANGE, *OF_QUOTATION.values()]))
    return block, DraftComment(
        number=1, key="k1", subject=Subject.CLAUSE, block_key="lots-1", place="", type=CommentType.GENERAL, quote=quote,
        quote_start=start, comment="Why?", proposal="7" if kind is ProposalKind.CHANGE_QUOTATION else "",
        proposal_kind=kind, rationale="",
    )  # fmt: skip


def _imported(file: Any, blocks: Sequence[Any]) -> PlacedRow:
    passages = [Passage(one.key, one.kind, one.number, one.title, one.clause, one.line) for one in blocks]
    found, _left_out = rows.read(recognise(forms.read(file)))
    [one] = placing.with_quotations_in_mind(
        placing.placed(found, passages, ID), {one.key: one for one in blocks}
    )
    return one


def _written(block: Any, one: DraftComment, code: str, say: Any = str) -> list[WrittenRow]:
    layout = layouts.layout(code)
    return exporting.of_comments(ID, WHO, [one], [HEADING, block], layout, say, {}, {one.key: block})


@settings(max_examples=150, deadline=None)
@given(quoted(), st.sampled_from(CODES), st.sampled_from(sorted(WRITERS)))
def test_a_comment_lands_on_its_place_again_and_again(
    made: tuple[Any, DraftComment], code: str, kind: str
) -> None:
    block, one = made
    place = places.at_start(one.quote, one.quote_start, block)
    for _draft in range(2):
        read = _imported(_file(kind, layouts.layout(code), _written(block, one, code)), [HEADING, block])
        assert (read.placement.certainty, read.placement.key) == (Certainty.PLACED, "lots-1")
        new = importing.as_comment(read, "en")
        assert (new.quote, new.proposal_kind, new.proposal) == (one.quote, one.proposal_kind, one.proposal)
        assert place is not None and places.marked(new.quote, new.quote_mark, block) == place
        one.key = row_keys.comment_key(read.row.row_key)


@settings(max_examples=150, deadline=None)
@given(quoted(), st.sampled_from(["xlsx", "docx"]), st.sampled_from([str, *places._SAY]))
def test_without_its_key_a_row_is_on_its_place_or_in_doubt_and_never_on_another(
    made: tuple[Any, DraftComment], kind: str, say: Any
) -> None:
    block, one = made
    if one.proposal_kind is ProposalKind.CHANGE:
        one.proposal_kind, one.proposal = ProposalKind.CHANGE_QUOTATION, "7"
    place = places.at_start(one.quote, one.quote_start, block)
    layout = layouts.layout("iso-2012-03")
    known = {quotable.ROW_AND_COLUMN, quotable.ROW, quotable.COLUMN}
    [row] = _written(block, one, "iso-2012-03", lambda message: say(message) if message in known else message)
    read = _imported(
        _file(kind, layout, [WrittenRow({**row.values, Field.CLAUSE: "Table 1"}, "")]), [HEADING, block]
    )
    if read.placement.certainty is Certainty.PLACED:
        found = places.marked(one.quote, read.row.quote_mark, block) or places.at_start(
            one.quote, None, block
        )
        assert found == place
    else:
        assert block.kind is not Kind.TABLE or read.placement.why == QUOTED_TWICE


def test_what_is_chosen_from_is_named_in_different_ways() -> None:
    block = _table(
        [["Metal", "Limit", "Limit"], ["Lead", "5", "5"], ["Lead", "5", "10"], ["Tin", "1", "5 of 5"]]
    )
    found = [" ".join(filter(None, places.place_words(one, str))) for one in places.places("5", block)]
    assert found == [
        "Row: 2 · Lead; column: Limit (1/2)", "Row: 2 · Lead; column: Limit (2/2)", "Row: 3 · Lead; column: Limit",
        "Row: Tin; column: Limit …Limit Lead 5 5 Lead 5 10 Tin 1 [5] of 5",
        "Row: Tin; column: Limit …t Lead 5 5 Lead 5 10 Tin 1 5 of [5]",
    ]  # fmt: skip


def test_words_within_other_words_are_no_place_unless_there_are_no_others() -> None:
    block = _passage("", "A lot and a pilot. Lots.")
    assert [one.at.start for one in places.places("lot", block)] == [2]
    assert len(places.places("lot", _passage("", "pilot pilots"))) == 2
    assert len(places.places("种子", _passage("", "种子和种子"))) == 2


def test_a_row_that_names_another_place_than_its_key_is_in_doubt() -> None:
    block = _table([["Metal", "Limit"], ["Lead", "5"], ["Tin", "5"]])
    start = next(
        one.start
        for one in quotable.parts(block.text, block.html)
        if one.names[0] == "Tin" and one.part is Part.CELL
    )
    one = DraftComment(
        number=1, key="k1", subject=Subject.CLAUSE, block_key="lots-1", place="", type=CommentType.GENERAL, quote="5",
        quote_start=start, comment="Why?", proposal="", proposal_kind=ProposalKind.CHANGE, rationale="",
    )  # fmt: skip
    [row] = _written(block, one, "hl7")
    assert row.values[Field.QUOTE_PLACE] == "Row: Tin; column: Limit"
    layout = layouts.layout("hl7")
    for words, certainty in [
        ("Row: Tin; column: Limit", Certainty.PLACED), ("Ligne : Tin ; colonne : Limit", Certainty.PLACED),
        ("", Certainty.PLACED), ("Row: Lead; column: Limit", Certainty.UNPLACED), ("row of tin", Certainty.UNPLACED),
    ]:  # fmt: skip
        changed = WrittenRow({**row.values, Field.QUOTE_PLACE: words}, row.key)
        read = _imported(_file("xlsx", layout, [changed]), [HEADING, block])
        assert read.placement.certainty is certainty, words
    later = _table([["Metal", "Limit"], ["Zinc", "5"], ["Tin", "5"]])
    read = _imported(_file("xlsx", layout, [WrittenRow(row.values, row.key)]), [HEADING, later])
    place = places.marked("5", read.row.quote_mark, later)
    assert place is not None and place.cell.row == "Tin"  # the text reads otherwise: the name counts
    bare = WrittenRow({**row.values, Field.QUOTE_PLACE: ""}, row.key)
    assert _imported(_file("xlsx", layout, [bare]), [HEADING, later]).placement.why == QUOTED_TWICE


def test_a_place_within_a_longer_word_is_kept_by_its_mark_and_asked_where_its_name_is_another() -> None:
    block = _passage("", "A sub-lots rule: each lot is weighed.")
    one = DraftComment(
        number=1, key="k1", subject=Subject.CLAUSE, block_key="lots-1", place="", type=CommentType.GENERAL, quote="lot",
        quote_start=block.text.index("lots"), comment="Why?", proposal="", proposal_kind=ProposalKind.CHANGE,
        rationale="",
    )  # fmt: skip
    [row] = _written(block, one, "hl7")
    within, whole = places.everywhere("lot", block)
    for words, certainty in [
        (row.values[Field.QUOTE_PLACE], Certainty.PLACED), ("", Certainty.PLACED), ("at the end", Certainty.UNPLACED),
        (places.in_form(whole, str), Certainty.UNPLACED),
    ]:  # fmt: skip
        changed = WrittenRow({**row.values, Field.QUOTE_PLACE: words}, row.key)
        read = _imported(_file("xlsx", layouts.layout("hl7"), [changed]), [HEADING, block])
        assert (read.placement.certainty, read.row.quote_mark) == (certainty, within.mark), words


def test_what_is_chosen_from_has_the_place_that_a_row_means_however_many_there_are() -> None:
    block = _table([["Metal", "Limit"], *([f"M{number}", "5 mg"] for number in range(130))])
    last, one_more = places.everywhere("5 mg", block)[-1], places.everywhere("5 mg", block)[-2]
    name = places.in_form(one_more, str)
    found = places.offered("5 mg", block, last.mark, name, is_told=True)
    assert found[-2:] == [one_more, last] and len(found) == places.MOST + 2
    assert len(places.offered("5 mg", block, "", "", is_told=False)) == places.MOST


@pytest.mark.parametrize("language", ["en", "ar", "es", "fr", "ru", "zh"])
def test_the_names_of_places_are_those_of_the_catalogues(app: Flask, language: str) -> None:
    with app.test_request_context(), force_locale(language):
        assert tuple(gettext(one) for one in (ROW_AND_COLUMN, ROW, COLUMN)) in places.NAMES
