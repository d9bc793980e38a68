"""Locks and rules: who holds which row, and whether the consultation still takes what comes.

Locks are taken in one order, so that no one waits for each other in a circle: submission, comments by id, the row of
the consultation, counts. A submission takes a shared lock of the consultation's row with other submissions, which keeps
an extension or a withdrawal of the consultation out; a change of what the public sees takes an exclusive lock.
"""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import CTE, Row, Select, bindparam, select, true

from consult.consultations.actions import bump_page_version
from consult.consultations.models import Consultation, FixedRule
from consult.core.database import among, db, table
from consult.core.errors import NotPossible
from consult.core.events import record
from consult.core.translatable import N_
from consult.drafts.models import Version
from consult.organisations.models import RuleVersion
from consult.organisations.rules import LateCommentsRule, PolicyKind
from consult.submissions.admission import TAKEN, Admission, admission, unchangeable
from consult.submissions.models import Comment, Submission

Terms = Row[*tuple[Any, ...]]
"""What of a consultation decides whether a submission is taken."""

REFUSALS: dict[Admission, str] = {
    Admission.TOO_EARLY: N_("This consultation is not open yet."),
    Admission.REFUSED: N_("The deadline has passed, and this consultation does not accept late comments."),
    Admission.OVER: N_("This consultation has ended and takes no more comments."),
    Admission.NOT_ASKED: N_("This consultation is a notice. It does not ask for comments."),
}


class NotTaken(NotPossible):
    """The consultation takes no comments at this moment; `admission` says why."""

    def __init__(self, how: Admission) -> None:
        super().__init__(REFUSALS[how])
        self.admission = how


def lock(submission: Submission) -> None:
    """Lock the submission, reloaded: two requests at once run one after the other."""
    db.session.execute(_LOCKED, {"submission": submission.id}).scalar_one()


_LOCKED = (
    select(Submission)
    .where(Submission.id == bindparam("submission"))
    .with_for_update()
    .execution_options(populate_existing=True)
)


def lock_submissions(ids: Collection[int]) -> None:
    """Lock submissions before comments of them are locked; what is written of them is read where it is needed."""
    rows = select(Submission.id).where(among(Submission.id, list(ids))).order_by(Submission.id)
    db.session.execute(rows.with_for_update(key_share=True)).all()


def lock_comments(comments: Sequence[Comment]) -> None:
    """Lock and reload comments, in the order of their ids.

    An action that writes a row which only names one of them (a response, a note) need not wait: it may have locked the
    consultation, which is locked here next.
    """
    if not comments:
        return
    db.session.flush()
    ids = sorted(comment.id for comment in comments)
    rows = select(Comment).where(Comment.id.in_(ids)).order_by(Comment.id).with_for_update(key_share=True)
    for comment in db.session.execute(rows.execution_options(populate_existing=True)).scalars():
        comment.published_as = None


_CONSULTATIONS, _FIXED = table(Consultation), table(FixedRule)
_RULES, _VERSIONS = table(RuleVersion), table(Version)
_ROW = _CONSULTATIONS.c
_TERMS = (
    select(
        _ROW.state,
        _ROW.mode,
        _ROW.opens_at,
        _ROW.closes_at,
        _ROW.organisation_id,
        _ROW.version_id,
        _VERSIONS.c.sha256,
        _RULES.c.settings,
    )
    .select_from(_CONSULTATIONS)
    .outerjoin(_VERSIONS, _VERSIONS.c.id == _ROW.version_id)
    .outerjoin(_FIXED, (_FIXED.c.consultation_id == _ROW.id) & (_FIXED.c.kind == PolicyKind.LATE))
    .outerjoin(_RULES, _RULES.c.id == _FIXED.c.policy_id)
    .where(_ROW.id == bindparam("consultation"))
)


def sharing(locked: CTE | None = None) -> Select[*tuple[Any, ...]]:
    """The statement of `share_lock`, with the same value. Around `locked`, a part that locks one row: that is locked
    first, as the order of locks has it, and where it is gone there are no terms."""
    rows = _TERMS if locked is None else _TERMS.join(locked, true())
    return rows.with_for_update(read=True, of=_CONSULTATIONS)


_TERMS_SHARED = sharing()


def terms_of(consultation_id: int) -> Terms:
    """The terms of a consultation as they are now; they may change before the commit."""
    db.session.flush()
    return db.session.execute(_TERMS, {"consultation": consultation_id}).one()


def share_lock(consultation_id: int) -> Terms:
    """Share the consultation's row: its dates and state stay until the commit; others may submit beside us."""
    db.session.flush()
    return db.session.execute(_TERMS_SHARED, {"consultation": consultation_id}).one()


def lock_for_change(consultation_id: int) -> Terms:
    """Have the consultation's row alone, for something public changes."""
    bump_page_version(consultation_id)
    return terms_of(consultation_id)


def lock_consultation(consultation_id: int) -> None:
    """Have the consultation's row alone, though nothing public changes."""
    rows = select(Consultation.id).where(Consultation.id == consultation_id)
    db.session.execute(rows.with_for_update(key_share=True))


def admit(terms: Terms, at: datetime) -> Admission:
    """How the consultation takes what reached us at `at`. Raises NotTaken where it does not."""
    how = admission(terms.state, terms.mode, terms.opens_at, terms.closes_at, _late(terms), at)
    if how not in TAKEN:
        raise NotTaken(how)
    return how


def _late(terms: Terms) -> LateCommentsRule:
    return LateCommentsRule.read_or_default(terms.settings)


def require_open(terms: Terms, at: datetime) -> None:
    """Raise NotPossible where what was submitted cannot be changed any more."""
    how = admission(terms.state, terms.mode, terms.opens_at, terms.closes_at, _late(terms), at)
    why_not = unchangeable(how)
    if why_not:
        raise NotPossible(why_not)


def record_event(
    what: str,
    submission: Submission,
    organisation_id: int,
    *,
    comment: Comment | None = None,
    again: tuple[datetime | None, datetime | None] = (None, None),
    **more: Any,
) -> None:
    """Record that a submission, or a comment of it, was `what` (submitted, amended, withdrawn …), with `more` data.

    `again`: when it first arrived and when it was sent again, where an outage came in between.
    By whom is told by the submission alone, and forgotten with it: events are never changed.
    """
    subject = str(submission.reference) + (f"/{comment.number}" if comment is not None else "")
    data = more
    if comment is not None:
        data = more | {"comment": comment.id, "edition": comment.last_edition}
    first, second = again
    if first is not None and second is not None:
        data |= {"first_arrived_at": first.isoformat(), "sent_again_at": second.isoformat()}
    record(
        f"submissions.{what}", subject, organisation=organisation_id,
        consultation=submission.consultation_id, submission=submission.id, **data,
    )  # fmt: skip
