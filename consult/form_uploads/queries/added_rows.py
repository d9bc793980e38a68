"""Which rows are comments already, and what becomes of those."""

from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import select

from consult.comment_forms import queries as imported_rows
from consult.comment_forms import row_keys
from consult.comment_forms.clause_references import Certainty
from consult.comment_forms.content_keys import COMMENT_KEY, place_key
from consult.core.database import db
from consult.draft_submissions import queries as drafts
from consult.draft_submissions.models import DraftComment, DraftSubmission
from consult.form_uploads import left_out, own_rows
from consult.form_uploads.models import KEY_BEFORE, REREAD, STEP, FormUpload, RowState, UploadedRow
from consult.form_uploads.queries.rows import row_keys_of
from consult.submissions.models import Subject


def added_to(draft_key: str) -> set[str]:
    """The keys of rows that are comments of a draft submission."""
    begin = COMMENT_KEY.format("")
    return {key.removeprefix(begin) for key in drafts.keys_in(draft_key) if key.startswith(begin)}


def known_in(draft: DraftSubmission, upload: FormUpload) -> dict[str, RowState]:
    """The keys of rows of an upload that are comments of a draft submission, with what becomes of each."""
    found = dict.fromkeys(added_to(draft.key), RowState.ADDED)
    found |= _reread(draft, upload)
    columns = (UploadedRow.row_key, UploadedRow.said, UploadedRow.block_key, UploadedRow.changed_parts)
    rows = (
        select(*columns)
        .where(
            UploadedRow.upload_id == upload.id, UploadedRow.said["row_key"].astext != "",
            UploadedRow.left_out == "", UploadedRow.certainty != Certainty.UNPLACED,
        )
        .order_by(UploadedRow.position % STEP, UploadedRow.position)
    )  # fmt: skip
    keyed = [(own, one) for one in db.session.execute(rows) if (own := own_key(upload, one))]
    keyed.sort(
        key=lambda pair: own_rows.is_only_like(pair[1].said)
    )  # another row may be the comment for certain
    comments = comments_by_row_key(draft) if keyed else {}
    first: dict[str, Any] = {}
    for own, one in keyed:
        if own in comments:
            is_second = own_rows.is_second(one, first.setdefault(own, one))
            found[one.row_key] = RowState.RESEMBLES if is_second else own_rows.state(one.said, comments[own])
    return _with_copies(upload, found) | _of_deleting(draft, upload, comments)


ASKING = (RowState.RESEMBLES, RowState.OTHER_FILE, RowState.DIFFERS)
"""States of rows of which a person chooses what becomes of their words; those that offer more come first."""


def offers_words(said: Mapping[str, Any], state: RowState | None) -> bool:
    """Whether a person can choose what becomes of the words of a row that is a comment already: where they are asked,
    and where the row is older than its comment or was recognised without a key. `said`: what the row says."""
    return state in {*ASKING, RowState.OLDER} or (state is RowState.CHANGED and own_rows.is_recognised(said))


def _with_copies(upload: FormUpload, known: dict[str, RowState]) -> dict[str, RowState]:
    """The same, where a row and its copies on other passages are one statement: as long as a person is asked about one
    of them, they are asked about all that would be comments or replace theirs."""
    found = dict(known)
    for group in groups(upload):
        states = {known.get(one.row_key) for one in group}
        asking = [one for one in ASKING if one in states]
        if asking:
            is_reread = any(own_rows.is_reread(one.said) for one in group)
            state = RowState.DIFFERS if is_reread else asking[0]
            found |= {one.row_key: state for one in group if _is_asked(one, known.get(one.row_key))}
    return found


def _is_asked(row: Any, state: RowState | None) -> bool:
    """Whether a row is asked about together with others, by its state alone; one that is no comment yet until a person
    has chosen."""
    if state is None:
        return row.certainty != Certainty.UNPLACED and key_before(row) is None
    return state in {*ASKING, RowState.CHANGED, RowState.OLDER}


def groups(upload: FormUpload) -> list[list[Any]]:
    """The rows of an upload that have copies, each with these behind it; without those that are left out."""
    numbers = select(UploadedRow.position % STEP).where(
        UploadedRow.upload_id == upload.id, UploadedRow.position > STEP
    )
    rows = (
        select(
            UploadedRow.position, UploadedRow.row_key, UploadedRow.said, UploadedRow.certainty,
            UploadedRow.changed_parts,
        )
        .where(
            UploadedRow.upload_id == upload.id, UploadedRow.left_out == "",
            (UploadedRow.position % STEP).in_(numbers),
        )
        .order_by(UploadedRow.position % STEP, UploadedRow.position)
    )  # fmt: skip
    found: dict[int, list[Any]] = {}
    for one in db.session.execute(rows):
        found.setdefault(one.position % STEP, []).append(one)
    return list(found.values())


def key_before(row: Any) -> str | None:
    """The key of a row before a person chose what becomes of its words; None where no one did."""
    found = [one for one in row.changed_parts or () if one.startswith(KEY_BEFORE)]
    return found[0].removeprefix(KEY_BEFORE) if found else None


_OF_DELETING = {
    left_out.IS_EMPTY: RowState.EMPTIED,
    left_out.TO_DELETE: RowState.DELETES,
    left_out.IS_GONE: RowState.GONE,
    left_out.DELETE_GONE: RowState.GONE_DELETES,
}


def _of_deleting(
    draft: DraftSubmission, upload: FormUpload, comments: Mapping[str, DraftComment]
) -> dict[str, RowState]:
    """The same of rows that are empty or gone and whose comment is in the draft submission. A row is not gone whose
    comment another row of the file is, or may be."""
    rows = select(UploadedRow.row_key, UploadedRow.said, UploadedRow.block_key, UploadedRow.left_out).where(
        UploadedRow.upload_id == upload.id, UploadedRow.left_out.in_(left_out.DELETING)
    )
    found = db.session.execute(rows).all()
    comments = comments or (comments_by_row_key(draft) if found else {})
    is_any_gone = any(one.left_out in left_out.NOT_OF_FILE for one in found)
    there = _comments_with_rows(upload) if is_any_gone else set()
    named = _passages_of_waiting_rows(upload) if is_any_gone else set()
    states = {}
    for row in found:
        comment = comments.get(own_key(upload, row))
        if comment is None:
            continue
        is_there = not there.isdisjoint({row.said["row_key"], comment.key}) or comment.block_key in named
        if not (row.left_out in left_out.NOT_OF_FILE and is_there):
            states[row.row_key] = _OF_DELETING[row.left_out]
    return states


def _passages_of_waiting_rows(upload: FormUpload) -> set[str]:
    """The passages that rows may mean which wait for their place: until it is chosen such a row may be any comment
    there."""
    rows = select(UploadedRow.perhaps).where(
        UploadedRow.upload_id == upload.id,
        UploadedRow.left_out == "",
        UploadedRow.certainty == Certainty.UNPLACED,
    )
    return {key for keys in db.session.execute(rows).scalars() for key in keys}


def _comments_with_rows(upload: FormUpload) -> set[str]:
    """The keys of comments that rows of the file are, or may be: their own keys, and those of rows of exports."""
    rows = select(
        UploadedRow.row_key, UploadedRow.said["row_key"].astext.label("own"), UploadedRow.said, UploadedRow.block_key,
        UploadedRow.certainty,
    ).where(UploadedRow.upload_id == upload.id, UploadedRow.left_out.not_in(left_out.NOT_OF_FILE))  # fmt: skip
    found: set[str] = set()
    for one in db.session.execute(rows):
        is_open = one.certainty == Certainty.UNPLACED
        found.add(COMMENT_KEY.format(one.row_key))
        found.add(row_keys.without_mark(one.own) if is_open else own_key(upload, one))
    return found - {""}


def _reread(draft: DraftSubmission, upload: FormUpload) -> dict[str, RowState]:
    """The same of rows that say something else since the columns were read again."""
    rows = select(UploadedRow.row_key, UploadedRow.said, UploadedRow.changed_parts).where(
        UploadedRow.upload_id == upload.id, UploadedRow.left_out == "",
        UploadedRow.said["notes"].contains([REREAD]),
    )  # fmt: skip
    found = db.session.execute(rows).all()
    comments = comments_by_row_key(draft) if found else {}
    return {
        one.row_key: own_rows.state_of_reread(one, comments[key])
        for one in found
        if (key := COMMENT_KEY.format(one.row_key)) in comments
    }


def key_of_row(upload: FormUpload, row: Any) -> str:
    """The key of a row in `comments_by_row_key`."""
    return own_key(upload, row) or COMMENT_KEY.format(row.row_key)


def own_key(upload: FormUpload, row: Any) -> str:
    """The key of a row of our own form, "" for any other (own_rows.own_key)."""
    return own_rows.own_key(row.said, upload.consultation_id, row.block_key)


def comments_by_row_key(draft: DraftSubmission) -> dict[str, DraftComment]:
    """The comments of a draft submission, as they are now, by the keys of the rows in which they are written, and by
    their own."""
    comments = [one for one in drafts.comments_as_they_are(draft) if one.subject != Subject.QUESTION]
    own = {row_keys.of_comment(one.key, draft.consultation_id, one.block_key): one for one in comments}
    return {one.key: one for one in comments} | own


def keys_of_comment(upload: FormUpload, comment: DraftComment) -> set[str]:
    """The keys by which `comments_by_row_key` has a comment."""
    return {comment.key, row_keys.of_comment(comment.key, upload.consultation_id, comment.block_key)}


def submitted_from(upload: FormUpload) -> set[str]:
    """The keys of rows of an upload that are submitted comments, whatever file they came in."""
    return imported_rows.imported(upload.consultation_id, list(row_keys_of(upload)))


def keys_of_comments(upload: FormUpload, places: Collection[tuple[str, int]]) -> dict[tuple[str, int], str]:
    """The place of each row of an upload that is a comment already, by its table and number → its key: of a draft
    submission where the comment is there, of officers where the row was imported from the same file."""
    if not upload.draft_key:
        keys = {place_key(upload.sha256, *place): place for place in places}
        found = imported_rows.imported_places(upload.consultation_id, list(keys))
        return {keys[one]: key for one, key in found.items()}
    added = added_to(upload.draft_key)
    rows = select(
        UploadedRow.row_key, UploadedRow.said["table"].astext, UploadedRow.said["row"].as_integer()
    ).where(UploadedRow.upload_id == upload.id)
    return {(table, row): key for key, table, row in db.session.execute(rows) if key in added}
