"""What the public sees of an attachment: for the verbs of moderation."""

import hashlib
from collections.abc import Callable, Sequence
from io import BytesIO
from pathlib import PurePosixPath
from typing import Any

from sqlalchemy import func, select, update

from consult.attachments import queries
from consult.attachments.actions.adding import clean_name
from consult.attachments.actions.erasing import remove_from_store
from consult.attachments.lifecycle import PUBLIC, Publication, State
from consult.attachments.models import Attachment, ProposedCopy
from consult.consultations.actions import bump_page_version
from consult.core import clock, journal, storage
from consult.core.actions import action, after_commit
from consult.core.database import among, db
from consult.core.errors import NotPossible
from consult.core.journal import Line, ids
from consult.core.stale_check import NoPage, compare
from consult.core.translatable import N_
from consult.documents.attached.kinds import AttachmentKind

HIDDEN = journal.ErasureKind("attachments.hidden")

NOT_READY = N_("The file is not checked yet. Wait until the checks and the virus scan are done.")
GONE = N_("The file was deleted. Nothing can be decided about it.")
NO_COPY = N_("There is no redacted copy of the file. Prepare one first.")
RECORD = N_(
    "An officer entered the comments from this file. It is kept for your organisation and is not published."
)


PROPOSED = ("proposed_sha256",)
"""What tells one prepared copy from another, for `core.stale_check`."""


def lock_attachment(attachment: Attachment) -> None:
    """Lock and reload it. Raises NotPossible where its file is gone, or it was not checked and scanned."""
    rows = select(Attachment).where(Attachment.id == attachment.id).with_for_update()
    db.session.execute(rows.execution_options(populate_existing=True)).scalar_one()
    if attachment.state in {State.REFUSED, State.ERASED}:
        raise NotPossible(GONE)


@action
def publish(attachment: Attachment, *, with_name: bool = False) -> None:
    """Let the public read the copy without metadata, with its description as it is now. Raises NotPossible. A redacted
    copy stays redacted.

    `with_name`: under the name of the file, unless another was chosen; otherwise under a neutral one.
    """
    lock_attachment(attachment)
    require_ready(attachment)
    attachment.shown_name = proposed_name(attachment, with_name=with_name)
    if attachment.found.get("redacted", False):
        _show(attachment, Publication.PUBLISHED_REDACTED, attachment.reason)
    else:
        _show(attachment, Publication.PUBLISHED, "")


@action
def propose_copy(
    attachment: Attachment,
    kind: AttachmentKind,
    data: bytes,
    *,
    made: str,
    boxes: Sequence[Sequence[int]] = (),
    by: int,
    seen: str | NoPage,
    check: Callable[[Attachment], None],
) -> None:
    """Keep a redacted copy to be looked at before it is decided, in the place of an earlier one; `by`: the id of the
    moderator; `check`, under the lock, raises where no other may be prepared now. Raises NotPossible, and StaleForm
    where someone else prepared another meanwhile than was `seen` (PROPOSED)."""
    lock_attachment(attachment)
    check(attachment)
    require_ready(attachment)
    if attachment.found.get("proposed_by") != by:  # who comes back from the preview replaces their own
        compare(seen, attachment, *PROPOSED)
    before = attachment.proposed
    key = storage.put_random(BytesIO(data))
    digest, rectangles = hashlib.sha256(data).hexdigest(), [list(one) for one in boxes]
    proposed = ProposedCopy(key, len(data), digest, kind, made, rectangles)
    try:
        attachment.found = {**attachment.found, "proposed": proposed._asdict(), "proposed_by": by}
        db.session.flush()
    except BaseException:
        remove_from_store([key])
        raise
    if before is not None:
        after_commit(lambda: remove_from_store([before.key]))


@action
def publish_copy(attachment: Attachment, reason: str, *, with_name: bool = False) -> ProposedCopy:
    """Let the public read the redacted copy that was prepared last, in the place of the other. Raises NotPossible.
    `with_name` as for `publish`."""
    lock_attachment(attachment)
    require_ready(attachment)
    made = attachment.proposed
    if made is None:
        raise NotPossible(NO_COPY)
    attachment.shown_name = proposed_name(attachment, with_name=with_name)
    _note_hidden(attachment)
    before = attachment.public_key
    attachment.public_key, attachment.public_size = made.key, made.size
    attachment.public_sha256, attachment.public_kind = made.sha256, made.kind
    attachment.found = _without(attachment, "proposed") | {"redacted": made.made}
    _show(attachment, Publication.PUBLISHED_REDACTED, reason)
    db.session.flush()
    after_commit(lambda: remove_from_store([before]))
    return made


def _without(attachment: Attachment, name: str) -> dict[str, Any]:
    return {key: value for key, value in attachment.found.items() if key != name}


@action
def restore(attachment: Attachment, data: bytes) -> None:
    """Let the public read the copy without metadata again (`data`) in the place of a redacted one. Raises
    NotPossible."""
    lock_attachment(attachment)
    require_ready(attachment)
    if attachment.publication != Publication.PUBLISHED_REDACTED:
        raise NotPossible(N_("The file is not published with redactions. There is nothing to restore."))
    before = attachment.public_key
    key = storage.put_random(BytesIO(data))
    try:
        attachment.public_key, attachment.public_size = key, len(data)
        attachment.public_sha256 = hashlib.sha256(data).hexdigest()
        attachment.public_kind, attachment.found = attachment.kind, _without(attachment, "redacted")
        _show(attachment, Publication.PUBLISHED, "")
        db.session.flush()
    except BaseException:
        remove_from_store([key])
        raise
    after_commit(lambda: remove_from_store([before]))


def proposed_name(attachment: Attachment, *, with_name: bool) -> str:
    """The name without ending under which a file is published: the one that was chosen, that of the file, or a neutral
    one with its number in the submission."""
    if attachment.shown_name:
        return attachment.shown_name
    return PurePosixPath(attachment.name).stem if with_name else neutral_name(attachment)


def neutral_name(attachment: Attachment) -> str:
    """A name that says nothing of whose a file is."""
    before = select(func.count()).where(
        Attachment.submission_id == attachment.submission_id, Attachment.id <= attachment.id
    )
    return f"attachment-{db.session.execute(before).scalar_one()}"


@action
def show_as(attachment: Attachment, name: str, description: str) -> None:
    """Choose what the public reads as the name of a file ("" for a neutral one) and of what it is; what the submitter
    typed stays. Raises NotPossible."""
    lock_attachment(attachment)
    _note_hidden(attachment)
    attachment.shown_name = clean_name(name) if name.strip() else neutral_name(attachment)
    attachment.shown_description = description
    bump_page_version(attachment.consultation_id)


@action
def forget_public_names(submission_id: int) -> None:
    """Put neutral names in the place of those of the files of a submission, and no description: for the public."""
    for one in queries.of_submission(submission_id, with_records=True):
        if one.state != State.ERASED:
            one.shown_name, one.shown_description = neutral_name(one), ""
    db.session.flush()


def require_ready(attachment: Attachment) -> None:
    """Raise NotPossible for a record, and where the file is not checked and scanned."""
    if attachment.is_record:
        raise NotPossible(RECORD)
    if not queries.is_deliverable(attachment):
        raise NotPossible(NOT_READY)


def _show(attachment: Attachment, publication: Publication, reason: str) -> None:
    attachment.publication, attachment.reason = publication, reason
    attachment.shown_description = attachment.public_description  # as it was moderated
    attachment.posted_at = attachment.posted_at or clock.now()
    bump_page_version(attachment.consultation_id)


def _note_hidden(attachment: Attachment) -> None:
    """Have it hidden again after a restore to a moment when the public could read it."""
    if attachment.publication in PUBLIC:
        journal.erased(HIDDEN, ids=[attachment.id])


@action
def hide_again(lines: Sequence[Line]) -> int:
    """Attachments that were withheld or redacted before a restore are not public: they wait for a moderator. How
    many."""
    shown = among(Attachment.id, ids(lines)) & Attachment.publication.in_(PUBLIC)
    hidden = update(Attachment).where(shown).values(publication=Publication.PENDING, posted_at=None)
    found = db.session.execute(hidden.returning(Attachment.consultation_id)).scalars().all()
    for consultation_id in set(found):
        bump_page_version(consultation_id)
    return len(found)


@action
def withhold(attachment: Attachment, reason: str) -> None:
    """Keep an attachment from the public, published before or not, with the reason."""
    lock_attachment(attachment)
    _note_hidden(attachment)
    attachment.publication, attachment.reason, attachment.posted_at = Publication.WITHHELD, reason, None
    bump_page_version(attachment.consultation_id)
