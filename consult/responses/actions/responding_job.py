"""The same response to very many comments, and very many comments into an issue: done by a job."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import fields, replace
from types import SimpleNamespace
from typing import Any

from consult.accounts import queries as accounts
from consult.accounts.models import User
from consult.consultations import queries as consultations
from consult.consultations.models import Consultation
from consult.core import jobs
from consult.core.actions import action
from consult.core.database import db
from consult.core.errors import Conflict, DomainError, NotPermitted, NotPossible
from consult.core.jobs import Job, Outcome
from consult.core.stale_check import NO_PAGE, NoPage, form_version
from consult.core.translatable import N_
from consult.responses import policy
from consult.responses.actions.checking import (
    ISSUES_REASON,
    SOME_GONE,
    RequestedResponse,
    check,
    one_consultation,
    refusals,
)
from consult.responses.actions.issues import remove_issue
from consult.responses.actions.locks import lock_responses
from consult.responses.actions.responding import apply_response, in_new_issue
from consult.responses.lifecycle import Disposition
from consult.responses.models import Issue
from consult.submissions import queries as submissions
from consult.submissions.models import Comment

KIND = jobs.JobKind("responses.answer")
"""As it is stored; the version before and the one after it do each other's jobs."""

TITLE = N_("Respond to comments on %(title)s")
TITLE_MOVES = N_("Add comments on %(title)s to an issue or remove them from one")


@action
def start_responding(
    comments: Sequence[Comment],
    said: RequestedResponse,
    *,
    new_issue: str = "",
    back: str,
    by: User,
    seen: Mapping[int, str] | NoPage,
) -> Job:
    """Have a worker do what `respond`, `put_into` or `respond_in_new_issue` (`new_issue` is its title) do at once.

    Where the same is at work already, that job is returned. `back` is the path of the page that asked. Raises as
    they do, before anything is begun.
    """
    consultation = one_consultation(comments)
    lock_responses(consultation)
    key = _key(consultation, comments, said, new_issue)
    running = jobs.unfinished(key)
    if running is not None:
        return running
    check(consultation, {one.id for one in comments}, said)
    typed = [[N_("Response"), said.text], [N_("Change to the draft"), said.change]]
    if new_issue:
        said = in_new_issue(consultation, said, title=new_issue, by=by)
    for trouble in refusals(consultation, comments, said, seen).values():
        raise trouble
    return jobs.start(
        KIND,
        [one.id for one in comments],
        key=key,
        title=TITLE_MOVES if said.only_moves else TITLE,
        values={"title": consultation.title},
        back=back,
        by=by.id,
        organisation=consultation.organisation_id,
        consultation=consultation.id,
        said=_packed(said),
        began=bool(new_issue),
        typed=typed,
        seen=None if isinstance(seen, NoPage) else {str(one): told for one, told in seen.items()},
        editions={str(one.id): one.edition for one in comments},
    )


def running_jobs(consultation: Consultation) -> Sequence[Job]:
    """Jobs that respond to comments of the consultation now."""
    return jobs.unfinished_of(KIND, consultation.id)


def respond_part(job: Job, ids: Sequence[int]) -> Outcome:
    """Respond to some comments as a job says; others are skipped, with the reason."""
    outcome = Outcome()
    consultation = consultations.by_id(job.consultation_id)
    by = accounts.get(job.started_by)
    comments = submissions.comments_among(consultation.id, ids)
    try:
        left = _still(job, consultation, by, comments, outcome)
        if left:
            apply_response(consultation, left, _unpacked(job, consultation), by=by, seen=NO_PAGE)
        outcome.done = len(left)
    except DomainError as trouble:
        for one in comments:
            outcome.skip(_name(one), trouble.message or MAY_NOT, **trouble.values)
    if job.position + len(ids) >= job.total and not job.done + outcome.done:
        _remove_begun(job, by)
    return outcome


def _remove_begun(job: Job, by: User) -> None:
    """The issue that a job began goes again where the job put no comment into it, and no one else did."""
    begun = db.session.get(Issue, job.arguments["said"]["issue"]) if job.arguments.get("began") else None
    if begun is not None:
        with suppress(NotPossible):
            remove_issue(begun, by=by)


MAY_NOT = N_("The person who started this may no longer respond to comments of this consultation.")
CHANGED = N_("The comment was changed after the page was opened.")
OVERTAKEN = N_("The comment got a response after the page was opened.")
ONE = {
    SOME_GONE: N_("The comment gets no response: it was withdrawn, withheld or removed."),
    ISSUES_REASON: N_("The comment takes its reason from its issue. Enter a response for the comment first."),
}
"""What is said of several comments → of one."""


def _still(
    job: Job, consultation: Consultation, by: User, comments: Sequence[Comment], outcome: Outcome
) -> list[Comment]:
    """Those that can still get it; `outcome` is told of the others."""
    if not policy.respond(by, consultation):
        raise NotPermitted(MAY_NOT)
    lock_responses(consultation)
    said, told = _unpacked(job, consultation), job.arguments["seen"]
    check(consultation, {one.id for one in comments}, said)
    seen = NO_PAGE if told is None else {int(one): mark_ for one, mark_ in told.items()}
    refused = refusals(consultation, comments, said, seen)
    left = []
    for one in comments:
        if one.edition != job.arguments["editions"][str(one.id)]:
            outcome.skip(_name(one), CHANGED)
        elif one.id in refused:
            outcome.skip(_name(one), _why(refused[one.id]))
        else:
            left.append(one)
    return left


def _why(trouble: DomainError) -> str:
    """The marked sentence, said of one comment."""
    return OVERTAKEN if isinstance(trouble, Conflict) else ONE.get(trouble.message, trouble.message)


def _name(comment: Comment) -> str:
    return f"{comment.submission.reference}/{comment.number}"


def _packed(said: RequestedResponse) -> dict[str, Any]:
    """As the job keeps it: ids instead of rows."""
    values = {one.name: getattr(said, one.name) for one in fields(said)}
    return values | {
        "issue": said.issue.id if said.issue is not None else None,
        "duplicate_of": said.duplicate_of.id if said.duplicate_of is not None else None,
    }


def _unpacked(job: Job, consultation: Consultation) -> RequestedResponse:
    """Raises NotPossible where the issue is no more."""
    kept = dict(job.arguments["said"])
    issue, original = kept.pop("issue"), kept.pop("duplicate_of")
    kind = kept.pop("disposition")
    said = RequestedResponse(**kept, disposition=Disposition(kind) if kind else None)
    if original is not None:
        said = replace(said, duplicate_of=submissions.existing_comment(original))
    if issue is not None:
        found = db.session.get(Issue, issue)
        if found is None:
            raise NotPossible(N_("Someone deleted this issue after you opened the page."))
        said = replace(said, issue=found)
    return said


def _key(
    consultation: Consultation, comments: Sequence[Comment], said: RequestedResponse, new_issue: str
) -> str:
    """The same response to the same comments is given by one job; another one may be at work beside it."""
    ids = sorted(one.id for one in comments)
    asked = SimpleNamespace(ids=ids, said=_packed(said), new_issue=new_issue)
    return f"answer {consultation.id} {form_version(asked, 'ids', 'said', 'new_issue')}"
