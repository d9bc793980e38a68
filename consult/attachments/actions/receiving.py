"""Files that arrive in parts: begun with a size, continued where they were cut off, attached once they are
whole."""

import hashlib
import secrets
import tempfile
from io import BytesIO

from sqlalchemy import select

from consult.attachments import queries
from consult.attachments.actions.adding import check_limits, clean_name, describe_again, described
from consult.attachments.actions.checking import tell_a_worker
from consult.attachments.actions.erasing import clear_after_commit, remove_from_store
from consult.attachments.lifecycle import Publication, State
from consult.attachments.limits import Limits
from consult.attachments.models import Attachment
from consult.core import clock, storage
from consult.core.actions import action, after_commit
from consult.core.database import db
from consult.core.errors import Conflict, NotFound
from consult.core.translatable import N_

LARGEST_PART = 5 * 1024 * 1024
_ELSEWHERE = N_("The upload continues at another place in the file.")


@action
def begin(
    draft_id: int,
    consultation_id: int,
    name: str,
    size: int,
    *,
    description: str,
    limits: Limits,
    sha256: str = "",
) -> Attachment:
    """Begin a file of `size` bytes for a draft that the caller has locked. `sha256`: its hash, where the sender knows
    it. Raises NotPossible as `attach`."""
    check_limits(name, size, queries.of_draft(draft_id), limits)
    made = Attachment(
        reference=secrets.token_urlsafe(16), consultation_id=consultation_id, draft_id=draft_id,
        name=clean_name(name), description=described(description), size=size, sha256="", original_key="",
        found={"parts": [], "promised": sha256}, state=State.RECEIVING, publication=Publication.PENDING,
        uploaded_at=clock.now(),
    )  # fmt: skip
    db.session.add(made)
    db.session.flush()
    return made


@action
def receive(attachment: Attachment, offset: int, data: bytes) -> bool:
    """Keep the part of a file that begins at `offset`; whether the file can still become what was begun: one that is
    whole and has another hash than its sender promised is removed. Raises Conflict where another part is expected, and
    NotFound where the file is whole, was removed, or was begun too long ago."""
    rows = select(Attachment).where(Attachment.id == attachment.id, Attachment.state == State.RECEIVING)
    found = db.session.execute(
        rows.with_for_update().execution_options(populate_existing=True)
    ).scalar_one_or_none()
    if found is None or queries.is_stopped(found):
        raise NotFound
    if offset != found.received or offset + len(data) > found.size:
        raise Conflict(_ELSEWHERE)
    if data:
        key = storage.put_random(BytesIO(data))
        try:
            found.found = {**found.found, "parts": [*found.found["parts"], [key, len(data)]]}
            db.session.flush()
        except BaseException:
            remove_from_store([key])
            raise
    return found.received < found.size or _join(found)


def _join(found: Attachment) -> bool:
    """Make one file of the parts, and have it checked. A file that is attached already is not attached twice: it has
    the new description."""
    promised = str(found.found.get("promised", ""))
    with tempfile.TemporaryFile() as whole:
        digest = hashlib.sha256()
        for key, _size in found.parts:
            part = storage.get(key)
            digest.update(part)
            whole.write(part)
        is_wrong = bool(promised) and promised != digest.hexdigest()
        known = None if is_wrong else _known(found, digest.hexdigest())
        if known is not None:
            describe_again(known, found.description)
        if is_wrong or known is not None:
            clear_after_commit([found])
            db.session.delete(found)
            return not is_wrong
        key = storage.put_random(whole)
    parts = [part for part, _size in found.parts]
    found.original_key, found.sha256, found.found, found.state = key, digest.hexdigest(), {}, State.WAITING
    try:
        db.session.flush()
    except BaseException:
        remove_from_store([key])
        raise
    after_commit(lambda: remove_from_store(parts))
    after_commit(tell_a_worker)
    return True


def _known(found: Attachment, digest: str) -> Attachment | None:
    """The same file, attached before: what answers a question is beside it."""
    same = select(Attachment).where(
        Attachment.draft_id == found.draft_id, Attachment.question_id.is_not_distinct_from(found.question_id),
        Attachment.sha256 == digest, Attachment.state != State.REFUSED,
    )  # fmt: skip
    return db.session.execute(same.order_by(Attachment.id).limit(1)).scalar_one_or_none()
