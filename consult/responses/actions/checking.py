"""What every response is checked for: the whole of it, and comment by comment; and the one place that writes it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import inspect, select
from sqlalchemy.dialects.postgresql import insert as upsert

from consult.accounts.models import User
from consult.consultations import queries as consultations
from consult.consultations.models import Consultation
from consult.core import clock, markup
from consult.core.database import db, table
from consult.core.errors import DomainError, NotPermitted, NotPossible
from consult.core.stale_check import NoPage, StaleForm, compare
from consult.core.translatable import N_
from consult.responses import form_versions, queries
from consult.responses.lifecycle import REASONED, Disposition
from consult.responses.models import CommentResponse, Issue
from consult.submissions.models import Attribution, Comment


@dataclass(frozen=True, kw_only=True)
class RequestedResponse:
    """What comments get: a response, or with `only_moves` a place in an issue while their own responses stay."""

    disposition: Disposition | None = None
    text: str = ""
    change: str = ""
    issue: Issue | None = None
    is_out: bool = False
    """Whether they leave the issue that they are in."""
    duplicate_of: Comment | None = None
    only_moves: bool = False

    def __post_init__(self) -> None:
        object.__setattr__(self, "text", markup.plain(self.text))
        object.__setattr__(self, "change", markup.plain(self.change))


def values_of(said: RequestedResponse, by: User) -> dict[str, Any]:
    """Column → value of the responses, with who gives them and when."""
    return columns_of(said) | {"responded_at": clock.now(), "responded_by_id": by.id}


def columns_of(said: RequestedResponse) -> dict[str, Any]:
    """Column → value of what is said."""
    values: dict[str, Any] = {}
    if not said.only_moves:
        is_duplicate = said.duplicate_of is not None and said.disposition == Disposition.DUPLICATE
        original = said.duplicate_of.id if said.duplicate_of is not None and is_duplicate else None
        values |= {"disposition": said.disposition, "text": said.text, "change": said.change}
        values |= {"duplicate_of_id": original}
    if said.issue is not None or said.is_out:
        values |= {"issue_id": said.issue.id if said.issue is not None else None}
    return values


def one_consultation(comments: Sequence[Comment]) -> Consultation:
    """The consultation of these comments. Raises NotPossible for none, NotPermitted where there are several."""
    found = {comment.consultation_id for comment in comments}
    if not found:
        raise NotPossible(N_("Choose at least one comment."))
    if len(found) > 1:
        raise NotPermitted
    return consultations.by_id(found.pop())


def check(consultation: Consultation, asked: set[int], said: RequestedResponse) -> None:
    """Raise what speaks against the response as a whole, whatever comments (their ids) get it."""
    if said.disposition == Disposition.WITHDRAWN:
        raise NotPossible(N_("Only the submitter can withdraw a comment."))
    if said.issue is not None and said.issue.consultation_id != consultation.id:
        raise NotPermitted
    if said.disposition == Disposition.DUPLICATE:
        _check_duplicate(consultation, asked, said)


SOME_GONE = N_("Some of these comments get no response: they were withdrawn, withheld or removed.")
NO_REASON = N_("This disposition needs a reason. Enter a response, or respond to the issue first.")
ISSUES_REASON = N_(
    "Some of these comments take their reason from their issue. Enter a response for each of them first."
)


def refusals(
    consultation: Consultation,
    comments: Sequence[Comment],
    said: RequestedResponse,
    seen: Mapping[int, str] | NoPage,
) -> dict[int, DomainError]:
    """Which of the comments cannot get it, by id, and why."""
    asked = {comment.id for comment in comments}
    there = {comment.id for comment in queries.comments(consultation, asked)}
    before, to = queries.responses_to(asked), columns_of(said)
    found: dict[int, DomainError] = {one: NotPossible(SOME_GONE) for one in sorted(asked - there)}
    for one in sorted(there):
        trouble = _reasonless(before.get(one), said) or _overtaken(one, before.get(one), to, seen)
        if trouble is not None:
            found[one] = trouble
    return found


def _reasonless(kept: CommentResponse | None, said: RequestedResponse) -> NotPossible | None:
    """Why a disposition would stand without the reason that it needs."""
    into = said.issue or (kept.issue if kept and not said.is_out else None)
    if not said.only_moves:
        lacks = said.disposition in REASONED and not said.text
        return NotPossible(NO_REASON) if lacks and not (into and into.response) else None
    lacks = kept is not None and kept.disposition in REASONED and not kept.text
    return NotPossible(ISSUES_REASON) if lacks and not (into and into.response) else None


def _overtaken(
    one: int, kept: CommentResponse | None, to: Mapping[str, Any], seen: Mapping[int, str] | NoPage
) -> DomainError | None:
    """Why not, where the response is no more what was seen, and would become something else."""
    if isinstance(seen, NoPage):
        return None
    told, values = seen.get(one, ""), {name: to[name] for name in form_versions.RESPONSE if name in to}
    changes = any(getattr(kept, name, None) != value for name, value in values.items())
    try:
        if changes or not told:
            compare(told, kept, *form_versions.RESPONSE)
    except StaleForm as trouble:
        return trouble
    return None


def _check_duplicate(
    consultation: Consultation,
    asked: set[int],
    said: RequestedResponse,
) -> None:
    original = said.duplicate_of
    if original is None or original.consultation_id != consultation.id:
        raise NotPossible(N_("Enter the comment that the duplicate repeats."))
    if original.id in asked:
        raise NotPossible(N_("A comment cannot be a duplicate of itself."))
    if not queries.comments(consultation, {original.id}):
        raise NotPossible(N_("The comment that it repeats gets no response: it was withdrawn or withheld."))
    repeated = select(CommentResponse.id).where(CommentResponse.duplicate_of_id.in_(asked)).limit(1)
    if db.session.execute(repeated).first() is not None:
        raise NotPossible(
            N_("Other comments are duplicates of one of these comments. Respond to those first.")
        )
    theirs = queries.responses_to({original.id}).get(original.id)
    if theirs is not None and theirs.disposition == Disposition.DUPLICATE:
        raise NotPossible(N_("The comment that it repeats is a duplicate too. Enter the first comment."))
    is_alone = theirs is None or theirs.issue is None
    if is_alone and not said.text and original.submission.attribution == Attribution.CONFIDENTIAL:
        raise NotPossible(
            N_(
                "The response to a confidential comment is for its submitter only. Enter a response for this comment "
                "alone."
            )
        )


def write(consultation: Consultation, ids: Sequence[int], values: Mapping[str, object]) -> None:
    """Write the responses of the comments with these ids, by one statement."""
    columns = inspect(CommentResponse).columns
    written = {columns[name].name: value for name, value in values.items()}
    rows = [{"comment_id": one, "consultation_id": consultation.id, **written} for one in ids]
    statement = upsert(table(CommentResponse)).values([{"text": "", "change": "", **row} for row in rows])
    statement = statement.on_conflict_do_update(
        index_elements=["comment_id"], set_={name: statement.excluded[name] for name in written}
    )
    db.session.execute(statement)
    for kept in list(db.session.identity_map.values()):
        if isinstance(kept, CommentResponse):
            db.session.expire(kept)
