"""What a person chooses for all rows that wait for the same. `seen`: the mark of the page where they do so
(queries.page_mark); where that is another one now, each raises StaleForm."""

from collections.abc import Set

from sqlalchemy import select

from consult.comment_forms.clause_references import Certainty
from consult.core.actions import action
from consult.core.database import db
from consult.core.stale_check import NO_PAGE, NoPage
from consult.draft_submissions.models import DraftSubmission
from consult.form_uploads import own_rows, queries
from consult.form_uploads.actions.choosing import OF_TYPE, Choice, choose_words
from consult.form_uploads.actions.locks import compare_page, lock
from consult.form_uploads.actions.recognising import recognise
from consult.form_uploads.actions.row_changes import note, place
from consult.form_uploads.models import PLACE, TOGETHER, FormUpload, RowState, UploadedRow
from consult.submissions.models import CommentType


@action
def replace_all(upload: FormUpload, draft: DraftSubmission, *, seen: str | NoPage = NO_PAGE) -> int:
    """Choose that every row whose comment came in another file replaces it; how many there are."""
    lock(upload)
    compare_page(seen, upload, draft)
    states = queries.known_in(draft, upload)
    rows = queries.rows_with_keys(upload, [key for key, one in states.items() if one == RowState.OTHER_FILE])
    return sum(choose_words(upload, row, Choice(is_replacing=True), draft) for row in rows)


@action
def choose_type_of_all(
    upload: FormUpload,
    kind: CommentType,
    draft: DraftSubmission | None = None,
    *,
    seen: str | NoPage = NO_PAGE,
) -> int:
    """Give all rows that name no type, or one that was not understood, this one, but those that are submitted or are
    comments of the draft submission as they are; how many there were."""
    lock(upload)
    compare_page(seen, upload, draft)
    done = _done(upload, draft)
    rows = select(UploadedRow).where(
        UploadedRow.upload_id == upload.id, UploadedRow.left_out == "", queries.has_no_type()
    )
    found = db.session.execute(rows, execution_options={"populate_existing": True}).scalars().all()
    untyped = [one for one in found if one.row_key not in done]
    for row in untyped:
        row.said = own_rows.with_type(row.said, kind)
        note(row, *OF_TYPE)
    return len(untyped)


def _done(upload: FormUpload, draft: DraftSubmission | None) -> Set[str]:
    """The keys of rows that are comments, and change nothing in those."""
    if draft is None:
        return queries.submitted_from(upload)
    states = queries.known_in(draft, upload)
    return {key for key, one in states.items() if one in {RowState.ADDED, RowState.UNCHANGED}}


@action
def place_all_on_whole(
    upload: FormUpload, draft: DraftSubmission | None = None, *, seen: str | NoPage = NO_PAGE
) -> int:
    """Have every row that waits be about the whole draft, but those that are submitted; how many there were. `draft`:
    whose upload it is."""
    lock(upload)
    compare_page(seen, upload, draft)
    gone = set() if upload.draft_key else queries.submitted_from(upload)
    waiting = (
        (UploadedRow.upload_id == upload.id)
        & (UploadedRow.certainty == Certainty.UNPLACED)
        & (UploadedRow.left_out == "")
    )
    rows = select(UploadedRow).where(waiting)
    found = db.session.execute(rows, execution_options={"populate_existing": True}).scalars().all()
    waiting_rows = [one for one in found if one.row_key not in gone]
    for row in waiting_rows:
        place(row, "")
        note(row, PLACE, TOGETHER)
    if draft is not None:
        recognise(upload, {one.position for one in waiting_rows}, draft)
    return len(waiting_rows)


@action
def have_wait_again(
    upload: FormUpload, draft: DraftSubmission | None = None, *, seen: str | NoPage = NO_PAGE
) -> int:
    """Undo that: have the rows wait for their place that are no comments yet; how many there are."""
    lock(upload)
    compare_page(seen, upload, draft)
    gone = queries.known_in(draft, upload).keys() if draft is not None else queries.submitted_from(upload)
    rows = select(UploadedRow).where(queries.placed_together(upload))
    found = db.session.execute(rows, execution_options={"populate_existing": True}).scalars().all()
    waiting = [one for one in found if one.row_key not in gone]
    for row in waiting:
        row.certainty = Certainty.UNPLACED
        row.changed_parts = [one for one in row.changed_parts or () if one not in {PLACE, TOGETHER}]
        row.is_changed = bool(row.changed_parts)
    return len(waiting)
