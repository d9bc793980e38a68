"""Drafts, and what was submitted of them, by whatever they are known by."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, SQLColumnExpression, bindparam, func, select
from sqlalchemy.orm import joinedload
from sqlalchemy.orm.exc import ObjectDeletedError

from consult.consultations.models import Consultation
from consult.core.database import db
from consult.draft_submissions.models import AnySubmission, DraftComment, DraftSubmission
from consult.submissions import queries as submissions
from consult.submissions import references

Gone = ObjectDeletedError
"""Raised where a draft is read that was submitted, and so deleted, after this request had found it."""

_DRAFTS = select(DraftSubmission).options(
    joinedload(DraftSubmission.consultation).joinedload(Consultation.organisation),
    joinedload(DraftSubmission.consultation).joinedload(Consultation.version),
)

_BY_KEY = _DRAFTS.where(DraftSubmission.key == bindparam("key"))


def by_key(key: str) -> DraftSubmission | None:
    """The draft that the form with this key began, or None."""
    return db.session.execute(_BY_KEY, {"key": key}).scalar_one_or_none() if key else None


def opened_by_key(key: str) -> AnySubmission | None:
    """What the form with this key began: the draft, or what was submitted of it."""
    return by_key(key) or submissions.by_key(key)


def opened_by_code(code: str) -> AnySubmission | None:
    """What a code opens (see references.read_code): a draft, or what was submitted of it."""
    if not code:
        return None
    rows = _DRAFTS.where(DraftSubmission.code_hash.in_(references.code_hashes(code)))
    return db.session.execute(rows).scalar_one_or_none() or submissions.by_code(code)


def opened_by_user(user: Any, consultation_id: int) -> AnySubmission | None:
    """The latest draft of a person with an account on a consultation, or else their latest submission."""
    if user is None:
        return None
    rows = _DRAFTS.where(
        DraftSubmission.user_id == user.id, DraftSubmission.consultation_id == consultation_id
    )
    latest = rows.order_by(DraftSubmission.id.desc()).limit(1)
    return db.session.execute(latest).scalar_one_or_none() or submissions.of_user(user, consultation_id)


def of_account(user: Any) -> Sequence[Any]:
    """The drafts of a person with an account, the newest first: (DraftSubmission, how many comments)."""
    comments = (
        select(func.count())
        .where(DraftComment.draft_id == DraftSubmission.id)
        .correlate(DraftSubmission)
        .scalar_subquery()
        .label("comments")
    )
    rows = (
        select(DraftSubmission, comments)
        .options(joinedload(DraftSubmission.consultation).joinedload(Consultation.organisation))
        .where(DraftSubmission.user_id == user.id)
        .order_by(DraftSubmission.id.desc())
    )
    return db.session.execute(rows).all()


def is_draft(key: SQLColumnExpression[str]) -> ColumnElement[bool]:
    """That there is a draft with this key, for statements about what belongs to drafts."""
    return select(DraftSubmission.id).where(DraftSubmission.key == key).exists()


def keys_of_account(user: Any) -> Select[str]:
    """A select of the keys of the drafts of a person with an account."""
    return select(DraftSubmission.key).where(DraftSubmission.user_id == user.id)
