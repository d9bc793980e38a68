"""What a person says of one row on a page of its own: its place, its words, for whom it speaks, that it is left out."""

from collections.abc import Mapping
from typing import Any

from consult.comment_forms import category_words, row_keys
from consult.comment_forms.clause_references import Certainty
from consult.comment_forms.fields import Field
from consult.consultations.models import Consultation
from consult.core.actions import action
from consult.core.errors import NotFound
from consult.core.stale_check import NoPage, compare
from consult.draft_submissions.models import DraftSubmission
from consult.form_uploads import own_rows, queries, saved_rows, understanding
from consult.form_uploads.actions.copying import remove_copies
from consult.form_uploads.actions.locks import lock
from consult.form_uploads.actions.recognising import recognise
from consult.form_uploads.actions.row_changes import note, place
from consult.form_uploads.models import PLACE, FormUpload, UploadedRow
from consult.form_uploads.row_choices import BY_PERSON
from consult.stakeholders import queries as stakeholders
from consult.stakeholders.models import Category
from consult.submissions import actions as submissions
from consult.submissions import proposals
from consult.submissions.models import CommentType
from consult.submissions.rules import NewComment

SEEN = ("said", "certainty", "block_key", "left_out")
"""What tells one state of a row from another, for `core.stale_check`."""


@action
def correct(
    upload: FormUpload,
    position: int,
    consultation: Consultation,
    *,
    block_key: str,
    type: CommentType,  # noqa: A002 -- the word of the field
    comment: str,
    proposal: str,
    rationale: str,
    seen: str | NoPage,
    quote_mark: str = "",
    draft: DraftSubmission | None = None,
) -> None:
    """Say of a row where it belongs and what it says; so a row that was left out is taken in. `quote_mark`: which of
    several places with the same words it quotes; `draft`: whose upload it is. Raises StaleForm where another page
    changed it, and by the rules of the record."""
    lock(upload)
    row = queries.row_at(upload, position)
    compare(seen, row, *SEEN)
    words = {"comment": comment, "proposal": proposal, "rationale": rationale, "quote_mark": quote_mark}
    new = _as_corrected(row, consultation, block_key, type, words)
    submissions.check([new], consultation.id, consultation.version_id)
    said = _marked(row.said, type)
    after = own_rows.with_type(said, type) | words
    note(row, PLACE, *(name for name, value in after.items() if value != said.get(name, "")))
    row.said = after
    is_moved = row.certainty == Certainty.UNPLACED or row.block_key != block_key
    place(row, block_key)
    if draft is not None and is_moved:
        recognise(upload, {position}, draft)


def _marked(said: Mapping[str, Any], kind: CommentType) -> Mapping[str, Any]:
    """The row, of our own form with the mark of what its file says: so its next correction does not undo this one."""
    if not said.get("row_key") or row_keys.mark_in(said["row_key"]):
        return said
    is_typed = own_rows.NOT_CHOSEN.isdisjoint(said["notes"])
    return own_rows.marked(said, own_rows.words_of(said if is_typed else own_rows.with_type(said, kind)))


def _as_corrected(
    row: UploadedRow, consultation: Consultation, block_key: str, kind: CommentType, words: Mapping[str, str]
) -> NewComment:
    """The comment that a row becomes once it says these words on this passage."""
    proposed = proposals.read_at(block_key, words["proposal"])
    return NewComment(
        type=kind, block_key=block_key, key=own_rows.comment_key(row, consultation.id), comment=words["comment"],
        proposal=proposed.words, proposal_kind=proposed.kind,
        quote=proposed.quote or (row.said.get("quoted", "") if block_key else ""), quote_mark=words["quote_mark"],
        asks_place=True, rationale=words["rationale"],
    )  # fmt: skip


@action
def name_submitter(
    upload: FormUpload,
    consultation: Consultation,
    place: str,
    *,
    organisation: str,
    name: str,
    category: Category,
    subcategory: str,
    category_other: str,
    country: str,
    seen: str | NoPage,
) -> None:
    """Say for whom the rows speak that stand together with the one at this place (queries.place_of); those that were
    submitted stay as they are. Rows of several people of one organisation keep their names where that is not changed.
    `seen`: the mark of the rows and of whom the page named (queries.SPEAKERS). Raises StaleForm where that changed."""
    lock(upload)
    first = queries.row_at_place(upload, place)
    compare(seen, queries.spoken_for(upload, first) if first is not None else None, *queries.SPEAKERS)
    if first is None:
        raise NotFound
    before = first.said["who"].get(Field.NAME, "")
    who = {
        Field.ORGANISATION: organisation,
        Field.CATEGORY: category_words.written(category, subcategory, category_other),
        Field.COUNTRY: country,
    }
    if name != before:
        who[Field.NAME] = name
    _write_submitter(upload, consultation, first.submitter, {key.value: said for key, said in who.items()})


def _write_submitter(
    upload: FormUpload, consultation: Consultation, submitter: str, who: Mapping[str, str]
) -> None:
    """Have the rows of a submitter that were not submitted say this of whom they speak for."""
    gone = queries.submitted_from(upload)
    own = stakeholders.own_names(consultation.organisation)
    for row in queries.rows_of_submitter(upload, submitter):
        if row.row_key not in gone:
            said = {**row.said, "who": {**row.said["who"], **who}}
            row.said = understanding.with_notes_of_submitter(said, saved_rows.row_of(said), own)
            row.submitter = understanding.submitter_of(row.said, upload.form)
            note(row, "who")


@action
def leave_out(upload: FormUpload, position: int, *, seen: str | NoPage) -> None:
    """Leave a row out, with its copies on other passages. Raises StaleForm where another page changed it, or it is
    another row since the columns were read again."""
    lock(upload)
    row = queries.row_at(upload, position)
    compare(seen, row, *SEEN)
    row.left_out = BY_PERSON
    remove_copies(upload, row)
    note(row, PLACE)
