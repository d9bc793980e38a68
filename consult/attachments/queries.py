"""Reading attachments: of a draft, of a submission, of the public, and those that wait for a worker."""

from collections.abc import Collection, Mapping, Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, ScalarSelect, Select, func, or_, select
from sqlalchemy.dialects.postgresql import aggregate_order_by

from consult.attachments import virus_scan
from consult.attachments.lifecycle import NOT_SUBMITTED, PUBLIC, Publication, State
from consult.attachments.models import Attachment
from consult.consultations import queries as consultations
from consult.core import clock, queue
from consult.core.database import db, one_found

PAUSE = timedelta(seconds=30)
"""Between two attempts at checking an attachment."""

STOPPED = timedelta(hours=24)
"""After which an upload that did not end cannot go on."""

MOST_PENDING = 200


def of_draft(draft_id: int) -> Sequence[Attachment]:
    """The attachments of a draft, in the order in which they came."""
    return _all(select(Attachment).where(Attachment.draft_id == draft_id))


def of_submission(submission_id: int, *, with_records: bool = False) -> Sequence[Attachment]:
    """The attachments of a submission, whatever was decided of them; `with_records`: the originals of what an officer
    entered, too, which are for staff: a record of a meeting has the words of others in it."""
    rows = select(Attachment).where(Attachment.submission_id == submission_id)
    return _all(rows if with_records else rows.where(~Attachment.is_record))


def kept_of_submission(submission_id: int) -> Sequence[Attachment]:
    """Those of them that were neither refused nor deleted, the originals of an officer too: they count."""
    rows = select(Attachment).where(Attachment.submission_id == submission_id)
    return _all(rows.where(Attachment.state.not_in([State.REFUSED, State.ERASED])))


_IS_ANSWER = Attachment.state.not_in([*NOT_SUBMITTED, State.ERASED])
"""That an attachment is an answer, or can become one: it was not refused or deleted."""


def answers_of_draft(draft_id: int) -> Select[Any]:
    """`question_id` and `id` of each attachment of a draft that is the answer to a question; for statements of packages
    above."""
    rows: Any = select(Attachment.question_id, Attachment.id).where(Attachment.draft_id == draft_id)
    found: Select[Any] = rows.where(Attachment.question_id.is_not(None), _IS_ANSWER)
    return found


def answered_by_files(submission_id: int) -> set[int]:
    """The ids of the questions that a submission answers with a file."""
    rows = select(Attachment.question_id).where(Attachment.submission_id == submission_id, _IS_ANSWER)
    return {one for one in db.session.execute(rows).scalars() if one is not None}


def has_file(submission_id: Any, question_id: Any) -> ColumnElement[bool]:
    """That the answer of a submission to a question has a file; for statements of packages above."""
    rows = select(Attachment.id).where(
        Attachment.submission_id == submission_id, Attachment.question_id == question_id, _IS_ANSWER
    )
    found: ColumnElement[bool] = rows.exists()
    return found


def public_answers(consultation_id: int) -> Mapping[int, Sequence[Attachment]]:
    """The attachments that are answers and that the public may read, by the ids of their questions."""
    found: dict[int, list[Attachment]] = {}
    rows = select(Attachment).where(Attachment.consultation_id == consultation_id, _is_public())
    for one in _all(rows.where(Attachment.question_id.is_not(None))):
        found.setdefault(one.question_id or 0, []).append(one)
    return found


def references_of(submission_id: int) -> Select[Any]:
    """The references of the same; for statements of packages above."""
    return select(Attachment.reference).where(Attachment.submission_id == submission_id)


def by_ids(identifiers: Collection[int]) -> Sequence[Attachment]:
    """Attachments by their ids."""
    return _all(select(Attachment).where(Attachment.id.in_(identifiers)))


def of_submissions(submission_ids: Collection[int]) -> Sequence[Attachment]:
    """The attachments of several submissions."""
    return _all(select(Attachment).where(Attachment.submission_id.in_(submission_ids)))


def _all(rows: Any) -> Sequence[Attachment]:
    found: Sequence[Attachment] = db.session.execute(rows.order_by(Attachment.id)).scalars().all()
    return found


def ids_of_draft(draft_id: BindParameter[int]) -> ScalarSelect[Any]:
    """The ids of the attachments of a draft that are submitted with it as an array, NULL for none; for statements of
    packages above."""
    ids = func.array_agg(aggregate_order_by(Attachment.id, Attachment.id))
    return (
        select(ids)
        .where(Attachment.draft_id == draft_id, Attachment.state.not_in(NOT_SUBMITTED))
        .scalar_subquery()
    )


def by_reference(reference: str) -> Attachment:
    """An attachment. Raises NotFound."""
    return one_found(select(Attachment).where(Attachment.reference == reference))


def existing(identifier: int) -> Attachment:
    """The attachment with this id, of a row that points to it."""
    return db.session.get_one(Attachment, identifier)


def to_draw(identifier: int) -> Attachment | None:
    """An attachment whose pages are to be drawn; None where they are, or its original is gone."""
    found = db.session.get(Attachment, identifier)
    return found if found is not None and found.original_key and found.drawn is None else None


def is_deliverable(attachment: Attachment) -> bool:
    """Whether anyone may get the file: it was checked, and scanned where that is required."""
    is_scanned = attachment.scanned_at is not None or not virus_scan.is_required()
    return attachment.state == State.READY and is_scanned


def _is_public() -> ColumnElement[bool]:
    is_checked = Attachment.publication.in_(PUBLIC) & (Attachment.state == State.READY)
    return is_checked & Attachment.scanned_at.is_not(None) if virus_scan.is_required() else is_checked


def public(reference: str) -> Attachment:
    """An attachment that the public may read. Raises NotFound."""
    announced = consultations.public_slugs().subquery("announced")
    rows = select(Attachment).join(announced, announced.c.id == Attachment.consultation_id)
    rows = rows.where(Attachment.reference == reference, _is_public())
    return one_found(rows)


def public_of_submission(submission_id: int) -> Sequence[Attachment]:
    """The attachments of a submission that the public may read."""
    return _all(select(Attachment).where(Attachment.submission_id == submission_id, _is_public()))


def public_of(consultation_id: int) -> Sequence[Attachment]:
    """All attachments of a consultation that the public may read; for files."""
    return _all(select(Attachment).where(Attachment.consultation_id == consultation_id, _is_public()))


def has_public(consultation_id: int) -> bool:
    """Whether a consultation has attachments that the public may read."""
    rows = select(Attachment.id).where(Attachment.consultation_id == consultation_id, _is_public())
    return db.session.execute(rows.limit(1)).first() is not None


def _is_pending(consultation_ids: Any) -> ColumnElement[bool]:
    """That a moderator has to decide: what was refused or erased needs no decision."""
    return (
        Attachment.consultation_id.in_(consultation_ids)
        & (Attachment.publication == Publication.PENDING)
        & Attachment.submission_id.is_not(None)
        & Attachment.state.not_in([State.REFUSED, State.ERASED])
    )


def count_pending(consultation_ids: Any) -> Select[Any]:
    """The number of attachments in these consultations (a select of ids) that wait for a decision; for statements of
    packages above."""
    return select(func.count().label("number")).select_from(Attachment).where(_is_pending(consultation_ids))


def pending(consultation_ids: Collection[int]) -> Sequence[Attachment]:
    """Those that wait for a decision, the oldest first."""
    return _all(select(Attachment).where(_is_pending(consultation_ids)).limit(MOST_PENDING))


# -- what workers do -------------------------------------------------------------------------------------------------


def _is_due(now: Any) -> ColumnElement[bool]:
    """That an attachment waits, or was never scanned while there is a clamd, and its pause after an attempt is over."""
    waits: ColumnElement[bool] = Attachment.state == State.WAITING
    if virus_scan.is_set():
        waits = or_(waits, (Attachment.state == State.READY) & Attachment.scanned_at.is_(None))
    return waits & or_(Attachment.begun_at.is_(None), Attachment.begun_at < now - PAUSE)


def waiting() -> Sequence[int]:
    """The ids of attachments that are due: what was not tried yet first, then the smaller ones, so that a large file
    delays no other."""
    rows = select(Attachment.id).where(_is_due(clock.now()))
    return (
        db.session.execute(rows.order_by(Attachment.attempts, Attachment.size, Attachment.id).limit(100))
        .scalars()
        .all()
    )


def check_waits() -> ColumnElement[bool]:
    """The condition that there is something to check, or that someone began and has not ended."""
    return queue.has_rows(select(Attachment).where(_is_due(queue.NOW) | (Attachment.state == State.READING)))


def is_orphan() -> ColumnElement[bool]:
    """That an attachment belongs to no one: its draft was deleted."""
    return Attachment.draft_id.is_(None) & Attachment.submission_id.is_(None)


def has_stopped(now: Any) -> ColumnElement[bool]:
    """That the upload of a file was begun long ago and did not end."""
    stopped: ColumnElement[bool] = Attachment.uploaded_at < now - STOPPED
    return stopped & (Attachment.state == State.RECEIVING)


def is_stopped(attachment: Attachment) -> bool:
    """Whether the upload of an attachment stopped."""
    return attachment.state == State.RECEIVING and attachment.uploaded_at < clock.now() - STOPPED


def orphan_waits() -> ColumnElement[bool]:
    """The condition that there is an attachment of no one, or one that will never be whole."""
    stopped = queue.has_rows(select(Attachment).where(has_stopped(queue.NOW)))
    waits: ColumnElement[bool] = queue.has_rows(select(Attachment).where(is_orphan())) | stopped
    return waits


def has_originals(consultation_id: int) -> bool:
    """Whether there are originals of what was filed in a consultation."""
    rows = select(Attachment.id).where(
        Attachment.consultation_id == consultation_id,
        Attachment.submission_id.is_not(None),
        Attachment.original_key != "",
    )
    return db.session.execute(rows.limit(1)).first() is not None


def keys_in_use() -> set[str]:
    """The keys of all files in the store that attachments name."""
    rows = db.session.execute(select(Attachment.original_key, Attachment.public_key, Attachment.found))
    return {
        key
        for original, public, found in rows
        for key in (
            original,
            public,
            *(part[0] for part in found.get("parts", ())),
            *found.get("drawn", ()),
            found.get("proposed", {}).get("key"),
        )
        if key
    }
