"""Rows with the passages that they are about."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from consult.comment_forms import changed_clauses, row_keys
from consult.comment_forms.clause_references import (
    AMBIGUOUS,
    NOTHING_SAID,
    ONLY_PAGES,
    Certainty,
    Passage,
    Placement,
    References,
    plain,
)
from consult.comment_forms.fields import Field
from consult.comment_forms.rows import DAMAGED_KEY, FORMULA, SHIFTED, FormRow
from consult.core import redline
from consult.core.translatable import N_
from consult.documents.blocks import Kind
from consult.documents.paged.blocks import is_page
from consult.quotations import places
from consult.quotations.quoting import PrintedBlock
from consult.submissions import proposals
from consult.submissions.models import ProposalKind
from consult.submissions.rules import QUOTED_TWICE

OTHER_DOCUMENT = N_("The rows are about several documents. Import the rows of each document by themselves.")
OTHER_FORM = N_("The row is from the form of another consultation, or its passage is no longer in the draft.")

DELETES_HEADING = N_(
    "The row asks to delete a heading. Choose whether it means the heading alone or its whole clause."
)
AS_NUMBER = N_("The clause was stored as a number, so a zero at its end may be missing.")

_NUMBER = re.compile(r"\d+(?:\.\d+)?(?![.\d])")


class PlacedRow(NamedTuple):
    """A row and where it points."""

    row: FormRow
    placement: Placement


def placed(
    rows: Sequence[FormRow], passages: Sequence[Passage], consultation_id: int | None = None
) -> list[PlacedRow]:
    """Each row with its passage. The key of a row of our own form says it, where its clause names no other one; any
    other row is placed by its reference. Where rows name several documents, none of these is placed: clauses of
    different documents have the same numbers. Without a `consultation_id` keys say nothing. A row with a formula
    without a value is in doubt, and so is one whose words may stand in wrong columns, or whose key of our own form is
    damaged."""
    references = References(passages)
    of_code = {} if consultation_id is None else row_keys.by_code(consultation_id, list(references.passages))
    pages = _Pages(passages)
    documents = {
        " ".join(row.where[Field.DOCUMENT].split()).casefold()
        for row in rows
        if row.where.get(Field.DOCUMENT)
    }
    found = []
    for one in rows:
        row = one if one.row_key else _with_clause_of_line(references, one)
        if row.row_key and consultation_id is not None:
            place = _by_key(of_code.get(row_keys.code_in(row.row_key), []))
            place = changed_clauses.in_doubt(references, place, _clauses_by_key(row, place))
        else:
            place = _by_reference(references, row)
            if place.certainty is not Certainty.WHOLE:
                place = pages.place(row, place)
            if place.certainty is Certainty.PLACED and len(documents) > 1:
                place = Placement(Certainty.UNPLACED, why=OTHER_DOCUMENT, perhaps=(place.key,))
        found.append(PlacedRow(row, _doubted(row, place, references)))
    return found


def _doubted(row: FormRow, place: Placement, references: References) -> Placement:
    """The place of a row; in doubt where a note of the row says that it may have been read wrongly."""
    doubt = next((one for one in (FORMULA, SHIFTED, DAMAGED_KEY) if one in row.notes), "")
    if not doubt:
        return place
    perhaps = (place.key,) if place.key else place.perhaps
    at_line = references.at_lines(f"line {row.line}") if doubt == DAMAGED_KEY else ()
    return Placement(Certainty.UNPLACED, why=doubt, perhaps=tuple(dict.fromkeys([*at_line, *perhaps])))


_CLAUSE_IN_LINE = re.compile(r"\d+\.\d+|[^\W\d_]\.\d|§|第")
"""What a clause has, and the number of a line has not."""


def _with_clause_of_line(references: References, row: FormRow) -> FormRow:
    """The row, with what stands in its column for lines as its clause where that is one: the column for clauses is
    empty, or says the same in fewer words."""
    line, clause = row.line, row.where.get(Field.CLAUSE, "")
    if not _CLAUSE_IN_LINE.search(line):
        return row
    found, said = references.place(line), references.place(clause)
    if found.certainty is not Certainty.PLACED or (clause.strip() and found.key != said.key):
        return row
    where = dict(row.where)
    del where[Field.LINE]
    where[Field.CLAUSE] = line if len(line) > len(clause) else clause
    return replace(row, where=where)


def with_headings_in_mind(placed_rows: Sequence[PlacedRow], passages: Sequence[Passage]) -> list[PlacedRow]:
    """The rows, those in doubt that ask to delete a heading: someone who fills in the row of a clause may mean all of
    it. A proposed heading has the number of its clause, as the draft has it: forms name titles without."""
    headings = {one.key: one for one in passages if one.kind is Kind.HEADING}
    return [_about_heading(one, headings.get(one.placement.key)) for one in placed_rows]


def _about_heading(one: PlacedRow, heading: Passage | None) -> PlacedRow:
    if heading is None or one.placement.certainty is not Certainty.PLACED:
        return one
    kind, words, _quote = proposals.read(one.row.proposal)
    if kind is ProposalKind.DELETE and not row_keys.mark_in(one.row.row_key):  # else it was asked before
        place = Placement(Certainty.UNPLACED, why=DELETES_HEADING, perhaps=(heading.key,))
        return one._replace(placement=place)
    has_number = not heading.number or _plain(words).startswith(_plain(heading.number))
    is_title = heading.title == words or redline.of_proposal(heading.title, words)
    if kind is not ProposalKind.CHANGE or has_number or not is_title or "\n" in words.strip():
        return one
    return one._replace(row=replace(one.row, proposal=f"{heading.number} {words.strip()}"))


def with_quotations_in_mind(
    placed_rows: Sequence[PlacedRow], blocks: Mapping[str, PrintedBlock]
) -> list[PlacedRow]:
    """The rows, those in doubt whose quoted words stand at several places of their passage, where neither the key of
    the row nor what it says of the place tells which is meant, or both tell another one. `blocks`: passages by their
    keys."""
    return [_about_quotation(one, blocks.get(one.placement.key)) for one in placed_rows]


def quote_of(row: FormRow, block_key: str) -> str:
    """The words of its passage that the comment of a row on it quotes: those for which it proposes something, else
    those that this site wrote; "" for none."""
    return proposals.read_at(block_key, row.proposal).quote or (row.quoted if block_key else "")


def _about_quotation(one: PlacedRow, block: PrintedBlock | None) -> PlacedRow:
    quote = quote_of(one.row, one.placement.key)
    if block is None or not quote or one.placement.certainty is not Certainty.PLACED:
        return one
    by_mark = places.marked(quote, one.row.quote_mark, block)
    by_name = places.named(quote, one.row.quote_place, block) if one.row.quote_place else by_mark
    if by_name is not None and by_mark in {None, by_name}:
        return one._replace(row=replace(one.row, quote_mark=by_name.mark))
    row = replace(one.row, quote_mark=by_mark.mark if by_mark is not None else "")
    is_told = bool(one.row.quote_mark or one.row.quote_place)
    if len(places.may_be_meant(quote, block, is_told=is_told)) < 2:
        return one._replace(row=row)
    place = Placement(Certainty.UNPLACED, why=QUOTED_TWICE, perhaps=(one.placement.key,))
    return PlacedRow(row, place)


def _plain(words: str) -> str:
    return " ".join(plain(words).split())


class _Pages:
    """The pages of a draft that is images of pages: there a row may name its passage by the page."""

    def __init__(self, passages: Sequence[Passage]) -> None:
        self.images = {one.clause: one.key for one in passages if is_page(one)}
        self.by_number: dict[str, list[str]] = {}
        """The number of a page as it is printed, of which its name has one → keys of headings."""
        for one in passages:
            numbers = _PAGE.findall(plain(one.title)) if one.key in self.images else []
            if len(numbers) == 1:
                self.by_number.setdefault(numbers[0], []).append(one.key)

    def place(self, row: FormRow, found: Placement) -> Placement:
        """The image of the page that a row names, where it names one and no passage; else what was `found`."""
        if not self.images:
            return found
        if found.certainty is Certainty.PLACED:
            return replace(found, key=self.images.get(found.key, found.key))
        headings = [key for one in _PAGE.findall(plain(row.page)) for key in self.by_number.get(one, [])]
        if len(set(headings)) != 1 or found.why not in {NOTHING_SAID, ONLY_PAGES}:
            return found
        return Placement(Certainty.PLACED, self.images[headings[0]])


_PAGE = re.compile(r"(?<![^\W_])(?:\d{1,5}|[ivxlc]{1,7})(?![^\W_])")
"""The number of a page, as it is printed."""


def _by_reference(references: References, row: FormRow) -> Placement:
    """Where the reference of a row points; in doubt where the number of its clause may have lost zeros and there is a
    passage with the number that has them."""
    clause, element = row.where.get(Field.CLAUSE, ""), row.where.get(Field.ELEMENT, "")
    found = references.place(clause, element)
    if not clause and not element and (row.page or row.line):
        return Placement(Certainty.UNPLACED, why=ONLY_PAGES, perhaps=references.at_lines(f"line {row.line}"))
    if not row.is_number:
        return found
    perhaps = [references.place(one, element) for one in _with_zeros(clause)]
    others = [one.key for one in perhaps if one.certainty is Certainty.PLACED and one.key != found.key]
    if not others:
        return found
    known = [found.key] if found.certainty is Certainty.PLACED else []
    return Placement(
        Certainty.UNPLACED, why=AS_NUMBER, perhaps=tuple(dict.fromkeys([*known, *others, *found.perhaps]))
    )


def _with_zeros(clause: str) -> Iterator[str]:
    """What a clause may have read before one of its numbers was stored: "2.10" and "2.100" for "2.1", "2.0" for
    "2"."""
    for one in _NUMBER.finditer(clause):
        for zeros in ("0", "00") if "." in one[0] else (".0", ".00"):
            yield f"{clause[: one.end()]}{zeros}{clause[one.end() :]}"


def _clauses_by_key(row: FormRow, place: Placement) -> list[str]:
    """What a row with a key names as its clause; nothing where its comment is on the whole draft, of which an export
    says what its writer wrote."""
    clause = row.where.get(Field.CLAUSE, "")
    if place.certainty is Certainty.WHOLE and row_keys.mark_in(row.row_key):
        return []
    return [clause, *(_with_zeros(clause) if row.is_number else ())]


def _by_key(passages: Sequence[str]) -> Placement:
    """Where a key points that so many passages have: "" is the whole draft."""
    if len(passages) > 1:
        return Placement(Certainty.UNPLACED, why=AMBIGUOUS, perhaps=tuple(filter(None, passages)))
    if not passages:
        return Placement(Certainty.UNPLACED, why=OTHER_FORM)
    return Placement(Certainty.PLACED, passages[0]) if passages[0] else Placement(Certainty.WHOLE)
