"""Whether rows are comments already, as a condition for statements of packages above."""

from sqlalchemy import ColumnElement, SQLColumnExpression, select

from consult.comment_forms.models import CommentRow


def is_imported(
    consultation_id: SQLColumnExpression[int], row_key: SQLColumnExpression[str]
) -> ColumnElement[bool]:
    """That the row with this key is a comment of this consultation."""
    rows = select(CommentRow.comment_id).where(
        CommentRow.consultation_id == consultation_id, CommentRow.row_key == row_key
    )
    return rows.exists()
