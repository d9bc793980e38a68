"""Taking a published name away at the request of whose it is, for ever and everywhere."""

from collections.abc import Sequence

from sqlalchemy import select

from consult.attachments import actions as attached
from consult.consultations.actions import bump_page_version
from consult.core import journal
from consult.core.actions import action
from consult.core.database import among, db
from consult.core.journal import Line
from consult.submissions.actions.locks import lock
from consult.submissions.labels import NAME_REMOVED
from consult.submissions.models import Submission

NAMES_REMOVED = journal.ErasureKind("submissions.names_removed")


@action
def remove_name(submission: Submission, *, with_organisation: bool) -> None:
    """Put "Name removed" in the place of the name of the submitter; `with_organisation` removes that name too.

    Published files get neutral names and no description: both may say whose they are.

    It is written where the name stood, so that no page, file, feed or search can still have it, ours among them.
    """
    lock(submission)
    journal.erased(NAMES_REMOVED, submission=submission.id, organisation=with_organisation)
    _remove(submission, with_organisation)


def _remove(submission: Submission, with_organisation: bool) -> None:
    submission.name = NAME_REMOVED
    if with_organisation:
        submission.organisation = ""
    attached.forget_public_names(submission.id)
    db.session.flush()
    bump_page_version(submission.consultation_id)


@action
def remove_names_again(lines: Sequence[Line]) -> int:
    """Names that were removed are removed again, after a restore; a name that was forgotten since stays so."""
    whole = {line["submission"]: False for line in lines}
    whole |= {line["submission"]: True for line in lines if line["organisation"]}
    rows = select(Submission).where(among(Submission.id, sorted(whole))).order_by(Submission.id)
    done = 0
    for one in db.session.execute(rows.with_for_update()).scalars():
        if one.name not in {"", NAME_REMOVED} or (whole[one.id] and one.organisation):
            _remove(one, whole[one.id])
            done += 1
    return done
