"""Images of the pages of an attachment: drawn by a worker when a moderator opens them, kept until the original goes."""

from collections.abc import Sequence
from io import BytesIO

from sqlalchemy import select

from consult.attachments.actions.erasing import remove_from_store
from consult.attachments.models import Attachment
from consult.core import queue, storage
from consult.core.actions import action
from consult.core.database import db


def ask_for_pages(attachment: Attachment) -> None:
    """Have the pages of an attachment drawn, where they are not yet."""
    if attachment.drawn is None:
        queue.notifier().notify_once("consult.attachments.jobs.draw", attachment.id, on=queue.Urgency.JOBS)


@action
def keep_pages(identifier: int, images: Sequence[bytes]) -> None:
    """Keep the images of the pages; none where they cannot be drawn. Again, or where the file is gone, changes
    nothing."""
    rows = select(Attachment).where(Attachment.id == identifier).with_for_update()
    found = db.session.execute(rows.execution_options(populate_existing=True)).scalar_one_or_none()
    if found is None or not found.original_key or found.drawn is not None:
        return
    keys: list[str] = []
    try:
        keys.extend(storage.put_random(BytesIO(one)) for one in images)
        found.found = {**found.found, "drawn": keys}
        db.session.flush()
    except BaseException:
        remove_from_store(keys)
        raise
