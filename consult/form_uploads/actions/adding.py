"""Adding the rows of an upload to a draft submission. Submitting it is the same as of any other."""

from collections.abc import Mapping, Sequence, Set
from dataclasses import replace
from typing import Any, NamedTuple

from sqlalchemy import select

from consult.comment_forms import row_keys
from consult.comment_forms.clause_references import Certainty
from consult.comment_forms.content_keys import COMMENT_KEY
from consult.comment_forms.exporting import said_in_row
from consult.comment_forms.importing import as_comment
from consult.comment_forms.rows import EMPTY
from consult.core.actions import action
from consult.core.database import db
from consult.core.errors import DomainError
from consult.core.stale_check import NO_PAGE, NoPage
from consult.draft_submissions import actions as drafting
from consult.draft_submissions.models import DraftComment, DraftSubmission
from consult.form_uploads import left_out, own_rows, queries, row_copies, saved_rows
from consult.form_uploads.actions.locks import compare_page, lock
from consult.form_uploads.models import FormUpload, RowState, UploadedRow
from consult.submissions import proposals
from consult.submissions.rules import (
    NO_PASSAGE,
    NOT_QUOTED,
    QUOTED_TWICE,
    NewComment,
    NotQuoted,
    QuotedTwice,
    quotation,
)


class AddedRows(NamedTuple):
    """How many rows became comments of the draft submission, how many replaced one, how many the rules refused, and how
    many comments were deleted."""

    added: int
    replaced: int
    refused: int
    deleted: int = 0


@action
def add_to_draft(upload: FormUpload, draft: DraftSubmission, *, seen: str | NoPage = NO_PAGE) -> AddedRows:
    """Add every row that is not in doubt, nor left out, nor there already; a row of our own form that was changed
    replaces its comment. A row that the rules refuse waits, with the reason. `seen`: the mark of the page that showed
    the rows (queries.page_mark). Raises AlreadySubmitted, and StaleForm where they have changed since."""
    lock(upload)
    drafting.lock(draft)
    compare_page(seen, upload, draft)
    gone = _delete(upload, draft)
    known, comments = queries.known_in(draft, upload), queries.comments_by_row_key(draft)
    asking = {key for key, state in known.items() if state not in {RowState.CHANGED, RowState.ADDED}}
    rows: dict[str, UploadedRow] = {}
    for one in _ready(upload):
        if one.row_key not in asking:
            rows.setdefault(own_rows.comment_key(one, upload.consultation_id), one)
    new = [_as_comment(key, row) for key, row in rows.items() if row.row_key not in known]
    changed = [
        (comment := comments[queries.key_of_row(upload, row)], _change(key, row, comment))
        for key, row in rows.items()
        if known.get(row.row_key) == RowState.CHANGED
    ]
    before = {key: said_in_row(one) for one, _new in changed for key in queries.keys_of_comment(upload, one)}
    done, replaced = drafting.add_comments(draft, new), drafting.replace_comments(draft, changed)
    refused = {**done.refused, **replaced.refused}
    for key, trouble in refused.items():
        for name, value in refusal(trouble, rows[key].block_key).items():
            setattr(rows[key], name, value)
    written = [rows[one.key] for one in (*new, *(two for _comment, two in changed)) if one.key not in refused]
    _mark(upload, draft, written)
    _settle_elsewhere(upload, {key for keys in gone for key in keys}, before)
    return AddedRows(done.added, replaced.added, len(refused), len(gone))


def _ready(upload: FormUpload) -> Sequence[UploadedRow]:
    """The rows that are not in doubt nor left out, in their order."""
    ready = (
        select(UploadedRow)
        .where(
            UploadedRow.upload_id == upload.id,
            UploadedRow.left_out == "",
            UploadedRow.certainty != Certainty.UNPLACED,
            ~queries.has_no_type(),
        )
        .order_by(*row_copies.order())
    )
    return db.session.execute(ready, execution_options={"populate_existing": True}).scalars().all()


def _delete(upload: FormUpload, draft: DraftSubmission) -> list[set[str]]:
    """Delete the comments whose rows are empty in the file or gone from it, where a person chose so; the keys of
    each."""
    states = queries.known_in(draft, upload)
    deleting = {RowState.DELETES, RowState.GONE_DELETES}
    chosen = queries.rows_with_keys(upload, [key for key, state in states.items() if state in deleting])
    comments = queries.comments_by_row_key(draft) if chosen else {}
    gone = [comments[key] for one in chosen if (key := queries.own_key(upload, one)) in comments]
    keys = [queries.keys_of_comment(upload, one) for one in gone]
    for one in gone:
        drafting.remove_comment(one)
    return keys


def _settle_elsewhere(upload: FormUpload, deleted: Set[str], before: Mapping[str, tuple[str, ...]]) -> None:
    """Have rows of other files ask nothing about comments that were deleted or replaced with this one. `before`: key of
    a comment that was replaced → what it said."""
    for row in queries.rows_elsewhere(upload, {*deleted, *before}):
        own = queries.own_key(upload, row)
        if not deleted.isdisjoint({own, COMMENT_KEY.format(row.row_key)}):
            row.left_out = left_out.DELETED_LATER
        elif row_keys.mark_in(row.said["row_key"]) and before.get(own) == own_rows.words_of(row.said):
            row.said = own_rows.marked(row.said, before[own])


def _mark(upload: FormUpload, draft: DraftSubmission, rows: Sequence[UploadedRow]) -> None:
    """Rows say what their comments say now. Write what that is into those of our own forms, so that it shows later
    which was changed. A row whose words a person has changed here keeps the mark of what its file says."""
    for row in rows:
        if own_rows.is_reread(row.said):
            row.said = own_rows.not_reread(row.said)
    of_our_forms = {
        key: row for row in rows if own_rows.is_as_read(row) and (key := queries.own_key(upload, row))
    }
    comments = queries.comments_by_row_key(draft) if of_our_forms else {}
    for key in of_our_forms.keys() & comments.keys():
        row = of_our_forms[key]
        row.said = own_rows.marked(row.said, said_in_row(comments[key]))


def _change(key: str, row: UploadedRow, comment: DraftComment) -> NewComment:
    """What a row says that replaces its comment. What the comment quotes stays, unless the row proposes something for
    other words; so does the place of it, unless a person chose another one for the row."""
    new = _as_comment(key, row)
    if proposals.is_of_quotation(new.proposal_kind) and quotation(new.quote) != comment.quote:
        return new
    is_chosen = "quote_mark" in (row.changed_parts or ()) and quotation(new.quote) == comment.quote
    return replace(new, quote=comment.quote, quote_mark=new.quote_mark if is_chosen else "", asks_place=False)


def _as_comment(key: str, row: UploadedRow) -> NewComment:
    return as_comment(saved_rows.placed(row), None, key)


def refusal(trouble: DomainError, block_key: str) -> dict[str, Any]:
    """What is written of a row on the passage `block_key` that the rules refuse: a passage that a correction has
    removed is chosen again, and so is the place of a quotation that stands at several; a proposal that reads like the
    draft says nothing, and one for words that are not there is for none."""
    if isinstance(trouble, QuotedTwice):
        return {
            "certainty": Certainty.UNPLACED, "why": QUOTED_TWICE, "block_key": "", "perhaps": [block_key],
        }  # fmt: skip
    if trouble.message == NO_PASSAGE:
        return {"certainty": Certainty.UNPLACED, "why": NO_PASSAGE, "block_key": ""}
    return {"left_out": NOT_QUOTED if isinstance(trouble, NotQuoted) else EMPTY}
