"""The comments of a draft: added, saved while they are typed, said differently, removed."""

from collections.abc import Mapping
from typing import NamedTuple

from sqlalchemy import delete

from consult.consultations.models import Question
from consult.core import clock
from consult.core.actions import action
from consult.core.database import db
from consult.core.errors import Conflict, NotFound
from consult.core.stale_check import NO_PAGE, NoPage, compare
from consult.draft_submissions import queries
from consult.draft_submissions.actions.locks import lock
from consult.draft_submissions.actions.unfinished import ADDED_BEFORE, UnfinishedMark, forget_typed
from consult.draft_submissions.models import DraftComment, DraftSubmission
from consult.submissions import actions as submissions
from consult.submissions import rules
from consult.submissions.actions.adding import FittingComment
from consult.submissions.models import CommentType, ProposalKind, Subject, marked
from consult.submissions.rules import CommentWords, NewComment


@action
def add_comment(
    draft: DraftSubmission,
    *,
    key: str,
    subject: Subject,
    block_key: str = "",
    question: Question | None = None,
    quote: str = "",
    type: CommentType,  # noqa: A002 -- the word of the field
    comment: str,
    proposal: str = "",
    proposal_kind: ProposalKind = ProposalKind.CHANGE,
    quote_prefix: str = "",
    quote_start: int | None = None,
    rationale: str = "",
    page_part: str | None = None,
    language: str | None = None,
    is_autosaved: bool = False,
    version_id: int | None = None,
    begun: UnfinishedMark | None = None,
) -> DraftComment:
    """Add a comment or an answer; `version_id`: that of the language version it is written on, None for the original;
    `language`: that of its words, None for the one that submissions.actions.language_of chooses.

    The same key again is the same comment, which it says differently as long as it was only saved while it was typed
    (`is_autosaved`); later it raises Conflict where it then says something else. What the page was opened with
    (`begun`) is forgotten, unless another window has kept something else of it. Raises as submissions.actions.check,
    and AlreadySubmitted.
    """
    rules.check_key(key)
    lock(draft)
    known = queries.keyed(draft, key)
    version_id = submissions.written_on(draft.consultation_id, draft.consultation.version_id, version_id)
    if known is not None:
        fit = submissions.check_change(
            known, type=type, quote=quote, comment=comment, proposal=proposal, rationale=rationale,
            proposal_kind=proposal_kind, quote_prefix=quote_prefix, quote_start=quote_start, page_part=page_part,
        )  # fmt: skip
        _say_again(known, fit, language or known.language, key, is_autosaved=is_autosaved)
        forget_typed(draft, key, known, begun)
        return known
    new = NewComment(
        subject=subject, block_key=block_key, question=question, version_id=version_id, language=language,
        type=type, quote=quote, comment=comment, proposal=proposal, rationale=rationale,
        proposal_kind=proposal_kind, quote_prefix=quote_prefix, quote_start=quote_start, page_part=page_part or "",
    )  # fmt: skip
    [fit] = submissions.check([new], draft.consultation_id, draft.consultation.version_id)
    if question is None:
        draft.last_number += 1
    draft.changed_at = clock.now()
    added = DraftComment(
        draft_id=draft.id,
        number=draft.last_number if question is None else queries.next_number_of_text(draft),
        key=key,
        said_from=key,
        is_autosaved=is_autosaved,
        **fit.columns,
        language=submissions.language_of(new, draft.consultation.version_id, draft.language),
    )
    db.session.add(added)
    db.session.flush()
    forget_typed(draft, key, begun=begun)
    return added


def _say_again(
    known: DraftComment, fit: FittingComment, language: str, key: str, *, is_autosaved: bool
) -> None:
    """What the form that has added a comment says of it now. Raises Conflict where it was saved by a button of that
    form; one that was saved on a list of comments goes on."""
    if (CommentWords.of(known), known.language) != (fit.said, language):
        if not known.is_autosaved and known.said_from != queries.key_of_list(key):
            raise Conflict(ADDED_BEFORE)
        known.is_autosaved = True
        fit.said.write(known)
        known.language = rules.language_tag(language)
        known.said_from = key or None
        known.draft.changed_at = clock.now()
    known.is_autosaved = known.is_autosaved and is_autosaved


@action
def change_comment(
    changed: DraftComment,
    /,
    *,
    type: CommentType,  # noqa: A002 -- the word of the field
    quote: str,
    comment: str,
    proposal: str,
    proposal_kind: ProposalKind = ProposalKind.CHANGE,
    quote_prefix: str = "",
    quote_start: int | None = None,
    rationale: str,
    page_part: str | None = None,
    language: str | None = None,
    key: str = "",
    seen: str | NoPage = NO_PAGE,
    is_autosaved: bool = False,
    is_left: bool = False,
    begun: UnfinishedMark | None = None,
) -> None:
    """Say it differently.

    `page_part`: None keeps the one before. `key` is that of the form; `seen` the mark of what the comment said when its
    page was opened (queries.said_mark); `is_autosaved` and `begun` as for `add_comment`; `is_left`: by the button that
    leaves the page, which says what was typed last, and does not save it. What the page kept while it
    was typed is forgotten. Raises StaleForm where another page has changed it since; as submissions.actions.check,
    AlreadySubmitted, and NotFound where it was removed.
    """
    draft = changed.draft
    lock(draft)
    _reread(changed)
    fit = submissions.check_change(
        changed, type=type, quote=quote, comment=comment, proposal=proposal, rationale=rationale,
        proposal_kind=proposal_kind, quote_prefix=quote_prefix, quote_start=quote_start, page_part=page_part,
    )  # fmt: skip
    language = rules.language_tag(language) if language else changed.language
    if (fit.said, language) != (CommentWords.of(changed), changed.language):
        _require_unchanged(changed, key, seen, is_autosave=is_autosaved)
        fit.said.write(changed)
        changed.language = language
        changed.said_from = key or None
        changed.is_autosaved = is_autosaved or is_left
        draft.changed_at = clock.now()
    changed.is_autosaved = changed.is_autosaved and (is_autosaved or is_left)
    forget_typed(draft, key, changed, begun)


def _reread(comment: DraftComment) -> None:
    """Read a comment of a locked draft. Raises NotFound where it was removed."""
    if db.session.get(DraftComment, comment.id, populate_existing=True) is None:
        raise NotFound


def _require_unchanged(changed: DraftComment, key: str, told: str | NoPage, *, is_autosave: bool) -> None:
    """Raise StaleForm where the comment says something else than what the page with the form `key` showed when it was
    opened (`told`), unless that page wrote it itself; an autosave that comes after its page was saved by a button has
    older words."""
    is_late = is_autosave and not changed.is_autosaved and changed.said_from == key
    is_own = queries.is_of_page(changed, key) and not is_late
    if told is not NO_PAGE and not is_own:
        compare(told, changed, *marked(changed))


class SavedComments(NamedTuple):
    """How many comments were saved, the numbers of those that say something else than what was seen, and how many
    others are not saved yet, which were not seen."""

    saved: int
    changed: list[int]
    unseen: int


@action
def save_autosaved(draft: DraftSubmission, seen: Mapping[int, str]) -> SavedComments:
    """Save comments as they are that were last saved while they were typed: number → mark (queries.shown_mark) of what
    the page showed. One that says something else by now, as typed in another window, stays as it is; one that was
    saved or removed meanwhile needs nothing. A page of one of them that is still open goes on. Raises
    AlreadySubmitted."""
    lock(draft)
    not_saved = [one for one in queries.comments_as_they_are(draft) if one.is_autosaved]
    typed = [one for one in not_saved if one.number in seen]
    changed = [one.number for one in typed if queries.shown_mark(one) != seen[one.number]]
    for one in typed:
        one.is_autosaved = one.number in changed
        if one.said_from and not one.is_autosaved:
            one.said_from = queries.key_of_list(one.said_from)
    saved = len(typed) - len(changed)
    if saved:
        draft.changed_at = clock.now()
    return SavedComments(saved, changed, len(not_saved) - len(typed))


@action
def remove_comment(comment: DraftComment) -> None:
    """Take a comment off the draft; its number is not used again. Raises AlreadySubmitted."""
    draft = comment.draft
    lock(draft)
    db.session.execute(delete(DraftComment).where(DraftComment.id == comment.id))
    db.session.expunge(comment)
    draft.changed_at = clock.now()
