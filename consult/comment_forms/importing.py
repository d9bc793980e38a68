"""From a file to comments: recognised, read, placed, held against the rules. Writes nothing."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from consult.comment_forms import rows as form_rows
from consult.comment_forms import submitters
from consult.comment_forms.clause_references import Certainty, Passage
from consult.comment_forms.content_keys import divided
from consult.comment_forms.fields import Field
from consult.comment_forms.placing import (
    PlacedRow,
    placed,
    quote_of,
    with_headings_in_mind,
    with_quotations_in_mind,
)
from consult.comment_forms.recognition import Mapped, RecognisedForm, recognise
from consult.comment_forms.rows import EMPTY, LeftOutRow
from consult.consultations.models import Consultation
from consult.core.errors import NotPossible
from consult.core.translatable import N_
from consult.documents.blocks import Kind, Source
from consult.documents.captions import captioned
from consult.documents.tables import sandbox
from consult.documents.tables.table import MOST_COLUMNS, TableFile, hidden_column
from consult.drafts import queries as drafts
from consult.submissions import actions as submissions
from consult.submissions import proposals
from consult.submissions.rules import NOT_QUOTED, NewComment, NotQuoted

NO_ONE = N_("The row does not say who comments. Enter the form on the site, where you can say so.")


@dataclass(frozen=True)
class ReadForm:
    """A file as it was understood: each of its rows is a comment or left out."""

    form: RecognisedForm
    sha256: str
    rows: tuple[PlacedRow, ...]
    left_out: tuple[LeftOutRow, ...]
    notes: tuple[str, ...]

    def submitters(self, rows: Sequence[PlacedRow]) -> int:
        """How many submissions these of its rows make."""
        return len(submitters.grouped(rows, lambda one: one.row, self.form.form))


def read(
    file: Source,
    version_id: int | None,
    *,
    form: str = "",
    columns: Mapped | None = None,
    organisation: str = "",
    consultation_id: int | None = None,
) -> ReadForm:
    """Read a file and place its rows in a version of a draft. `form`, `columns`, `organisation`: as `recognise` takes
    them; `consultation_id`: without it rows of our own forms are placed by their references, not by their keys.

    Raises Unreadable for a file that cannot be read, NotRecognised where no column holds comments."""
    return understand(
        sandbox.parse(file), hashlib.sha256(file.data).hexdigest(), version_id,
        form=form, columns=columns, organisation=organisation, consultation_id=consultation_id,
    )  # fmt: skip


def understand(
    tables: TableFile,
    sha256: str,
    version_id: int | None,
    *,
    form: str = "",
    columns: Mapped | None = None,
    organisation: str = "",
    consultation_id: int | None = None,
) -> ReadForm:
    """The same of a file whose tables were read. Raises NotRecognised."""
    recognised = recognise(tables, form=form, columns=columns, organisation=organisation)
    read_rows, left_out = form_rows.read(recognised)
    blocks = drafts.blocks(version_id) if version_id is not None else []
    passages = passages_of(blocks)
    found = with_headings_in_mind(placed(read_rows, passages, consultation_id), passages)
    return ReadForm(
        recognised,
        sha256,
        tuple(with_quotations_in_mind(found, {one.key: one for one in blocks})),
        tuple(left_out),
        _notes_on_file(tables, recognised),
    )


def _notes_on_file(tables: TableFile, recognised: RecognisedForm) -> tuple[str, ...]:
    """What is to know of how a file was read; of a hidden column only where its words are those of a row: the keys of
    our own forms are hidden."""
    used = {
        number
        for table in recognised.tables
        for number, field in table.columns
        if field not in {Field.KEY, Field.IGNORED}
    }
    unused = {hidden_column(one) for one in range(MOST_COLUMNS) if one not in used}
    return tuple(one for one in tables.remarks if one not in unused)


def to_file(
    consultation: Consultation, rows: Sequence[PlacedRow], language: str, sha256: str
) -> tuple[list[tuple[PlacedRow, str]], tuple[LeftOutRow, ...]]:
    """The rows of a file that can be filed, each with its key, and those that were imported before, name no one who
    comments where others do, or say nothing by the rules of the record. Of these only a row without a comment is in
    question, whose proposal may be what stands in the draft, and one whose proposal quotes words."""
    new, known = divided(consultation.id, rows, sha256)
    are_named = any(submitters.of(one.row, "").words for one in rows)
    taken, refused = [], []
    for one, key in new:
        if are_named and not submitters.of(one.row, "").words:
            refused.append(LeftOutRow(one.row.table, one.row.row, one.row.own, NO_ONE, one.row.comment[:200]))
            continue
        try:
            if not one.row.comment or proposals.read(one.row.proposal).quote:
                submissions.check([as_comment(one, language)], consultation.id, consultation.version_id)
        except NotPossible as trouble:
            why = NOT_QUOTED if isinstance(trouble, NotQuoted) else EMPTY
            refused.append(LeftOutRow(one.row.table, one.row.row, one.row.own, why, one.row.proposal[:200]))
        else:
            taken.append((one, key))
    return taken, (*known, *refused)


def as_comment(one: PlacedRow, language: str | None, key: str = "") -> NewComment:
    """A row as the record takes it; `key`: that of the comment, "" for one made of that of its submission."""
    is_placed = one.placement.certainty is Certainty.PLACED
    block_key = one.placement.key if is_placed else ""
    proposal = proposals.read_at(block_key, one.row.proposal)
    return NewComment(
        comment=one.row.comment, type=one.row.type, block_key=block_key,
        proposal=proposal.words, proposal_kind=proposal.kind, quote=quote_of(one.row, block_key),
        quote_mark=one.row.quote_mark, asks_place=True, rationale=one.row.rationale, language=language, key=key,
        line=one.row.line,
    )  # fmt: skip


def passages_of(blocks: Sequence[Any]) -> list[Passage]:
    """The blocks of a version as placing asks of them."""
    return [_passage(one) for one in blocks]


def _passage(block: Any) -> Passage:
    """A block as placing asks of it. Of drafts that were imported when fewer captions were understood, the number of a
    table or figure is still in its caption."""
    is_captioned = block.kind in {Kind.TABLE, Kind.FIGURE} and not block.number
    number, title = captioned(block.title) if is_captioned else (block.number, block.title)
    return Passage(block.key, block.kind, number, title, block.clause, block.line)
