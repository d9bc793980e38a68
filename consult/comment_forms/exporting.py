"""Rows of a form to be written: one for each clause or passage of a draft, or one for each comment. Reads, and writes
nothing."""

from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum
from types import MappingProxyType
from typing import Any, Protocol

from consult.comment_forms import row_keys
from consult.comment_forms.fields import Field
from consult.comment_forms.known_forms import CATEGORIES
from consult.comment_forms.layouts import Layout
from consult.comment_forms.rows import RowNumbering
from consult.comment_forms.written_forms import WrittenRow
from consult.core.translatable import N_, shortened
from consult.documents.blocks import Kind
from consult.documents.paged.blocks import is_page
from consult.drafts import page_parts
from consult.drafts.passage_labels import passage_label, said_passage
from consult.organisations.form_kinds import PLAIN
from consult.quotations import places
from consult.quotations.places import Place
from consult.quotations.quoting import PrintedBlock
from consult.submissions.models import CommentType, Subject, WrittenComment
from consult.submissions.proposals import written

WHOLE = "General"
"""What forms say of a comment on the whole draft, in any language."""
WHOLE_DRAFT = N_("Whole draft")
_BEGINNING = 90
"""Characters of a passage in a column that names it."""
_TEXT = 2000
"""Characters of a passage in a column for its text."""
_DIGITS = {category: digit for digit, category in CATEGORIES.items()}


class RowsFor(StrEnum):
    """For what a form to fill in has rows."""

    CLAUSES = "clauses"
    PASSAGES = "passages"


class Writer(Protocol):
    """Who commented: a draft submission or a submission."""

    name: Any
    organisation: Any
    category: Any


def to_fill_in(
    consultation_id: int,
    blocks: Sequence[Any],
    layout: Layout,
    rows_for: RowsFor,
    origin: str,
    say: Callable[[str], str],
) -> list[WrittenRow]:
    """A row for the whole draft and for each clause, table, figure and formula, or for each passage. `origin`: see
    row_keys.new_origin."""
    headings = {one.key: one for one in blocks if one.kind is Kind.HEADING}
    named = {Kind.HEADING, Kind.TABLE, Kind.FIGURE, Kind.FORMULA}
    pages = {one.clause for one in blocks if is_page(one)}  # the image below such a heading has the row
    chosen = [one for one in blocks if rows_for is RowsFor.PASSAGES or one.kind in named]
    chosen = [one for one in chosen if one.key not in pages]
    found = [WrittenRow(_of_whole(layout, say), row_keys.row_key(origin, consultation_id, ""))]
    for one in chosen:
        values = _where(layout, one, headings.get(one.clause), say, with_text=rows_for is RowsFor.PASSAGES)
        found.append(WrittenRow(values, row_keys.row_key(origin, consultation_id, one.key)))
    return [
        WrittenRow({Field.ROW: str(number), **row.values}, row.key) for number, row in enumerate(found, 1)
    ]


def of_comments(
    consultation_id: int,
    who: Writer,
    comments: Sequence[WrittenComment],
    blocks: Sequence[Any],
    layout: Layout,
    say: Callable[[str], str],
    came_in: Mapping[str, RowNumbering],
    quoted_in: Mapping[str, PrintedBlock] = MappingProxyType({}),
) -> list[WrittenRow]:
    """A row for each comment, in order; none for an answer to a question. `came_in`: key of each that came in a form →
    how its writer numbered and placed its row; `quoted_in`: key of each that quotes → its passage in the version that
    it was written on. The numbers are those of the rows of their writer; where none came in a form, those of the
    comments, as both would be mistaken for each other."""
    by_key = {one.key: one for one in blocks}
    found = []
    for one in comments:
        if one.subject is Subject.QUESTION:
            continue
        row = came_in.get(one.key)
        quoted = quoted_in.get(one.key)
        place = places.at_start(one.quote, one.quote_start, quoted) if quoted is not None else None
        own = _as_written(row, is_placed=one.subject is not Subject.GENERAL) if row is not None else {}
        values = {
            Field.ROW: "" if came_in else str(one.number), **_where_of(one, layout, by_key, say), **_who(layout, who),
            **_said(one, layout), **_place(place, one.quote, quoted, say),
            **{field: words for field, words in own.items() if words},
        }  # fmt: skip
        key = row_keys.of_comment(one.key, consultation_id, one.block_key)
        key = row_keys.with_mark(key, row_keys.mark_of(said_in_row(one)))
        key = row_keys.with_place(key, place.mark) if place is not None else key
        found.append(WrittenRow({field: words for field, words in values.items() if words}, key))
    return found


def _place(
    place: Place | None, quote: str, block: PrintedBlock | None, say: Callable[[str], str]
) -> dict[Field, str]:
    """The place of a quotation, where it is a cell or a row, or its words do not tell it."""
    if place is None or block is None:
        return {}
    is_told = place.is_named or len(places.everywhere(quote, block)) > 1
    return {Field.QUOTE_PLACE: places.in_form(place, say)} if is_told else {}


def _as_written(row: RowNumbering, *, is_placed: bool) -> dict[Field, str]:
    """What its writer said of a row; the clause where the record knows no better one."""
    said = {Field.ROW: row.shown_number, Field.PAGE: row.page, Field.LINE: row.line}
    return said if is_placed else {**said, Field.CLAUSE: row.reference}


def _where_of(
    comment: WrittenComment, layout: Layout, by_key: Mapping[str, Any], say: Callable[[str], str]
) -> dict[Field, str]:
    block = by_key.get(comment.block_key)
    on_page = {Field.LINE: page_parts.read(comment.page_part).line} if comment.page_part else {}
    if comment.subject is Subject.GENERAL:
        return _of_whole(layout, say)
    if block is None:
        return {Field.CLAUSE: said_passage(comment.place, say)} | on_page
    return _where(layout, block, by_key.get(block.clause), say) | on_page


def _said(comment: WrittenComment, layout: Layout) -> dict[Field, str]:
    """What a comment says; that it is general needs no column."""
    is_told = layout.has(Field.TYPE) or comment.type is not CommentType.GENERAL
    return {
        Field.TYPE: layout.types[comment.type] if is_told else "", Field.QUOTE: comment.quote,
        Field.COMMENT: comment.comment, Field.PROPOSAL: written(comment.proposal_kind, comment.proposal, comment.quote),
        Field.RATIONALE: comment.rationale,
    }  # fmt: skip


def said_in_row(comment: WrittenComment) -> tuple[str, ...]:
    """What a comment says as far as its row can be changed."""
    proposal = written(comment.proposal_kind, comment.proposal, comment.quote)
    return (comment.type.value, comment.comment, proposal, comment.rationale)


def _who(layout: Layout, who: Writer) -> Mapping[Field, str]:
    """Who commented, in the columns that the form has for it."""
    category = getattr(who.category, "value", "") or ""
    words = category.replace("_", " ")
    digit = _DIGITS.get(category, "")
    said = {
        Field.ORGANISATION: str(who.organisation or ""), Field.NAME: str(who.name or ""),
        Field.CATEGORY: f"{digit} - {words.capitalize()}" if digit else words,
    }  # fmt: skip
    return {field: value for field, value in said.items() if layout.has(field)}


def _of_whole(layout: Layout, say: Callable[[str], str]) -> dict[Field, str]:
    return {Field.CLAUSE: say(WHOLE_DRAFT) if layout.code == PLAIN else WHOLE}


def _where(
    layout: Layout, block: Any, heading: Any, say: Callable[[str], str], *, with_text: bool = True
) -> dict[Field, str]:
    """Which passage a row is about: clause, line and beginning of the text, as far as the form has columns for it."""
    clause = f"{heading.number} {heading.title}".strip() if heading is not None else ""
    is_heading = block.kind is Kind.HEADING
    text = " ".join(block.text.split()) if not is_heading else ""
    values = {Field.CLAUSE: clause, Field.IGNORED: shortened(text, _TEXT)}
    if layout.code != PLAIN or not with_text:
        del values[Field.IGNORED]
    if layout.has(Field.LINE) and block.line:
        values[Field.LINE] = str(block.line)
    if layout.has(Field.ELEMENT):
        own = "" if is_page(block) else f"{block.number} {shortened(text, _BEGINNING)}".strip()
        title = heading.title if heading is not None else ""
        values[Field.CLAUSE] = (heading.number or heading.title) if heading is not None else ""
        values[Field.ELEMENT] = title if is_heading and heading.number else "" if is_heading else own
    elif not is_heading and not (layout.has(Field.LINE) and with_text):
        values[Field.CLAUSE] = said_passage(passage_label(heading, block), say)
    return {field: words for field, words in values.items() if words}
