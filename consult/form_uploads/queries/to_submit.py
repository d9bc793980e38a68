"""Rows of the forms that officers enter that are neither submitted nor left out, for the start page of officers."""

from collections.abc import Collection
from typing import NamedTuple

from sqlalchemy import func, select

from consult.comment_forms.queries import is_imported
from consult.core.database import db
from consult.form_uploads.models import FormUpload, UploadedRow


class RowsToSubmit(NamedTuple):
    """`number` rows of a consultation; `reference`: that of the upload that has them all, "" where several have."""

    number: int
    reference: str


def rows_to_submit(consultation_ids: Collection[int]) -> dict[int, RowsToSubmit]:
    """The same by consultation; none where there are none."""
    rows = (
        select(
            FormUpload.consultation_id,
            func.count().label("number"),
            func.min(FormUpload.reference).label("first"),
            func.max(FormUpload.reference).label("last"),
        )
        .join(UploadedRow, UploadedRow.upload_id == FormUpload.id)
        .where(
            FormUpload.consultation_id.in_(consultation_ids),
            FormUpload.draft_key == "",
            UploadedRow.left_out == "",
            ~is_imported(FormUpload.consultation_id, UploadedRow.row_key),
        )
        .group_by(FormUpload.consultation_id)
    )
    return {
        one.consultation_id: RowsToSubmit(one.number, one.first if one.first == one.last else "")
        for one in db.session.execute(rows)
    }
