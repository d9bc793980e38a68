"""One decision for all comments of a submission: at once, or by a job where there are many."""

from collections.abc import Collection, Sequence

from consult.accounts import queries as accounts
from consult.accounts.models import User
from consult.core import jobs
from consult.core.actions import action
from consult.core.errors import Conflict, NotPossible
from consult.core.jobs import Job, Outcome
from consult.core.stale_check import NO_PAGE, NoPage
from consult.core.translatable import N_
from consult.moderation import addresses, policy, queries
from consult.moderation.actions.checks import RequestedDecision, check_reason
from consult.moderation.actions.deciding import PARTICIPLES, facts
from consult.moderation.actions.deciding_several import decide_each
from consult.moderation.actions.locks import permit, record_event
from consult.moderation.actions.pending_decisions import (
    DecisionsOutcome,
    make_decisions,
    takes_effect_at_once,
)
from consult.moderation.models import Reason
from consult.submissions import actions as submissions
from consult.submissions import queries as submitted
from consult.submissions.models import Comment, Submission

Shown = Collection[tuple[int, int]]
"""The (number, edition) of comments that a moderator saw before pressing."""


@action
def decide_all(
    submission: Submission, requested: RequestedDecision, *, by: User, shown: Shown | NoPage
) -> DecisionsOutcome:
    """Do what was `requested` (publish, withhold or remove) with every comment of a submission that it affects (see
    queries.affected_comments).

    Raises Conflict, and touches none, where these are others now than were `shown`. The submitter gets one email for
    all of them. What was shown on a page takes effect later, unless it takes words from the public (see pending).
    """
    touched = _touched(submission, requested.verb, by, shown)
    if isinstance(shown, NoPage) or any(takes_effect_at_once(one, requested.verb) for one in touched):
        decide_each(touched, requested, by=by, others=len(touched) - 1)
        return DecisionsOutcome(touched)
    return make_decisions(touched, requested, by=by, seen=NO_PAGE)


def _touched(submission: Submission, verb: str, by: User, shown: Shown | NoPage) -> list[Comment]:
    permit(policy.decide_all, by, submission)
    comments = submissions.lock_all(queries.comments_of(submission))
    touched = queries.affected_comments(verb, comments)
    if not isinstance(shown, NoPage) and {(one.number, one.last_edition) for one in touched} != set(shown):
        raise Conflict(
            N_("The submission changed after you opened the page. Nothing was decided. Review it again.")
        )
    if not touched:
        raise NotPossible(N_("This decision affects no comment."))
    if verb == "publish" and queries.with_hidden_words(touched):
        raise NotPossible(N_("Words of this comment are redacted. Decide on this comment alone."))
    return touched


KIND = jobs.JobKind("moderation.decide_all")

TITLES = {
    "publish": N_("Publish comments of submission %(reference)s"),
    "withhold": N_("Withhold comments of submission %(reference)s"),
    "remove": N_("Remove comments of submission %(reference)s"),
}


@action
def start_deciding(
    submission: Submission, requested: RequestedDecision, *, by: User, shown: Shown | NoPage
) -> Job:
    """Have a worker do what `decide_all` does at once. While a job does the same on the submission, that is the answer.

    Raises as decide_all, before anything is begun; Conflict while a job decides something else.
    """
    running = jobs.unfinished(key_of(submission))
    reason, explanation = requested.reason, requested.explanation
    asked = {"verb": requested.verb, "reason": reason.value if reason else None, "explanation": explanation}
    if running is not None:
        if any(running.arguments[name] != said for name, said in asked.items()):
            raise Conflict(
                N_(
                    "Another decision on this submission is running. Wait until it has ended and check the submission "
                    "again."
                )
            )
        return running
    touched = _touched(submission, requested.verb, by, shown)
    if reason is not None or requested.verb != "publish":
        check_reason(requested.verb, reason, explanation)
    return jobs.start(
        KIND,
        [one.id for one in touched],
        key=key_of(submission),
        title=TITLES[requested.verb],
        values={"reference": submission.reference},
        back=addresses.submission(submission.reference),
        by=by.id,
        organisation=submission.consultation.organisation_id,
        consultation=submission.consultation_id,
        submission=submission.id,
        **asked,
        typed=[[N_("Explanation"), explanation]],
        editions={str(one.id): one.last_edition for one in touched},
    )


def key_of(submission: Submission) -> str:
    """Of jobs on the same submission one is at work."""
    return f"decide {submission.id}"


def decide_part(job: Job, ids: Sequence[int]) -> Outcome:
    """Decide on some comments as a job says; those that are no more what the moderator saw are skipped."""
    outcome, told = Outcome(), job.arguments
    submission = submitted.existing(told["submission"])
    by = accounts.get(job.started_by)
    asked = [one for one in queries.comments_of(submission) if one.id in set(ids)]
    comments = submissions.lock_all(asked)
    left = _still_touched(job, comments, outcome) if policy.decide_all(by, submission) else []
    if not left and not outcome.skipped:
        for one in comments:
            outcome.skip(f"{submission.reference}/{one.number}", MAY_NOT)
    outcome.done = len(left)
    is_last = job.position + len(ids) >= job.total
    done = job.done + outcome.done
    if left:
        reason = Reason(told["reason"]) if told["reason"] else None
        requested = RequestedDecision(told["verb"], reason, told["explanation"])
        decide_each(left, requested, by=by, others=done - 1 if is_last else None)
    elif is_last and done:
        _tell_submitter(job, submission, by, done - 1)
    return outcome


MAY_NOT = N_("The moderator who started this may no longer decide on the comment.")
CHANGED = N_("The comment was changed, withdrawn or decided on after the page was opened.")


def _still_touched(job: Job, comments: Sequence[Comment], outcome: Outcome) -> list[Comment]:
    editions = job.arguments["editions"]
    verb = job.arguments["verb"]
    hidden = queries.with_hidden_words(comments) if verb == "publish" else set()
    touched = {one.id for one in queries.affected_comments(verb, comments) if one.id not in hidden}
    left = []
    for one in comments:
        if one.id in touched and one.last_edition == editions[str(one.id)]:
            left.append(one)
        else:
            outcome.skip(f"{one.submission.reference}/{one.number}", CHANGED)
    return left


def _tell_submitter(job: Job, submission: Submission, by: User, others: int) -> None:
    """One email for all that was done before, where the last part had nothing left to do."""
    decision = queries.decision_since(submission, job.started_at)
    if decision is not None:
        comment = submitted.existing_comment(decision.comment_id)
        record_event(
            PARTICIPLES[decision.verb], comment, by, **facts(decision.reason, decision.explanation, others)
        )
