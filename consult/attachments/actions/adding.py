"""Attaching a file to a draft, describing and removing it; filing what is attached with the submission."""

import hashlib
import re
import secrets
from collections.abc import Collection, Sequence
from datetime import datetime
from pathlib import PurePosixPath
from typing import BinaryIO

from sqlalchemy import select, update

from consult.attachments import queries
from consult.attachments.actions.checking import tell_a_worker
from consult.attachments.actions.erasing import clear_after_commit, erase
from consult.attachments.lifecycle import Publication, State
from consult.attachments.limits import Limits
from consult.attachments.models import LONGEST_DESCRIPTION, LONGEST_NAME, Attachment
from consult.core import clock, storage
from consult.core.actions import action, after_commit
from consult.core.database import db, one_found
from consult.core.errors import NotPossible, too_long
from consult.core.markup import line
from consult.core.translatable import N_, nN_
from consult.documents.attached.kinds import CHOOSE, ENDINGS
from consult.documents.upload_checks import EMPTY

_PIECE = 1 << 18
TOO_LARGE = N_("The file is larger than the limit for one file. Make it smaller, or divide it.")
TOO_MUCH = N_("All files together are larger than the limit. Remove a file, or attach a smaller one.")
DECIDED = N_(
    "The file is attached already, and a moderator has decided on it. Its description cannot be changed."
)
_NOT_IN_NAMES = re.compile(r'[\x00-\x1f\x7f/\\:*?"<>|\u202a-\u202e\u2066-\u2069]')


@action
def attach(
    draft_id: int,
    consultation_id: int,
    name: str,
    file: BinaryIO,
    *,
    description: str,
    limits: Limits,
    question_id: int | None = None,
) -> Attachment:
    """Attach a file to a draft that the caller has locked, and have it checked. The same file again is the same
    attachment, with the new description. Raises NotPossible for too many, too large, an empty one, or a name that
    promises another kind.

    `question_id`: of the question to which it is the answer; it takes the place of an earlier one.
    """
    made = Attachment(consultation_id=consultation_id, draft_id=draft_id, question_id=question_id)
    present = _beside(made, queries.of_draft(draft_id))
    if question_id is None:
        return _attach(made, present, name, file, description=description, limits=limits)
    taken = _attach(made, [], name, file, description=description, limits=limits.of_answer)
    clear_after_commit(present)
    for one in present:
        db.session.delete(one)
    db.session.flush()
    return taken


def _beside(made: Attachment, present: Sequence[Attachment]) -> list[Attachment]:
    """Those that are the answer to the same question, or beside the answers as well."""
    return [one for one in present if one.question_id == made.question_id]


@action
def attach_filed(
    submission_id: int,
    consultation_id: int,
    name: str,
    file: BinaryIO,
    *,
    description: str,
    limits: Limits,
    filed_at: datetime,
    question_id: int | None = None,
) -> Attachment:
    """The same to a submission that the caller has locked. Files that were deleted do not count. Raises NotPossible too
    where the same file is to be described otherwise once a moderator has decided on it."""
    made = Attachment(
        consultation_id=consultation_id,
        submission_id=submission_id,
        filed_at=filed_at,
        question_id=question_id,
    )
    present = _beside(made, queries.kept_of_submission(submission_id))
    if question_id is None:
        return _attach(made, present, name, file, description=description, limits=limits)
    taken = _attach(made, [], name, file, description=description, limits=limits.of_answer)
    for one in present:
        erase(one)
    return taken


def _attach(
    made: Attachment,
    present: Sequence[Attachment],
    name: str,
    file: BinaryIO,
    *,
    description: str,
    limits: Limits,
) -> Attachment:
    size, digest = _measured(file)
    known = next((one for one in present if one.sha256 == digest and _is_attached(one)), None)
    if known is not None:
        describe_again(known, description)
        return known
    unfinished = [one for one in present if is_same_upload(one, name, size)]
    check_limits(name, size, [one for one in present if one not in unfinished], limits)
    made.reference, made.uploaded_at = secrets.token_urlsafe(16), clock.now()
    made.name, made.description = clean_name(name), described(description)
    made.size, made.sha256, made.found = size, digest, {}
    made.state, made.publication = State.WAITING, Publication.PENDING
    _store(made, file)
    clear_after_commit(unfinished)
    for one in unfinished:
        db.session.delete(one)
    after_commit(tell_a_worker)
    return made


def _is_attached(one: Attachment) -> bool:
    """Whether the same file is already attached: a record of an officer is not."""
    return one.state != State.REFUSED and not one.is_record


def describe_again(known: Attachment, description: str) -> None:
    """Give an attachment the description with which the same file came again, if it came with one. Raises
    NotPossible."""
    words = described(description) or known.description
    if words != known.description and known.publication != Publication.PENDING:
        raise NotPossible(DECIDED)
    known.description = words


def _store(made: Attachment, file: BinaryIO) -> None:
    made.original_key = key = storage.put_random(file)
    try:
        db.session.add(made)
        db.session.flush()
    except BaseException:
        storage.remove(key)
        raise


def is_same_upload(attachment: Attachment, name: str, size: int) -> bool:
    """Whether an attachment is the same file that began to arrive in parts: now it came whole."""
    is_arriving = attachment.state == State.RECEIVING
    return is_arriving and (attachment.name, attachment.size) == (clean_name(name), size)


def _measured(file: BinaryIO) -> tuple[int, str]:
    digest = hashlib.sha256()
    file.seek(0)
    while piece := file.read(_PIECE):
        digest.update(piece)
    return file.tell(), digest.hexdigest()


def check_limits(name: str, size: int, present: Sequence[Attachment], limits: Limits) -> None:
    """Raise NotPossible for what a look at the name and the size is enough to refuse."""
    if PurePosixPath(name).suffix.lower() not in ENDINGS:
        raise NotPossible(CHOOSE)
    if not size:
        raise NotPossible(EMPTY)
    if not limits.left(present):
        sentence = nN_(
            "You can attach at most %(most)s file. Remove one to attach another.",
            "You can attach at most %(most)s files. Remove one to attach another.",
            limits.number,
        )
        raise NotPossible(sentence, most=limits.number)
    if size > limits.each:
        raise NotPossible(TOO_LARGE)
    if not limits.leave_bytes_for(size, present):
        raise NotPossible(TOO_MUCH)


def clean_name(name: str) -> str:
    """A name of a file without folders, marks of direction, and what is no part of a name."""
    last = line(_NOT_IN_NAMES.sub(" ", name.replace("\\", "/").rpartition("/")[2][: LONGEST_NAME * 4])).strip(
        ". "
    )
    stem, dot, ending = last.rpartition(".")
    if dot and len(last) > LONGEST_NAME:
        return f"{stem[: LONGEST_NAME - len(ending) - 1]}.{ending}"
    return last[:LONGEST_NAME] or "file"


def described(description: str) -> str:
    """A description on one line, without controls and marks of direction, whichever way it came. Raises NotPossible
    where it is too long."""
    words = line(description)
    if len(words) > LONGEST_DESCRIPTION:
        raise too_long(LONGEST_DESCRIPTION)
    return words


@action
def describe(attachment: Attachment, description: str) -> None:
    """Say what an attachment of a draft is. Raises NotFound where it was removed."""
    _locked(attachment).description = described(description)


@action
def remove(attachment: Attachment) -> None:
    """Take an attachment off its draft, with its file. Raises NotFound where it was removed."""
    found = _locked(attachment)
    clear_after_commit([found])
    db.session.delete(found)


def _locked(attachment: Attachment) -> Attachment:
    rows = select(Attachment).where(Attachment.id == attachment.id, Attachment.submission_id.is_(None))
    return one_found(rows.with_for_update().execution_options(populate_existing=True))


@action
def file_all(ids: Sequence[int], submission_id: int, filed_at: datetime) -> None:
    """Have the attachments of a draft belong to the submission that was filed of it."""
    filed = update(Attachment).where(Attachment.id.in_(ids), Attachment.submission_id.is_(None))
    values = {"submission_id": submission_id, "draft_id": None, "filed_at": filed_at}
    db.session.execute(filed.values(values).execution_options(synchronize_session=False))


@action
def keep_as_record(ids: Collection[int]) -> None:
    """Have attachments be originals of what an officer entered: they are kept, and never published."""
    values = {"is_record": True, "publication": Publication.WITHHELD}
    rows = update(Attachment).where(Attachment.id.in_(ids)).values(values)
    db.session.execute(rows.execution_options(synchronize_session=False))
