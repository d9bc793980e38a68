"""A file that is added to a submission after it was filed, until the deadline."""

from datetime import datetime
from typing import Any, BinaryIO

from consult.attachments import actions as attached
from consult.attachments.limits import Limits
from consult.attachments.models import Attachment
from consult.core import clock
from consult.core.actions import action
from consult.core.errors import NotPossible
from consult.submissions.actions.adding_and_amending import WITHDRAWN
from consult.submissions.actions.locks import lock, record_event, require_open, share_lock
from consult.submissions.lifecycle import State
from consult.submissions.models import Submission


@action
def attach_file(
    submission: Submission,
    name: str,
    file: BinaryIO,
    *,
    description: str,
    limits: Limits,
    question_id: int | None = None,
    received_at: datetime | None = None,
    sent_again_at: datetime | None = None,
) -> Attachment:
    """Attach a file to a submission, until the deadline, or answer a question with it in the place of an earlier one
    (`question_id`). The same file again is the same attachment. Raises NotPossible after the deadline, where the
    submission was withdrawn, and as attachments.actions.attach."""
    lock(submission)
    now = clock.now()
    terms = share_lock(submission.consultation_id)
    if submission.state == State.WITHDRAWN:
        raise NotPossible(WITHDRAWN)
    require_open(terms, received_at or now)
    where: dict[str, Any] = {"filed_at": now, "question_id": question_id}
    about: dict[str, Any] = {"description": description, "limits": limits}
    made = attached.attach_filed(submission.id, submission.consultation_id, name, file, **about, **where)
    if made.filed_at == now:
        submission.changed_at = now
        again = (received_at, sent_again_at)
        record_event("file_attached", submission, terms.organisation_id, again=again, attachment=made.id)
    return made
