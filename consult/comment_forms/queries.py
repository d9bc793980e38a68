"""Reading: which rows were imported, and from which row a comment was made."""

from collections.abc import Collection

from sqlalchemy import func, select

from consult.comment_forms.models import FormFile, FormRow
from consult.comment_forms.submitters import Submitter
from consult.core.database import db
from consult.submissions.lifecycle import State
from consult.submissions.models import Comment, Route, Submission


def imported(consultation_id: int, keys: Collection[str]) -> set[str]:
    """Those of the row keys that are comments of the consultation."""
    rows = select(FormRow.row_key).where(
        FormRow.consultation_id == consultation_id, FormRow.row_key.in_(keys)
    )
    return set(db.session.execute(rows).scalars())


def submission_of(consultation_id: int, sha256: str, who: Submitter) -> Submission | None:
    """The submission that other rows of the same file became for a submitter, where it still takes comments."""
    is_same = (
        func.lower(Submission.organisation) == who.organisation.lower()
        if who.organisation
        else (Submission.organisation == "") & (Submission.name == who.name) & (Submission.email == who.email)
    )
    rows = (
        select(Submission)
        .join(Comment, Comment.submission_id == Submission.id)
        .join(FormRow, FormRow.comment_id == Comment.id)
        .join(FormFile, FormFile.id == FormRow.file_id)
        .where(
            FormFile.consultation_id == consultation_id, FormFile.sha256 == sha256, is_same,
            Submission.route == Route.STAFF, Submission.state == State.SUBMITTED, ~Submission.is_late,
        )
        .order_by(Submission.id)
        .limit(1)
    )  # fmt: skip
    return db.session.execute(rows).scalar_one_or_none()


def submissions_of_rows(consultation_id: int, keys: Collection[str]) -> dict[str, str]:
    """Key of each of these rows that was submitted → the reference of its submission."""
    rows = (
        select(FormRow.row_key, Submission.reference)
        .join(Comment, Comment.id == FormRow.comment_id)
        .join(Submission, Submission.id == Comment.submission_id)
        .where(FormRow.consultation_id == consultation_id, FormRow.row_key.in_(keys))
    )
    return {one.row_key: one.reference for one in db.session.execute(rows)}


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
