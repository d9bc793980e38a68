"""Beginning a draft, and saying who writes it."""

from typing import Any

from sqlalchemy import delete

from consult.accounts.models import User
from consult.consultations.models import Consultation
from consult.core import clock
from consult.core.actions import action
from consult.core.database import db
from consult.core.errors import Conflict, NotFound
from consult.core.inserting import add_once, insert_once
from consult.core.translatable import N_
from consult.draft_submissions import queries
from consult.draft_submissions.actions.locks import lock
from consult.draft_submissions.models import AnySubmission, DraftSubmission
from consult.submissions import actions as submissions
from consult.submissions import queries as submitted
from consult.submissions import references, rules


@action
def begin(
    consultation: Consultation, *, key: str, is_own: bool = True, user: User | None = None, language: str = "en",
    confirmed_email: str = "", **who: Any,
) -> AnySubmission:  # fmt: skip
    """Begin a draft; the same key again is the same draft, or what was submitted of it, for the
    person to whom the key was issued (`is_own`). `confirmed_email`: the address to which the link was sent that they
    followed.

    Raises NotTaken where comments are not asked for now, Conflict where someone else has used the key.
    """
    rules.check_key(key)
    known = queries.opened_by_key(key)
    if known is not None and is_own:
        return _of_consultation(known, consultation)
    now = clock.now()
    submissions.admit(submissions.terms_of(consultation.id), now)
    made = None if known is not None else _insert(
        consultation_id=consultation.id, key=key, user_id=user.id if user else None,
        begun_at=now, changed_at=now, confirmed_email=confirmed_email, **{"language": language} | rules.clean_who(who),
    )  # fmt: skip
    if (
        made is not None and submitted.by_key(key) is not None
    ):  # submitted since we looked: the draft was deleted then
        raise Conflict(_ONCE_MORE)
    found = made or (queries.opened_by_key(key) if is_own else None)
    if found is None:
        raise Conflict(_ONCE_MORE)
    return _of_consultation(found, consultation)


@action
def begin_for_someone(consultation: Consultation, *, key: str) -> DraftSubmission:
    """Begin a draft that an officer writes for someone else, at any time: when it reached the organisation counts once
    it is submitted. The same key again is the same draft. No one opens it on the pages of taking part.

    Raises Conflict where it was submitted.
    """
    rules.check_key(key)
    now = clock.now()
    made = queries.by_key(key)
    if made is None and submitted.by_key(key) is None:
        made = _insert(consultation_id=consultation.id, key=key, user_id=None, begun_at=now, changed_at=now)
        made = made or queries.by_key(key)
    if made is None:
        raise Conflict(_ONCE_MORE)
    _of_consultation(made, consultation)
    return made


@action
def discard(draft_id: int) -> None:
    """Delete a draft with what is typed into it. Its files leave within minutes. Again changes nothing."""
    db.session.execute(delete(DraftSubmission).where(DraftSubmission.id == draft_id))


_ONCE_MORE = N_("Another request used this form at the same time. Submit again.")


def _of_consultation(found: AnySubmission, consultation: Consultation) -> AnySubmission:
    if found.consultation_id != consultation.id:
        raise NotFound
    return found


_BEGIN = insert_once(DraftSubmission)


def _insert(**values: Any) -> DraftSubmission | None:
    """A new draft, or None where its key is known: then someone pressed twice."""
    hashed = references.code_hash(references.code_of(values["key"]))
    return add_once(
        DraftSubmission,
        _BEGIN,
        {**rules.unsaid(), "last_number": 0, "confirmed_email": "", "code_hash": hashed, **values},
    )


@action
def describe(draft: DraftSubmission, *, user: User | None = None, **who: Any) -> None:
    """Say who sends it, for whom, and where a receipt goes; `user` makes it theirs if it is no one's yet.

    Raises AlreadySubmitted.
    """
    lock(draft)
    for name, value in rules.clean_who(who).items():
        setattr(draft, name, value)
    if user is not None and draft.user_id is None:
        draft.user_id = user.id
    draft.changed_at = clock.now()
