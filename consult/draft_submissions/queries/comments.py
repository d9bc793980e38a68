"""The comments of a draft, or of what was submitted of it."""

import hashlib
from collections.abc import Sequence
from typing import Any, overload

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from consult.core import stale_check
from consult.core.database import db, one_found
from consult.draft_submissions.models import AnyComment, AnySubmission, DraftComment, DraftSubmission
from consult.submissions import queries as submissions
from consult.submissions.models import SAID, TEXTS_FROM, Comment, Subject, Submission, marked

MOST = 2**31
"""No comment has such a number; greater ones the database would not even compare."""


@overload
def numbered(found: DraftSubmission, number: int) -> DraftComment: ...
@overload
def numbered(found: Submission, number: int) -> Comment: ...
def numbered(found: AnySubmission, number: int) -> AnyComment:
    """One comment of a draft or a submission. Raises NotFound."""
    if isinstance(found, Submission):
        return submissions.numbered(found, number)
    rows = select(DraftComment).where(
        DraftComment.draft_id == found.id, DraftComment.number == min(number, MOST)
    )
    return one_found(rows)


@overload
def keyed(found: DraftSubmission, key: str) -> DraftComment | None: ...
@overload
def keyed(found: Submission, key: str) -> Comment | None: ...
def keyed(found: AnySubmission, key: str) -> AnyComment | None:
    """The comment that a form with this key added, or None."""
    if isinstance(found, Submission):
        return submissions.keyed(found, key)
    rows = select(DraftComment).where(DraftComment.draft_id == found.id, DraftComment.key == key)
    return db.session.execute(rows).scalar_one_or_none()


def key_of_list(key: str) -> str:
    """What a comment notes as its page where the page `key` said it last, and it was saved on a list of comments."""
    return hashlib.sha256(f"list {key}".encode()).hexdigest()[:32]


def is_of_page(comment: AnyComment, key: str) -> bool:
    """Whether the page `key` said a comment last, also where it was saved on a list since."""
    return bool(key) and comment.said_from in {key, key_of_list(key)}


def comments_of(draft: DraftSubmission) -> Sequence[DraftComment]:
    """The comments of a draft, in reading order."""
    rows = (
        select(DraftComment)
        .where(DraftComment.draft_id == draft.id)
        .options(joinedload(DraftComment.question))
        .order_by(*submissions.reading_order(DraftComment))
    )
    return db.session.execute(rows).scalars().all()


def comments_as_they_are(draft: DraftSubmission) -> Sequence[DraftComment]:
    """The comments of a draft in the order of their numbers, read again where the request has read them before."""
    rows = select(DraftComment).where(DraftComment.draft_id == draft.id).order_by(DraftComment.number)
    return db.session.execute(rows.execution_options(populate_existing=True)).scalars().all()


def keys_of(draft: DraftSubmission) -> set[str]:
    """The keys of the comments of a draft."""
    rows = select(DraftComment.key).where(DraftComment.draft_id == draft.id)
    return set(db.session.execute(rows).scalars())


def keys_in(key: str) -> set[str]:
    """The keys of the comments of the draft with this key; none where it is gone."""
    rows = (
        select(DraftComment.key)
        .join(DraftSubmission, DraftSubmission.id == DraftComment.draft_id)
        .where(DraftSubmission.key == key)
    )
    return set(db.session.execute(rows).scalars())


def latest_type(draft: DraftSubmission) -> str | None:
    """The type of the comment on a passage that was added last; None before the first."""
    rows = select(DraftComment.type).where(
        DraftComment.draft_id == draft.id, DraftComment.subject == Subject.CLAUSE
    )
    found = db.session.execute(rows.order_by(DraftComment.number.desc()).limit(1)).scalar_one_or_none()
    return found.value if found is not None else None


def last_said(comment: AnyComment) -> Any:
    """What its writer wrote last: of a published comment perhaps an amendment, which is not public."""
    return submissions.last_said(comment) if isinstance(comment, Comment) else comment


def last_language(comment: AnyComment) -> str:
    """The language of what its writer wrote last."""
    return comment.last_language if isinstance(comment, Comment) else comment.language


def said_mark(comment: AnyComment) -> str:
    """The mark (core.stale_check) of what its writer wrote last."""
    said = last_said(comment)
    return stale_check.form_version(said, *marked(said))


def shown_mark(comment: AnyComment) -> str:
    """The mark (core.stale_check) of all that a page shows of a comment of a draft: with its language, and with where
    its quotation begins."""
    return stale_check.form_version(comment, *SAID, "language")


def next_number_of_text(draft: DraftSubmission) -> int:
    """The number for another text of an answer in a locked draft."""
    latest = select(func.max(DraftComment.number)).where(
        DraftComment.draft_id == draft.id, DraftComment.number > TEXTS_FROM
    )
    return (db.session.execute(latest).scalar_one() or TEXTS_FROM) + 1
