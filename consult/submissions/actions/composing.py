"""Composing a sheet: who sends it, its comments; and comments added or changed later, until the closing."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import delete
from sqlalchemy.dialects.postgresql import insert as insert_once
from sqlalchemy.orm import make_transient_to_detached

from consult.accounts.models import User
from consult.consultations.models import Consultation, Question
from consult.core import clock, journal, markup
from consult.core.actions import action
from consult.core.database import db, table
from consult.core.errors import Conflict, NotFound, NotPossible
from consult.core.seen import NO_PAGE, NoPage
from consult.core.words import N_
from consult.submissions import queries, quoting, references, tallies
from consult.submissions.actions.amending import WAITING, await_moderation, forget_amendment
from consult.submissions.actions.holding import (
    admit,
    hold,
    lock,
    lock_comments,
    lock_composing,
    require_open,
    share,
    tell,
    terms_of,
)
from consult.submissions.actions.states import after_outage, file, leaving, unshow
from consult.submissions.actions.unfinished import Begun, forget_typed, require_unchanged
from consult.submissions.lifecycle import REFUSED, VISIBLE, Moderation, State
from consult.submissions.models import SAID, Comment, CommentEdition, CommentType, Route, Subject, Submission

WHO = frozenset(
    {
        "name", "organisation", "category", "subcategory", "category_other", "country", "capacity", "on_behalf_of",
        "email", "language",
    }
)  # fmt: skip
"""What a sheet says of its sender."""


class NotQuoted(NotPossible):
    """The words that a comment narrows its place to do not stand there: a quote is public, and cannot be redacted."""

    def __init__(self) -> None:
        super().__init__(
            N_("These words are not in this place of the text; choose words of it or leave the field empty.")
        )


@action
def begin(
    consultation: Consultation, *, key: str, is_own: bool = True, user: User | None = None, language: str = "en",
    **who: Any,
) -> Submission:  # fmt: skip
    """Begin a sheet; the same key again is the same sheet, for whoever the key was issued to (`is_own`).

    Raises NotTaken where comments are not asked for now, Conflict where somebody else has used the key.
    """
    known = queries.by_key(key)
    if known is not None and is_own:
        return of_consultation(known, consultation)
    now = clock.now()
    admit(terms_of(consultation.id), now)
    made = insert_sheet(
        consultation_id=consultation.id, key=key, user_id=user.id if user else None, state=State.COMPOSING,
        begun_at=now, changed_at=now, **{"language": language} | clean_who(who),
    )  # fmt: skip
    found = made or (queries.by_key(key) if is_own else None)
    if found is None:
        raise Conflict(N_("Please send it once more."))
    return of_consultation(found, consultation)


def of_consultation(submission: Submission, consultation: Consultation) -> Submission:
    """The submission, if it is one of this consultation. Raises NotFound."""
    if submission.consultation_id != consultation.id:
        raise NotFound
    return submission


_EMPTY: dict[str, Any] = {
    "name": "", "organisation": "", "subcategory": "", "category_other": "", "country": "", "email": "",
    "language": "en", "on_behalf_of": [], "consent_policies": {}, "is_late": False, "last_number": 0,
    "route": Route.WEB,
}  # fmt: skip

_SHEETS = table(Submission)
_BEGIN = (
    insert_once(_SHEETS)
    .on_conflict_do_nothing()
    .returning(_SHEETS.c.id)  # the hash of the code follows from the key
)  # built once: building a statement costs more than running it


def insert_sheet(**values: Any) -> Submission | None:
    """A new sheet, or None where its key is known: then somebody pressed twice."""
    row = _EMPTY | {"code_hash": references.code_hash(references.code_of(values["key"]))} | values
    identifier = db.session.execute(_BEGIN, row).scalar_one_or_none()
    if identifier is None:
        return None
    made = Submission(**row, id=identifier)
    make_transient_to_detached(made)
    db.session.add(made)
    return made


def clean_who(who: Mapping[str, Any]) -> dict[str, Any]:
    """What a sheet says of its sender, cleaned. Raises TypeError for a word that says nothing of them."""
    unknown = set(who) - WHO
    if unknown:
        raise TypeError(f"{sorted(unknown)} say nothing of who somebody is")
    return {
        name: markup.line(value) if type(value) is str else value
        for name, value in who.items()
        if value is not None
    }


@action
def describe(submission: Submission, *, user: User | None = None, **who: Any) -> None:
    """Say who sends it, for whom, and where a receipt goes; `user` makes it theirs if it is nobody's yet."""
    lock_composing(submission)
    for name, value in clean_who(who).items():
        setattr(submission, name, value)
    if user is not None and submission.user_id is None:
        submission.user_id = user.id
    submission.changed_at = clock.now()


@action
def add_comment(
    submission: Submission,
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
    received_at: datetime | None = None,
    sent_again_at: datetime | None = None,
    is_typed: bool = False,
    begun: Begun | None = None,
) -> Comment:
    """Add a comment or an answer; after submitting it is filed at once, until the closing.

    `sent_again_at` is when it came again, where an outage had kept it from being taken at `received_at`.
    The same key again is the same comment, which it says differently as long as it was only saved while it was typed
    (`is_typed`); later it raises Conflict where it then says something else. What the page was opened with (`begun`) is
    forgotten, unless another window has kept something else of it. Raises NotPossible for an empty or too
    long one, for a place that is not in the text, and for a submitted sheet after the closing; NotQuoted for a quote
    whose words do not stand in the place.
    """
    lock(submission)
    known = queries.keyed(submission, key)
    words = clean_words(comment, proposal, rationale)
    quote = markup.line(quote)[:500]
    now = clock.now()
    terms = share(submission.consultation_id) if submission.state == State.SUBMITTED else None
    version_id = terms.version_id if terms else submission.consultation.version_id
    place = queries.places(version_id, [block_key]).get(block_key) if version_id and block_key else None
    if place is not None and markup.line(words["proposal"]) == markup.line(place.text):
        words["proposal"] = ""
    says = (type, quote, *words.values())
    if known is not None and known.is_typed and submission.state == State.COMPOSING:
        if _says(known) != says:
            check_quotes(known.version_id, [(known.block_key, quote)])
            _say(known, type, quote, words, key)
            submission.changed_at = now
        known.is_typed = is_typed
        forget_typed(submission, key, known, begun)
        return known
    if known is not None:
        if _says(known) != says:
            raise Conflict(N_("This page has already added a comment, which says something else."))
        forget_typed(submission, key, begun=begun)
        return known
    if subject == Subject.CLAUSE and place is None:
        raise NotPossible(
            N_("This place is not in the text any more. Choose another, or comment on the whole.")
        )
    if (subject == Subject.QUESTION) != (question is not None):
        raise NotPossible(N_("Choose a question to answer."))
    if question is not None and question.consultation_id != submission.consultation_id:
        raise NotFound
    if submission.state == State.WITHDRAWN:
        raise NotPossible(N_("This submission was withdrawn."))
    if is_typed and submission.state != State.COMPOSING:
        raise NotPossible(N_("It was submitted already."))
    if terms is not None:
        require_open(terms, received_at or now)
    check_quotes(version_id, [(block_key if subject == Subject.CLAUSE else "", quote)])
    submission.last_number += 1
    submission.changed_at = now
    added = Comment(
        submission_id=submission.id,
        consultation_id=submission.consultation_id,
        number=submission.last_number,
        key=key,
        said_from=key,
        is_typed=is_typed,
        subject=subject,
        block_key=block_key if subject == Subject.CLAUSE else "",
        place=place.words if place and subject == Subject.CLAUSE else "",
        place_order=place.order if place and subject == Subject.CLAUSE else 0,
        version_id=version_id,
        question_id=question.id if question else None,
        quote=quote,
        type=type,
        language=language or submission.language,
        edition=1,
        reason="",
        **words,
    )
    db.session.add(added)
    db.session.flush()
    forget_typed(submission, key, begun=begun)
    if terms is not None:
        after_outage(added, received_at, sent_again_at)
        file([added], now)
        tell("amended", submission, terms.organisation_id, comment=added, again=(received_at, sent_again_at))
        tallies.add(
            submission.consultation_id, {("comments", "received"): 1, ("moderation", Moderation.RECEIVED): 1}
        )
    return added


def check_quotes(version_id: int | None, quotes: Sequence[tuple[str, str]]) -> None:
    """Raise NotQuoted where one of (block key, quote) has words that do not stand in its block."""
    given = [(key, quote) for key, quote in quotes if quote]
    blocks = queries.printed(version_id, [key for key, _quote in given])
    if not all(key in blocks and quoting.stands_in(quote, blocks[key]) for key, quote in given):
        raise NotQuoted


def _says(comment: Comment | CommentEdition) -> tuple[Any, ...]:
    return tuple(getattr(comment, name) for name in SAID)


def _say(comment: Comment, kind: CommentType, quote: str, words: Mapping[str, str], key: str) -> None:
    comment.type, comment.quote, comment.said_from = kind, quote, key or None
    for name, text in words.items():
        setattr(comment, name, text)


def clean_words(comment: str, proposal: str, rationale: str) -> dict[str, str]:
    """The words of a comment, cleaned. Raises NotPossible where there are none, or too many."""
    words = {
        name: markup.plain(text)
        for name, text in (("comment", comment), ("proposal", proposal), ("rationale", rationale))
    }
    if not words["comment"]:
        raise NotPossible(N_("Write a comment."))
    if any(len(text) > markup.LONGEST_COMMENT for text in words.values()):
        raise NotPossible(N_("This is longer than %(most)s characters."), most=markup.LONGEST_COMMENT)
    return words


@action
def change_comment(
    changed: Comment,
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
    only_on_sheet: bool = False,
    begun: Begun | None = None,
    received_at: datetime | None = None,
    sent_again_at: datetime | None = None,
) -> None:
    """Say it differently: in place while composing; later, until the closing, as a new edition that is moderated again.

    Of a published comment the public reads the earlier edition until a moderator has decided on the new one.

    `key` is that of the form; `seen` the mark of what the comment said when its page was opened (queries.said_mark),
    `is_typed`, `begun` and `sent_again_at` as for `add_comment`. What the page kept while it was typed is forgotten.
    Raises Overtaken where another page has changed it since; NotPossible after the closing, for an empty or too long
    comment, once it is withdrawn, and of a submission that was sent where nobody pressed for that (`only_on_sheet`);
    NotQuoted for a quote whose words do not stand in the place.
    """
    submission = changed.submission
    lock(submission)
    lock_comments([changed])
    words = clean_words(comment, proposal, rationale)
    now = clock.now()
    if words["proposal"] and changed.subject == Subject.CLAUSE and changed.version_id:
        place = queries.places(changed.version_id, [changed.block_key]).get(changed.block_key)
        if place is not None and markup.line(words["proposal"]) == markup.line(place.text):
            words["proposal"] = ""
    narrowed = markup.line(quote)[:500]
    if narrowed != changed.quote:
        check_quotes(changed.version_id, [(changed.block_key, narrowed)])
    says = (type, narrowed, *words.values())
    if submission.state == State.COMPOSING:
        if says != _says(changed):
            require_unchanged(changed, key, seen, is_autosave=is_typed)
            _say(changed, type, narrowed, words, key)
            submission.changed_at = now
            changed.is_typed = is_typed
        changed.is_typed = changed.is_typed and is_typed
        forget_typed(submission, key, changed, begun)
        return
    if only_on_sheet:
        raise NotPossible(N_("It was submitted already."))
    if submission.state == State.WITHDRAWN or changed.moderation in {None, Moderation.WITHDRAWN}:
        raise NotPossible(N_("This was withdrawn."))
    if says == _says(queries.last_said(changed)):
        forget_typed(submission, key, changed, begun)
        return
    is_told = changed.moderation in VISIBLE | REFUSED
    terms = hold(submission.consultation_id) if is_told else share(submission.consultation_id)
    require_open(terms, received_at or now)
    require_unchanged(changed, key, seen)
    forget_typed(submission, key, changed, begun)
    submission.changed_at, changed.said_from = now, key or None
    after_outage(changed, received_at, sent_again_at)
    if changed.moderation in VISIBLE:
        await_moderation(changed, dict(zip(SAID, says, strict=True)), now)
        tell(
            "amended", submission, terms.organisation_id, comment=changed, again=(received_at, sent_again_at)
        )
        return
    if changed.moderation in REFUSED:
        journal.erased("submissions.amended", comment=changed.id, edition=changed.last_edition + 1)
    changes = leaving(changed)
    changes[WAITING] -= changed.amendment_waits_since is not None
    _say(changed, type, narrowed, words, key)
    changed.edition = changed.last_edition + 1
    changed.posted_at = None
    forget_amendment(changed)
    unshow(changed, Moderation.RECEIVED, "")
    db.session.flush()
    file([changed], now)
    tell("amended", submission, terms.organisation_id, comment=changed, again=(received_at, sent_again_at))
    changes["moderation", Moderation.RECEIVED] += 1
    tallies.add(submission.consultation_id, changes)


@action
def remove_comment(comment: Comment) -> None:
    """Take a comment off a sheet that was not submitted; its number is not used again."""
    submission = comment.submission
    lock_composing(submission)
    db.session.execute(delete(Comment).where(Comment.id == comment.id, Comment.filed_at.is_(None)))
    db.session.expunge(comment)
    submission.changed_at = clock.now()
