"""Reading: which rows were imported, and from which row a comment was made."""

from collections.abc import Collection

from sqlalchemy import select

from consult.comment_forms.models import FormFile, FormRow
from consult.comment_forms.submitters import Submitter
from consult.core.database import db
from consult.submissions import queries as submissions
from consult.submissions.models import Submission


def imported(consultation_id: int, keys: Collection[str]) -> set[str]:
    """Those of the row keys that are comments of the consultation."""
    rows = select(FormRow.row_key).where(
        FormRow.consultation_id == consultation_id, FormRow.row_key.in_(keys)
    )
    return set(db.session.execute(rows).scalars())


def imported_places(consultation_id: int, places: Collection[str]) -> dict[str, str]:
    """Those of the keys of places (content_keys.place_key) whose rows are comments of the consultation → the keys of
    the rows."""
    rows = select(FormRow.place_key, FormRow.row_key).where(
        FormRow.consultation_id == consultation_id, FormRow.place_key != "", FormRow.place_key.in_(places)
    )
    return {one.place_key: one.row_key for one in db.session.execute(rows)}


def submission_of(consultation_id: int, sha256: str, who: Submitter) -> Submission | None:
    """The submission that other rows of the same file became for a submitter, where it still takes comments."""
    comments = (
        select(FormRow.comment_id)
        .join(FormFile, FormFile.id == FormRow.file_id)
        .where(FormFile.consultation_id == consultation_id, FormFile.sha256 == sha256)
    )
    return submissions.entered_with(comments, who.organisation, who.name, who.email)


def submissions_of_rows(consultation_id: int, keys: Collection[str]) -> dict[str, str]:
    """Key of each of these rows that was submitted → the reference of its submission."""
    comments = submissions.comment_references()
    rows = (
        select(FormRow.row_key, comments.reference.label("reference"))
        .join(comments.rows, comments.comment_id == FormRow.comment_id)
        .where(FormRow.consultation_id == consultation_id, FormRow.row_key.in_(keys))
    )
    return {one.row_key: one.reference.partition("/")[0] for one in db.session.execute(rows)}


def numbers_of_rows(comments: Collection[int]) -> dict[int, str]:
    """Id of each of these comments that came in a form → the number that its writer gave its row, or else that of the
    row."""
    rows = select(FormRow.comment_id, FormRow.own_number, FormRow.row).where(FormRow.comment_id.in_(comments))
    return {one.comment_id: one.own_number or str(one.row) for one in db.session.execute(rows)}


def row_of(comment_id: int) -> FormRow | None:
    """The row of a comment, or None where it did not come in a form."""
    return db.session.get(FormRow, comment_id)


def rows_of(comment_ids: Collection[int]) -> dict[int, FormRow]:
    """The rows of comments that came in forms, by the ids of the comments."""
    if not comment_ids:
        return {}
    rows = select(FormRow).where(FormRow.comment_id.in_(comment_ids))
    return {one.comment_id: one for one in db.session.execute(rows).scalars()}
