"""The comments of a draft: added, saved while they are typed, said differently, removed."""

from sqlalchemy import delete

from consult.consultations.models import Question
from consult.core import clock
from consult.core.actions import action
from consult.core.database import db
from consult.core.errors import Conflict, NotFound
from consult.core.stale_check import NO_PAGE, NoPage, compare
from consult.draft_submissions import queries
from consult.draft_submissions.actions.locks import lock
from consult.draft_submissions.actions.unfinished import ADDED_BEFORE, Begun, forget_typed
from consult.draft_submissions.models import DraftComment, DraftSubmission
from consult.drafts import queries as drafts
from consult.submissions import actions as submissions
from consult.submissions import rules
from consult.submissions.models import SAID, CommentType, Subject
from consult.submissions.rules import Said


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
    rationale: str = "",
    language: str | None = None,
    version_id: int | None = None,
    is_typed: bool = False,
    begun: Begun | None = None,
) -> DraftComment:
    """Add a comment or an answer; `version_id`: that of the language version it is written on, None for the original.

    The same key again is the same comment, which it says differently as long as it was only saved while it was typed
    (`is_typed`); later it raises Conflict where it then says something else. What the page was opened with (`begun`) is
    forgotten, unless another window has kept something else of it. Raises NotPossible for an empty or too long one and
    for a place that is not in the text, NotQuoted for a quote whose words are not in the passage, AlreadySubmitted.
    """
    lock(draft)
    known = queries.keyed(draft, key)
    version_id = submissions.written_on(draft.consultation_id, draft.consultation.version_id, version_id)
    place = drafts.places(version_id, [block_key]).get(block_key)
    about = rules.About(subject, place, question)
    said = rules.say(about, type=type, quote=quote, comment=comment, proposal=proposal, rationale=rationale)
    if known is not None:
        _say_again(known, said, key, is_typed=is_typed)
        forget_typed(draft, key, known, begun)
        return known
    about.check(draft.consultation_id)
    where = about.columns
    submissions.check_quote(version_id, where["block_key"], said.quote)
    draft.last_number += 1
    draft.changed_at = clock.now()
    added = DraftComment(
        draft_id=draft.id,
        number=draft.last_number,
        key=key,
        said_from=key,
        is_typed=is_typed,
        **where,
        version_id=version_id,
        **said._asdict(),
        language=language or draft.language,
    )
    db.session.add(added)
    db.session.flush()
    forget_typed(draft, key, begun=begun)
    return added


def _say_again(known: DraftComment, said: Said, key: str, *, is_typed: bool) -> None:
    """What the form that has added a comment says of it now. Raises Conflict where it was saved by a button."""
    if Said.of(known) != said:
        if not known.is_typed:
            raise Conflict(ADDED_BEFORE)
        submissions.check_quote(known.version_id, known.block_key, said.quote)
        said.write(known)
        known.said_from = key or None
        known.draft.changed_at = clock.now()
    known.is_typed = known.is_typed and is_typed


@action
def change_comment(
    changed: DraftComment,
    /,
    *,
    type: CommentType,  # noqa: A002 -- the word of the field
    quote: str,
    comment: str,
    proposal: str,
    rationale: str,
    key: str = "",
    seen: str | NoPage = NO_PAGE,
    is_typed: bool = False,
    begun: Begun | None = None,
) -> None:
    """Say it differently.

    `key` is that of the form; `seen` the mark of what the comment said when its page was opened (queries.said_mark);
    `is_typed` and `begun` as for `add_comment`. What the page kept while it was typed is forgotten. Raises StaleForm
    where another page has changed it since; NotPossible and NotQuoted as `add_comment`, AlreadySubmitted, and NotFound
    where it was removed.
    """
    draft = changed.draft
    lock(draft)
    _read_anew(changed)
    place = None
    if proposal and changed.subject == Subject.CLAUSE:
        place = drafts.places(changed.version_id, [changed.block_key]).get(changed.block_key)
    about = rules.About(changed.subject, place, changed.question)
    said = rules.say(about, type=type, quote=quote, comment=comment, proposal=proposal, rationale=rationale)
    if said.quote != changed.quote:
        submissions.check_quote(changed.version_id, changed.block_key, said.quote)
    if said != Said.of(changed):
        _require_unchanged(changed, key, seen, is_autosave=is_typed)
        said.write(changed)
        changed.said_from = key or None
        changed.is_typed = is_typed
        draft.changed_at = clock.now()
    changed.is_typed = changed.is_typed and is_typed
    forget_typed(draft, key, changed, begun)


def _read_anew(comment: DraftComment) -> None:
    """Read a comment of a locked draft. Raises NotFound where it was removed."""
    if db.session.get(DraftComment, comment.id, populate_existing=True) is None:
        raise NotFound


def _require_unchanged(changed: DraftComment, key: str, told: str | NoPage, *, is_autosave: bool) -> None:
    """Raise StaleForm where the comment says something else than what the page with the form `key` showed when it was
    opened (`told`), unless that page wrote it itself; an autosave that comes after its page was saved by a button has
    older words."""
    is_own = bool(key) and changed.said_from == key and not (is_autosave and not changed.is_typed)
    if told is not NO_PAGE and not is_own:
        compare(told, changed, *SAID)


@action
def remove_comment(comment: DraftComment) -> None:
    """Take a comment off the draft; its number is not used again. Raises AlreadySubmitted."""
    draft = comment.draft
    lock(draft)
    db.session.execute(delete(DraftComment).where(DraftComment.id == comment.id))
    db.session.expunge(comment)
    draft.changed_at = clock.now()
