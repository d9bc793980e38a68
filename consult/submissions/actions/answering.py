"""What a submission answers to questions is changed, until the deadline."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.dialects.postgresql import insert

from consult.core import clock
from consult.core.actions import action
from consult.core.database import db, table
from consult.core.errors import NotPossible
from consult.core.translatable import N_
from consult.submissions import answers as rules
from consult.submissions.actions.locks import lock, lock_for_change, record_event, require_open
from consult.submissions.lifecycle import State
from consult.submissions.models import Answer, Submission
from consult.submissions.rules import NewAnswer


@action
def change_answers(
    submission: Submission,
    answers: Sequence[NewAnswer],
    removed: Collection[int],
    *,
    received_at: datetime | None = None,
    sent_again_at: datetime | None = None,
) -> None:
    """Answer questions of a submission differently, and those with the ids `removed` no more, until the deadline. The
    texts of answers are comments, and changed as such. `sent_again_at` as for `add_comment`.

    Raises NotPossible after the deadline, once it is withdrawn, and for an answer that is none; NotFound for a
    question of another consultation.
    """
    lock(submission)
    if submission.state == State.WITHDRAWN:
        raise NotPossible(N_("This submission was withdrawn."))
    rules.check(submission.consultation_id, answers)
    terms = lock_for_change(submission.consultation_id)
    now = clock.now()
    require_open(terms, received_at or now)
    submission.changed_at = now
    gone = delete(Answer).where(Answer.submission_id == submission.id, Answer.question_id.in_(removed))
    db.session.execute(gone)
    _replace(submission, answers, now)
    changed_ids = sorted({*removed, *(one.question_id for one in answers)})
    record_event(
        "answers_changed",
        submission,
        terms.organisation_id,
        again=(received_at, sent_again_at),
        questions=changed_ids,
    )


def _replace(submission: Submission, answers: Sequence[NewAnswer], now: datetime) -> None:
    own = {"submission_id": submission.id, "consultation_id": submission.consultation_id, "answered_at": now}
    for row in rules.rows(answers):
        added = insert(table(Answer)).values(**own, **row)
        changes = {"value": added.excluded.value, "answered_at": now}
        names = ["submission_id", "question_id"]
        db.session.execute(added.on_conflict_do_update(index_elements=names, set_=changes))
