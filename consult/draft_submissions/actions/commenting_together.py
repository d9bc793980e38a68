"""Comments that come together, from a filled form: added to a draft, each once."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from consult.core import clock
from consult.core.actions import action
from consult.core.database import db
from consult.core.errors import DomainError
from consult.draft_submissions import queries
from consult.draft_submissions.actions.locks import lock
from consult.draft_submissions.models import DraftComment, DraftSubmission
from consult.submissions import actions as submissions
from consult.submissions.actions.adding import FittingComment
from consult.submissions.rules import NewComment


class AddedComments(NamedTuple):
    """How many comments were added, or replaced; the key of each that the rules refused, and why."""

    added: int
    refused: Mapping[str, DomainError]


@action
def add_comments(draft: DraftSubmission, comments: Sequence[NewComment]) -> AddedComments:
    """Add comments by their keys; one whose key is in the draft stays as it is. What the rules refuse is left out, and
    keeps no other from being added. Raises AlreadySubmitted."""
    lock(draft)
    known = queries.keys_of(draft)
    new = [one for one in comments if one.key not in known]
    fits, refused = fitting(new, draft.consultation_id, draft.consultation.version_id)
    for one, fit in fits:
        draft.last_number += 1
        db.session.add(
            DraftComment(
                draft_id=draft.id, number=draft.last_number, key=one.key, said_from=one.key, is_autosaved=False,
                **fit.columns,
                language=submissions.language_of(one, draft.consultation.version_id, draft.language),
            )
        )  # fmt: skip
    if fits:
        draft.changed_at = clock.now()
    db.session.flush()
    return AddedComments(len(fits), refused)


@action
def replace_comments(
    draft: DraftSubmission, changes: Sequence[tuple[DraftComment, NewComment]]
) -> AddedComments:
    """Have each of these comments say what the other says; its passage stays, and its quote unless the other has one.
    What the rules refuse stays as it is, by the key of the new words. What is typed on a page and not saved stays too:
    that page shows both. Raises AlreadySubmitted."""
    lock(draft)
    refused: dict[str, DomainError] = {}
    for comment, new in changes:
        try:
            fit = submissions.check_change(
                comment, type=new.type, quote=new.quote or comment.quote, quote_mark=new.quote_mark,
                asks_place=new.asks_place, comment=new.comment, proposal=new.proposal,
                proposal_kind=new.proposal_kind, rationale=new.rationale,
            )  # fmt: skip
        except DomainError as trouble:
            refused[new.key] = trouble
        else:
            fit.said.write(comment)
            comment.said_from, comment.is_autosaved = new.key, False
    if len(changes) > len(refused):
        draft.changed_at = clock.now()
    db.session.flush()
    return AddedComments(len(changes) - len(refused), refused)


def fitting(
    comments: Sequence[NewComment], consultation_id: int, version_id: int | None
) -> tuple[list[tuple[NewComment, FittingComment]], dict[str, DomainError]]:
    """The comments that the rules take, in their order, and the key of each other with its reason. Where one of many
    is refused, their halves are asked about."""
    try:
        return list(zip(comments, submissions.check(comments, consultation_id, version_id), strict=True)), {}
    except DomainError as trouble:
        if len(comments) == 1:
            return [], {comments[0].key: trouble}
    half = len(comments) // 2
    first, second = (
        fitting(some, consultation_id, version_id) for some in (comments[:half], comments[half:])
    )
    return first[0] + second[0], first[1] | second[1]
