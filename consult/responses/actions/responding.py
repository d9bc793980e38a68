"""Responses to comments, one or many at once; putting them into issues."""

from collections.abc import Mapping, Sequence

from consult.accounts.models import User
from consult.consultations.models import Consultation
from consult.core.actions import action
from consult.core.stale_check import NO_PAGE, NoPage
from consult.responses.actions.checking import (
    RequestedResponse,
    check,
    one_consultation,
    refusals,
    values_of,
    write,
)
from consult.responses.actions.issues import change_issue, open_issue
from consult.responses.actions.locks import lock_responses
from consult.responses.actions.recording import record_event
from consult.responses.lifecycle import Disposition
from consult.responses.models import Issue
from consult.submissions.models import Comment


@action
def respond(
    comments: Sequence[Comment],
    *,
    disposition: Disposition | None,
    text: str = "",
    change: str = "",
    issue: Issue | None = None,
    is_out: bool = False,
    duplicate_of: Comment | None = None,
    by: User,
    seen: Mapping[int, str] | NoPage,
) -> None:
    """Give these comments of one consultation the same response; `issue` puts them into it too, `is_out` out of any.

    Without a disposition they have their issue's. Raises NotPossible for a comment that gets no response (withdrawn,
    withheld), a missing reason, a duplicate of nothing or of itself; StaleForm where a response that would change is
    no more what was `seen` (comment's id → mark), or of which nothing tells what was.
    """
    said = RequestedResponse(
        disposition=disposition, text=text, change=change, issue=issue, is_out=is_out, duplicate_of=duplicate_of
    )  # fmt: skip
    apply_response(one_consultation(comments), comments, said, by=by, seen=seen)


@action
def put_into(
    issue: Issue | None, comments: Sequence[Comment], *, by: User, seen: Mapping[int, str] | NoPage
) -> None:
    """Put comments into an issue, or with None take them out of theirs; their own responses stay.

    Raises as `respond`, and NotPossible where one would lose its reason, which is its issue's.
    """
    said = RequestedResponse(issue=issue, is_out=issue is None, only_moves=True)
    apply_response(one_consultation(comments), comments, said, by=by, seen=seen)


@action
def respond_in_new_issue(
    comments: Sequence[Comment],
    *,
    title: str,
    disposition: Disposition | None = None,
    text: str = "",
    change: str = "",
    by: User,
    seen: Mapping[int, str] | NoPage,
) -> Issue:
    """Begin an issue with these comments in it; the response is the issue's response and holds for them.

    Without a response they keep their own. Raises as `open_issue`, `change_issue` and `respond`.
    """
    consultation = one_consultation(comments)
    said = in_new_issue(
        consultation, RequestedResponse(disposition=disposition, text=text, change=change), title=title, by=by
    )
    apply_response(consultation, comments, said, by=by, seen=seen)
    assert said.issue is not None  # noqa: S101 -- just begun
    return said.issue


@action
def in_new_issue(
    consultation: Consultation, said: RequestedResponse, *, title: str, by: User
) -> RequestedResponse:
    """Begin an issue that has a response as `said`; what its comments get then. Raises as `respond_in_new_issue`."""
    issue = open_issue(consultation, title=title, by=by)
    only_moves = said.disposition is None and not said.text and not said.change
    if not only_moves:
        change_issue(
            issue, disposition=said.disposition, response=said.text, change=said.change, by=by, seen=NO_PAGE
        )
    return RequestedResponse(issue=issue, only_moves=only_moves)


@action
def apply_response(
    consultation: Consultation,
    comments: Sequence[Comment],
    said: RequestedResponse,
    *,
    by: User,
    seen: Mapping[int, str] | NoPage,
) -> None:
    """What `respond` and `put_into` do, in a number of statements that does not grow with the comments."""
    lock_responses(consultation)
    asked = {comment.id for comment in comments}
    check(consultation, asked, said)
    for trouble in refusals(consultation, comments, said, seen).values():
        raise trouble
    write(consultation, sorted(asked), values_of(said, by))
    _record(consultation, sorted(asked), said, by)


def _record(consultation: Consultation, ids: Sequence[int], said: RequestedResponse, by: User) -> None:
    if said.only_moves:
        reference = said.issue.reference if said.issue is not None else ""
        record_event("grouped", consultation, by, comments=ids, issue=reference)
    else:
        kind = said.disposition.value if said.disposition else ""
        record_event("responded", consultation, by, comments=ids, disposition=kind)
