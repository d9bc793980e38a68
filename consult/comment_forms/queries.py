"""Reading: which rows were imported, and from which row a comment was made."""

from collections.abc import Collection

from sqlalchemy import ColumnElement, SQLColumnExpression, func, select

from consult.comment_forms import submitters
from consult.comment_forms.models import CommentRow, FormFile
from consult.comment_forms.rows import RowNumbering
from consult.comment_forms.submitters import Submitter
from consult.core.database import db
from consult.submissions import queries as submissions
from consult.submissions.models import Submission


def imported(consultation_id: int, keys: Collection[str]) -> set[str]:
    """Those of the row keys that are comments of the consultation."""
    rows = select(CommentRow.row_key).where(
        CommentRow.consultation_id == consultation_id, CommentRow.row_key.in_(keys)
    )
    return set(db.session.execute(rows).scalars())


def is_imported(
    consultation_id: SQLColumnExpression[int], row_key: SQLColumnExpression[str]
) -> ColumnElement[bool]:
    """That the row with this key is a comment of this consultation."""
    rows = select(CommentRow.comment_id).where(
        CommentRow.consultation_id == consultation_id, CommentRow.row_key == row_key
    )
    return rows.exists()


def imported_places(consultation_id: int, places: Collection[str]) -> dict[str, str]:
    """Those of the keys of places (content_keys.place_key) whose rows are comments of the consultation → the keys of
    the rows."""
    rows = select(CommentRow.place_key, CommentRow.row_key).where(
        CommentRow.consultation_id == consultation_id,
        CommentRow.place_key != "",
        CommentRow.place_key.in_(places),
    )
    return {one.place_key: one.row_key for one in db.session.execute(rows)}


def submission_of(consultation_id: int, sha256: str, who: Submitter) -> Submission | None:
    """The submission that other rows of the same file became for a submitter, where it still takes comments."""
    comments = (
        select(CommentRow.comment_id)
        .join(FormFile, FormFile.id == CommentRow.file_id)
        .where(FormFile.consultation_id == consultation_id, FormFile.sha256 == sha256)
    )
    return submissions.entered_with(comments, submitters.same_names(who), who.name, who.email)


def submissions_of_rows(consultation_id: int, keys: Collection[str]) -> dict[str, str]:
    """Key of each of these rows that was submitted → the reference of its submission."""
    comments = submissions.comment_references()
    rows = (
        select(CommentRow.row_key, comments.reference.label("reference"))
        .join(comments.rows, comments.comment_id == CommentRow.comment_id)
        .where(CommentRow.consultation_id == consultation_id, CommentRow.row_key.in_(keys))
    )
    return {one.row_key: one.reference.partition("/")[0] for one in db.session.execute(rows)}


def rows_of(comment_ids: Collection[int]) -> dict[int, RowNumbering]:
    """How the writers of forms numbered and placed the rows of comments, by the ids of those that came in forms."""
    if not comment_ids:
        return {}
    columns = [getattr(CommentRow, name) for name in RowNumbering._fields]
    rows = select(CommentRow.comment_id, *columns).where(CommentRow.comment_id.in_(comment_ids))
    return {identifier: RowNumbering(*written) for identifier, *written in db.session.execute(rows)}


def count_rows(consultation_id: int) -> int:
    """How many comments of a consultation are known to have come in forms: rows are kept, never changed."""
    rows = select(func.count()).select_from(CommentRow).where(CommentRow.consultation_id == consultation_id)
    return int(db.session.execute(rows).scalar_one())
