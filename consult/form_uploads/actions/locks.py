"""An upload is locked before its rows are written: two requests at once run one after the other."""

from sqlalchemy import select

from consult.core.database import db
from consult.core.errors import NotFound
from consult.form_uploads.models import FormUpload


def lock(upload: FormUpload) -> None:
    """Lock an upload. Raises NotFound where it is gone."""
    row = select(FormUpload.id).where(FormUpload.id == upload.id).with_for_update()
    if db.session.execute(row).scalar_one_or_none() is None:
        raise NotFound
