"""Composing, submitting, amending and withdrawing; what the public is shown of a comment.

Locks are taken in one order, so that nobody waits for each other in a circle: submission, comments by id, the row of
the consultation, counts. Whoever submits shares the consultation's row with others who submit, and keeps an extension
or a withdrawal of the consultation from coming in between; whoever changes what the public sees has it alone.
"""

from calendar import monthrange
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Row,
    Select,
    bindparam,
    case,
    delete,
    func,
    insert,
    or_,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import insert as insert_once
from sqlalchemy.orm import make_transient_to_detached

from consult.accounts.models import User
from consult.consultations.actions import touch
from consult.consultations.lifecycle import State as ConsultationState
from consult.consultations.models import Consultation, Question, Rule
from consult.core import clock, mail, markup
from consult.core.actions import action
from consult.core.database import db, table
from consult.core.errors import Conflict, NotFound, NotPossible
from consult.core.events import record
from consult.core.words import N_
from consult.organisations.models import Policy, PolicyKind
from consult.stakeholders.models import Capacity
from consult.submissions import queries, quoting, references, tallies
from consult.submissions.closing import PROMPT, TAKEN, Admission, admission
from consult.submissions.lifecycle import AWAITING, LIFECYCLE, REFUSED, VISIBLE, Moderation, State
from consult.submissions.models import (
    Attribution,
    Comment,
    CommentEdition,
    CommentType,
    Route,
    Subject,
    Submission,
)

WHO = frozenset(
    {
        "name", "organisation", "category", "subcategory", "category_other", "country", "capacity", "on_behalf_of",
        "email", "language",
    }
)  # fmt: skip
"""What a sheet says of its sender."""

REFUSALS: dict[Admission, str] = {
    Admission.TOO_EARLY: N_("This consultation is not open yet."),
    Admission.REFUSED: N_("This consultation has closed, and its rules take no late comments."),
    Admission.OVER: N_("This consultation is over; it takes no comments any more."),
    Admission.NOT_ASKED: N_("This is an announcement; comments are not asked for."),
}


Terms = Row[*tuple[Any, ...]]
"""What of a consultation decides whether a submission is taken."""


class NotTaken(NotPossible):
    """The consultation takes no comments at this moment; `admission` says why."""

    def __init__(self, how: Admission) -> None:
        super().__init__(REFUSALS[how])
        self.admission = how


class NotQuoted(NotPossible):
    """The words that a comment narrows its place to do not stand there: a quote is public, and cannot be redacted."""

    def __init__(self) -> None:
        super().__init__(
            N_("These words are not in this place of the text; choose words of it or leave the field empty.")
        )


# -- composing -------------------------------------------------------------------------------------------------------


@action
def begin(
    consultation: Consultation, *, key: str, user: User | None = None, language: str = "en", **who: Any
) -> Submission:
    """Begin a sheet; the same key again is the same sheet. Raises NotTaken where comments are not asked for now."""
    known = queries.by_key(key)
    if known is not None:
        return _of(known, consultation)
    now = clock.now()
    _admit(_terms(consultation.id), now)
    made = _insert(
        consultation_id=consultation.id, key=key, user_id=user.id if user else None, state=State.COMPOSING,
        begun_at=now, changed_at=now, **{"language": language} | _who(who),
    )  # fmt: skip
    found = made or queries.by_key(key)
    if found is None:
        raise Conflict(N_("Please send it once more."))
    return _of(found, consultation)


def _of(submission: Submission, consultation: Consultation) -> Submission:
    if submission.consultation_id != consultation.id:
        raise NotFound
    return submission


_EMPTY: dict[str, Any] = {
    "name": "", "organisation": "", "subcategory": "", "category_other": "", "country": "", "email": "",
    "language": "en", "on_behalf_of": [], "consent_policies": {}, "is_late": False, "last_number": 0,
    "route": Route.WEB,
}  # fmt: skip


_SHEETS, _COMMENTS, _EDITIONS = (table(model) for model in (Submission, Comment, CommentEdition))
_BEGIN = (
    insert_once(_SHEETS)
    .on_conflict_do_nothing()
    .returning(_SHEETS.c.id)  # the hash of the code follows from the key
)  # built once: building a statement costs more than running it


def _insert(**values: Any) -> Submission | None:
    """A new sheet, or None where its key is known: then somebody pressed twice."""
    row = _EMPTY | {"code_hash": references.code_hash(references.code_of(values["key"]))} | values
    identifier = db.session.execute(_BEGIN, row).scalar_one_or_none()
    if identifier is None:
        return None
    made = Submission(**row, id=identifier)
    make_transient_to_detached(made)
    db.session.add(made)
    return made


def _who(who: Mapping[str, Any]) -> dict[str, Any]:
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
    _composing(submission)
    for name, value in _who(who).items():
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
) -> Comment:
    """Add a comment or an answer; after submitting it is filed at once, until the closing.

    The same key again is the same comment; raises Conflict where it then says something else, NotPossible for an
    empty or too long one, for a place that is not in the text, and for a submitted sheet after the closing;
    NotQuoted for a quote whose words do not stand in the place.
    """
    _lock(submission)
    known = queries.keyed(submission, key)
    words = _words(comment, proposal, rationale)
    quote = markup.line(quote)[:500]
    now = clock.now()
    terms = _share(submission.consultation_id) if submission.state == State.SUBMITTED else None
    version_id = terms.version_id if terms else submission.consultation.version_id
    place = queries.places(version_id, [block_key]).get(block_key) if version_id and block_key else None
    if place is not None and markup.line(words["proposal"]) == markup.line(place.text):
        words["proposal"] = ""
    if known is not None:
        if _says(known) != (type, quote, *words.values()):
            raise Conflict(N_("This page has already added a comment, which says something else."))
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
    if terms is not None:
        _still_open(terms, received_at or now)
    _check_quotes(version_id, [(block_key if subject == Subject.CLAUSE else "", quote)])
    submission.last_number += 1
    submission.changed_at = now
    added = Comment(
        submission_id=submission.id,
        consultation_id=submission.consultation_id,
        number=submission.last_number,
        key=key,
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
    if terms is not None:
        _file([added], now)
        _record("amended", submission, terms.organisation_id, comment=added)
        tallies.add(
            submission.consultation_id, {("comments", "received"): 1, ("moderation", Moderation.RECEIVED): 1}
        )
    return added


def _check_quotes(version_id: int | None, quotes: Sequence[tuple[str, str]]) -> None:
    """Raise NotQuoted where one of (block key, quote) has words that do not stand in its block."""
    given = [(key, quote) for key, quote in quotes if quote]
    blocks = queries.printed(version_id, [key for key, _quote in given])
    if not all(key in blocks and quoting.stands_in(quote, blocks[key]) for key, quote in given):
        raise NotQuoted


def _says(comment: Comment) -> tuple[Any, ...]:
    return (comment.type, comment.quote, comment.comment, comment.proposal, comment.rationale)


def _say(comment: Comment, kind: CommentType, quote: str, words: Mapping[str, str]) -> None:
    comment.type, comment.quote = kind, quote
    for name, text in words.items():
        setattr(comment, name, text)


def _words(comment: str, proposal: str, rationale: str) -> dict[str, str]:
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
    received_at: datetime | None = None,
) -> None:
    """Say it differently: in place while composing; later, until the closing, as a new edition that is moderated again.

    Raises NotPossible after the closing, for an empty or too long comment, and once it is withdrawn; NotQuoted for a
    quote whose words do not stand in the place.
    """
    submission = changed.submission
    _lock(submission)
    _lock_comments([changed])
    words = _words(comment, proposal, rationale)
    now = clock.now()
    if words["proposal"] and changed.subject == Subject.CLAUSE and changed.version_id:
        place = queries.places(changed.version_id, [changed.block_key]).get(changed.block_key)
        if place is not None and markup.line(words["proposal"]) == markup.line(place.text):
            words["proposal"] = ""
    narrowed = markup.line(quote)[:500]
    if narrowed != changed.quote:
        _check_quotes(changed.version_id, [(changed.block_key, narrowed)])
    if submission.state == State.COMPOSING:
        _say(changed, type, narrowed, words)
        submission.changed_at = now
        return
    if submission.state == State.WITHDRAWN or changed.moderation in {None, Moderation.WITHDRAWN}:
        raise NotPossible(N_("This was withdrawn."))
    if (type, narrowed, *words.values()) == _says(changed):
        return
    was_visible = changed.moderation in VISIBLE
    terms = _hold(submission.consultation_id) if was_visible else _share(submission.consultation_id)
    _still_open(terms, received_at or now)
    changes = _leaving(changed)
    _say(changed, type, narrowed, words)
    changed.edition += 1
    changed.posted_at = None
    _hide(changed, Moderation.RECEIVED, "")
    submission.changed_at = now
    db.session.flush()
    _file([changed], now)
    _record("amended", submission, terms.organisation_id, comment=changed)
    changes["moderation", Moderation.RECEIVED] += 1
    tallies.add(submission.consultation_id, changes)


@action
def remove_comment(comment: Comment) -> None:
    """Take a comment off a sheet that was not submitted; its number is not used again."""
    _composing(comment.submission)
    db.session.execute(delete(Comment).where(Comment.id == comment.id, Comment.filed_at.is_(None)))
    db.session.expunge(comment)


def _composing(submission: Submission) -> None:
    _lock(submission)
    if submission.state != State.COMPOSING:
        raise NotPossible(N_("It was submitted already."))


# -- submitting ------------------------------------------------------------------------------------------------------


@action
def submit(
    submission: Submission, *, attribution: Attribution, policies: Mapping[str, int], received_at: datetime
) -> str:
    """Submit a sheet that reached us complete at `received_at`; again changes nothing. Returns its reference.

    Raises NotTaken by the published rule (the sheet stays), NotPossible where it is empty, says not who sends it, or
    the attribution does not fit the capacity.
    """
    _lock(submission)
    if submission.state != State.COMPOSING:
        return str(submission.reference)
    terms = _share(submission.consultation_id)
    how = _admit(terms, received_at)
    if submission.category is None or submission.capacity is None:
        raise NotPossible(N_("Say first who you are and for whom you comment."))
    _check_attribution(attribution, submission.capacity, submission.name, submission.organisation)
    count = _file_all(submission.id, clock.now())
    if not count:
        raise NotPossible(N_("There is no comment to send yet."))
    submission.state = LIFECYCLE.after("submit", submission.state)
    submission.reference = reference = references.reference()
    submission.attribution = attribution
    submission.consent_policies = dict(policies)
    submission.consented_at = submission.received_at = received_at
    submission.changed_at = clock.now()
    submission.is_late = how == Admission.LATE
    db.session.flush()
    _record("submitted", submission, terms.organisation_id)
    tallies.add(submission.consultation_id, _arriving(count, submission.is_late))
    return reference


def _check_attribution(attribution: Attribution, capacity: Capacity, name: str, organisation: str) -> None:
    if capacity == Capacity.OFFICIAL_POSITION and attribution != Attribution.ATTRIBUTED:
        raise NotPossible(N_("An official position is always shown with its name."))
    if attribution == Attribution.ATTRIBUTED and not (name or organisation):
        raise NotPossible(N_("To be shown with a name, give one."))
    if attribution == Attribution.ORGANISATION_ONLY and not organisation:
        raise NotPossible(N_("To be shown with the organisation, name it."))


def _arriving(count: int, is_late: bool) -> dict[tuple[str, str], int]:
    return {
        ("comments", "received"): count,
        ("moderation", Moderation.RECEIVED): count,
        ("submissions", "received"): 1,
        ("submissions", "late"): int(is_late),
    }


@action
def receive(
    consultation: Consultation,
    *,
    key: str,
    who: Mapping[str, Any],
    comments: Sequence[Mapping[str, Any]],
    attribution: Attribution,
    received_at: datetime | None = None,
    user: User | None = None,
    route: Route = Route.WEB,
    policies: Mapping[str, int] | None = None,
) -> Submission:
    """A whole submission in one transaction: what staff enter, what the demo and tests tell.

    The same key again is the same submission. Each of `comments` has the words of `add_comment` (subject, block_key,
    question, quote, type, comment, proposal, rationale, language). Raises as `begin`, `add_comment` and `submit`.
    """
    if not comments:
        raise NotPossible(N_("There is no comment to send yet."))
    now = clock.now()
    at = received_at or now
    terms = _share(consultation.id)
    how = _admit(terms, at)
    said = _who(who)
    _check_attribution(attribution, said["capacity"], said.get("name", ""), said.get("organisation", ""))
    made = _insert(
        consultation_id=consultation.id, key=key, user_id=user.id if user else None, state=State.SUBMITTED,
        reference=references.reference(), route=route, attribution=attribution, consent_policies=dict(policies or {}),
        consented_at=at, begun_at=at, changed_at=now, received_at=at, is_late=how == Admission.LATE,
        last_number=len(comments), **said,
    )  # fmt: skip
    if made is None:
        known = queries.by_key(key)
        if known is None:
            raise Conflict(N_("Please send it once more."))
        return _of(known, consultation)
    keys = [str(one.get("block_key", "")) for one in comments]
    places = queries.places(terms.version_id, keys)
    rows = [_row(made, number, one, places, terms.version_id, now) for number, one in enumerate(comments, 1)]
    _check_quotes(terms.version_id, [(row["block_key"], row["quote"]) for row in rows])
    db.session.execute(_ADD, rows)
    db.session.execute(_KEEP, {"sheet": made.id})
    _record("submitted", made, terms.organisation_id)
    tallies.add(consultation.id, _arriving(len(rows), made.is_late))
    return made


_EDITION = ("type", "quote", "comment", "proposal", "rationale")
_KEPT = ("edition", *_EDITION, "filed_at")
_ADD = insert(_COMMENTS)
_KEEP = insert(_EDITIONS).from_select(
    ["comment_id", *_KEPT],
    select(_COMMENTS.c.id, *(_COMMENTS.c[name] for name in _KEPT)).where(
        _COMMENTS.c.submission_id == bindparam("sheet")
    ),
)
"""Keeps what a sheet says at the moment it is submitted."""
_FILED = (
    update(_COMMENTS)
    .where(_COMMENTS.c.submission_id == bindparam("sheet"), _COMMENTS.c.filed_at.is_(None))
    .values(filed_at=bindparam("now"), moderation=Moderation.RECEIVED)
    .returning(_COMMENTS.c.id, *(_COMMENTS.c[name] for name in _KEPT))
    .cte("filed")
)
_FILE = (
    insert(_EDITIONS).from_select(["comment_id", *_KEPT], select(_FILED)).returning(_EDITIONS.c.comment_id)
)
"""Files the comments of a sheet, and keeps what they say, at once."""


def _row(
    submission: Submission,
    number: int,
    said: Mapping[str, Any],
    places: Mapping[str, queries.Place],
    version_id: int | None,
    now: datetime,
) -> dict[str, Any]:
    """A comment of a whole submission, as a row to be inserted."""
    subject = Subject(said.get("subject", Subject.CLAUSE if said.get("block_key") else Subject.GENERAL))
    question = said.get("question")
    place = places.get(str(said.get("block_key", "")))
    if subject == Subject.CLAUSE and place is None:
        raise NotPossible(
            N_("This place is not in the text any more. Choose another, or comment on the whole.")
        )
    words = _words(said["comment"], said.get("proposal", ""), said.get("rationale", ""))
    if place is not None and markup.line(words["proposal"]) == markup.line(place.text):
        words["proposal"] = ""
    return {
        "submission_id": submission.id,
        "consultation_id": submission.consultation_id,
        "number": number,
        "key": str(said.get("key", f"{submission.key}:{number}")),
        "subject": subject,
        "block_key": place.key if place and subject == Subject.CLAUSE else "",
        "place": place.words if place and subject == Subject.CLAUSE else "",
        "place_order": place.order if place and subject == Subject.CLAUSE else 0,
        "version_id": version_id,
        "question_id": question.id if question is not None else None,
        "quote": markup.line(said.get("quote", ""))[:500],
        "type": CommentType(said.get("type", CommentType.GENERAL)),
        "language": said.get("language") or submission.language,
        "edition": 1,
        "filed_at": now,
        "moderation": Moderation.RECEIVED,
        "reason": "",
        **words,
    }


def _file_all(submission_id: int, now: datetime) -> int:
    """File every comment of a sheet: into moderation, and its words among the editions; how many there are."""
    filed = db.session.execute(_FILE, {"sheet": submission_id, "now": now}).all()
    for loaded in list(db.session.identity_map.values()):
        if isinstance(loaded, Comment) and loaded.submission_id == submission_id:
            db.session.expire(loaded)
    return len(filed)


def _file(comments: Iterable[Comment], now: datetime) -> None:
    """File new or amended comments: their words go among the editions, where nothing ever changes."""
    for comment in comments:
        comment.filed_at, comment.moderation = now, Moderation.RECEIVED
        db.session.add(
            CommentEdition(
                comment_id=comment.id,
                edition=comment.edition,
                filed_at=now,
                **{name: getattr(comment, name) for name in _EDITION},
            )
        )
    db.session.flush()


# -- taking back -----------------------------------------------------------------------------------------------------


@action
def withdraw(submission: Submission, *, by: User | None = None, received_at: datetime | None = None) -> None:
    """Take a whole submission back, until the closing; again changes nothing. Its words are kept, not shown."""
    _lock(submission)
    if submission.state == State.WITHDRAWN:
        return
    submission.state = LIFECYCLE.after("withdraw", submission.state)
    comments = [
        comment
        for comment in lock_all(queries.comments_of(submission))
        if comment.moderation not in {None, Moderation.WITHDRAWN}
    ]
    terms = _hold(submission.consultation_id)
    _still_open(terms, received_at or clock.now())
    changes: Counter[tuple[str, str]] = Counter()
    for comment in comments:
        changes.update(_withdrawn(comment))
    submission.withdrawn_at = submission.changed_at = clock.now()
    db.session.flush()
    _record("withdrawn", submission, terms.organisation_id, by=by)
    changes["submissions", "withdrawn"] += 1
    tallies.add(submission.consultation_id, changes)


@action
def withdraw_comment(
    comment: Comment, *, by: User | None = None, received_at: datetime | None = None
) -> None:
    """Take one comment back, until the closing; again changes nothing. The rest of the submission stands."""
    submission = comment.submission
    _lock(submission)
    _lock_comments([comment])
    if comment.moderation == Moderation.WITHDRAWN:
        return
    if comment.moderation is None:
        raise NotPossible(N_("It was not submitted yet: remove it instead."))
    terms = _hold(submission.consultation_id)
    _still_open(terms, received_at or clock.now())
    changes = _withdrawn(comment)
    submission.changed_at = clock.now()
    db.session.flush()
    _record("comment_withdrawn", submission, terms.organisation_id, comment=comment, by=by)
    tallies.add(submission.consultation_id, changes)


def _withdrawn(comment: Comment) -> Counter[tuple[str, str]]:
    """Take one locked comment out of sight; what that does to the counts."""
    changes = _leaving(comment)
    comment.posted_at = None
    _hide(comment, Moderation.WITHDRAWN, "")
    changes["moderation", Moderation.WITHDRAWN] += 1
    db.session.flush()  # the next one of the same submission counts those that are still seen
    return changes


# -- what the public sees: for the verbs of moderation ---------------------------------------------------------------


@action
def lock_all(comments: Sequence[Comment]) -> list[Comment]:
    """Hold these comments, read anew, until the end of the action: lock all at once before deciding on several."""
    ordered = sorted(comments, key=lambda comment: comment.id)
    _lock_comments(ordered)
    return ordered


@action
def show(
    comment: Comment, *, state: Moderation, hidden: Mapping[str, Sequence[markup.Hidden]], reason: str = ""
) -> None:
    """Let the public read a comment, `hidden` spans of its parts ("comment", "proposal", "rationale") left out.

    Raises NotPossible for one that its sender does not want published, and once it is withdrawn.
    """
    if state not in VISIBLE:
        raise ValueError(f"{state} is not visible")
    _lock_comments([comment])
    if comment.submission.attribution == Attribution.CONFIDENTIAL:
        raise NotPossible(N_("Its sender asked that it is not published."))
    if comment.moderation in {None, Moderation.WITHDRAWN}:
        raise NotPossible(N_("It was withdrawn by its sender."))
    touch(comment.consultation_id)
    was_visible = comment.moderation in VISIBLE
    changes = _leaving(comment)
    comment.shown_comment = markup.comment(comment.comment, hidden.get("comment", ()))
    comment.shown_rationale = (
        markup.comment(comment.rationale, hidden.get("rationale", ())) if comment.rationale else None
    )
    comment.shown_proposal = _without(comment.proposal, hidden.get("proposal", ())) or None
    shown = (comment.shown_comment, comment.shown_proposal or "", comment.shown_rationale or "")
    comment.shown_text = "\n".join(
        markup.text_of(words) if number != 1 else words for number, words in enumerate(shown) if words
    )
    comment.moderation, comment.reason = state, reason
    if not was_visible or comment.posted_at is None:
        comment.posted_at = clock.now()
    db.session.flush()
    changes["moderation", state] += 1
    changes.update(tallies.visible(tallies.facts(comment.id), comment.posted_at))
    tallies.add(comment.consultation_id, changes)


def _without(text: str, hidden: Sequence[markup.Hidden]) -> str:
    """Plain text with "[…]" in the places of `hidden`."""
    pieces, at = [], 0
    for span in sorted(hidden, key=lambda one: one.start):
        if span.start < at or span.end <= span.start or span.end > len(text):
            raise ValueError("redactions overlap or lie outside the text")
        pieces += [text[at : span.start], "[…]"]
        at = span.end
    return "".join(pieces) + text[at:]


@action
def hide(comment: Comment, *, state: Moderation, reason: str = "") -> None:
    """Keep a comment from the public: withheld, removed, or waiting again."""
    if state in VISIBLE or state == Moderation.WITHDRAWN:
        raise ValueError(f"{state} is not for hiding")
    if state in REFUSED and not reason:
        raise ValueError("a refusal has a reason")
    _lock_comments([comment])
    if comment.moderation in {None, Moderation.WITHDRAWN}:
        raise NotPossible(N_("It was withdrawn by its sender."))
    touch(comment.consultation_id)
    _become(comment, state, reason)


@action
def set_in_review(comment: Comment) -> None:
    """Somebody looks at it; nothing that the public sees changes."""
    _lock_comments([comment])
    if comment.moderation not in AWAITING:
        raise NotPossible(N_("It does not wait any more."))
    if comment.moderation == Moderation.IN_REVIEW:
        return
    _hold_quietly(comment.consultation_id)
    _become(comment, Moderation.IN_REVIEW, "")


def _become(comment: Comment, state: Moderation, reason: str) -> None:
    changes = _leaving(comment)
    _hide(comment, state, reason)
    db.session.flush()
    changes["moderation", state] += 1
    if state in REFUSED:
        changes["reason", reason] += 1
    tallies.add(comment.consultation_id, changes)


def _leaving(comment: Comment) -> Counter[tuple[str, str]]:
    """What the counts lose when a comment leaves its present state."""
    changes: Counter[tuple[str, str]] = Counter()
    changes["moderation", str(comment.moderation)] -= 1
    if comment.moderation in REFUSED:
        changes["reason", comment.reason] -= 1
    if comment.moderation in VISIBLE and comment.posted_at is not None:
        changes.subtract(tallies.visible(tallies.facts(comment.id), comment.posted_at))
    return changes


def _hide(comment: Comment, state: Moderation, reason: str) -> None:
    comment.moderation, comment.reason = state, reason
    comment.shown_comment = comment.shown_rationale = None
    comment.shown_proposal = comment.shown_text = None


# -- locks and rules -------------------------------------------------------------------------------------------------


def _lock(submission: Submission) -> None:
    """Hold the sheet, read anew: two presses at once become one after the other."""
    db.session.execute(_LOCKED, {"sheet": submission.id}).scalar_one()


_LOCKED = (
    select(Submission)
    .where(Submission.id == bindparam("sheet"))
    .with_for_update()
    .execution_options(populate_existing=True)
)


def _lock_comments(comments: Sequence[Comment]) -> None:
    """Hold comments, read anew, in the order of their ids."""
    if not comments:
        return
    db.session.flush()
    ids = sorted(comment.id for comment in comments)
    rows = select(Comment).where(Comment.id.in_(ids)).order_by(Comment.id).with_for_update()
    db.session.execute(rows.execution_options(populate_existing=True)).scalars().all()


_TERMS = (
    select(
        Consultation.state,
        Consultation.mode,
        Consultation.opens_at,
        Consultation.closes_at,
        Consultation.organisation_id,
        Consultation.version_id,
        Policy.settings,
    )
    .outerjoin(Rule, (Rule.consultation_id == Consultation.id) & (Rule.kind == PolicyKind.LATE))
    .outerjoin(Policy, Policy.id == Rule.policy_id)
    .where(Consultation.id == bindparam("consultation"))
)
_TERMS_SHARED = _TERMS.with_for_update(read=True, of=Consultation)


def _terms(consultation_id: int) -> Terms:
    return db.session.execute(_TERMS, {"consultation": consultation_id}).one()


def _share(consultation_id: int) -> Terms:
    """Share the consultation's row: its dates and state stay until the commit; others may submit beside us."""
    return db.session.execute(_TERMS_SHARED, {"consultation": consultation_id}).one()


def _hold(consultation_id: int) -> Terms:
    """Have the consultation's row alone, for something public changes."""
    touch(consultation_id)
    return _terms(consultation_id)


def _hold_quietly(consultation_id: int) -> None:
    """Have the consultation's row alone, though nothing public changes."""
    rows = select(Consultation.id).where(Consultation.id == consultation_id)
    db.session.execute(rows.with_for_update(key_share=True))


def _admit(terms: Terms, at: datetime) -> Admission:
    how = admission(terms.state, terms.mode, terms.opens_at, terms.closes_at, terms.settings, at)
    if how not in TAKEN:
        raise NotTaken(how)
    return how


def _still_open(terms: Terms, at: datetime) -> None:
    how = admission(terms.state, terms.mode, terms.opens_at, terms.closes_at, terms.settings, at)
    if how not in PROMPT:
        raise NotPossible(N_("This consultation has closed: what was submitted stays as it is."))


def _record(
    what: str,
    submission: Submission,
    organisation_id: int,
    *,
    comment: Comment | None = None,
    by: User | None = None,
) -> None:
    subject = str(submission.reference) + (f"/{comment.number}" if comment is not None else "")
    data = {"comment": comment.id, "edition": comment.edition} if comment is not None else {}
    record(
        f"submissions.{what}", subject, by=by.id if by else submission.user_id, organisation=organisation_id,
        consultation=submission.consultation_id, submission=submission.id, **data,
    )  # fmt: skip


# -- letters and forgetting ------------------------------------------------------------------------------------------


@action
def acknowledge(submission: Submission) -> None:
    """Post the receipt, where an address was left; again posts nothing. It says neither the code nor the words."""
    to = queries.address(submission)
    if to is None or submission.received_at is None or submission.reference is None:
        return
    email, language, zone = to
    consultation = submission.consultation
    subject, text = mail.write(
        "submissions/letters/received",
        language,
        reference=submission.reference,
        title=consultation.title,
        organisation=consultation.organisation.name,
        received_at=submission.received_at,
        closes_at=consultation.closes_at,
        response_due_on=consultation.response_due_on,
        is_late=submission.is_late,
        zone=zone,
        link=mail.link(f"/submissions/{submission.reference}/status"),
    )
    mail.post(to=email, key=f"received {submission.reference}", subject=subject, text=text)


@action
def mail_code(submission: Submission, email: str) -> None:
    """Post the resume code to an address, because whoever has the sheet open asked for it."""
    subject, text = mail.write(
        "submissions/letters/code",
        submission.language,
        title=submission.consultation.title,
        organisation=submission.consultation.organisation.name,
        code=references.spaced(references.code_of(submission.key, submission.code_hash)),
        link=mail.link("/resume"),
    )
    mail.post(to=email, key=f"code {submission.id} {email.lower()}", subject=subject, text=text)


@action
def forget_unsent() -> None:
    """Forget sheets that were never submitted, some days after the closing, by the rule on retention. Periodic."""
    composing = select(Submission.id).where(
        Submission.consultation_id == Consultation.id, Submission.state == State.COMPOSING
    )
    rows = db.session.execute(_over(composing.exists())).all()
    for row in rows:
        if (row.withdrawn_at or row.closes_at) + queries.unsent_days(row.settings) > clock.now():
            continue
        old = select(Submission.id).where(
            Submission.consultation_id == row.id, Submission.state == State.COMPOSING
        )
        ids = db.session.execute(old.with_for_update(skip_locked=True)).scalars().all()
        db.session.execute(delete(Comment).where(Comment.submission_id.in_(ids)))
        db.session.execute(delete(Submission).where(Submission.id.in_(ids)))


def _over(condition: ColumnElement[bool]) -> Select[*tuple[Any, ...]]:
    """The consultations that take comments no more and meet `condition`: id, slug, moments, rule on retention."""
    return (
        select(
            Consultation.id,
            Consultation.slug,
            Consultation.organisation_id,
            Consultation.closes_at,
            Consultation.withdrawn_at,
            Policy.settings,
        )
        .outerjoin(Rule, (Rule.consultation_id == Consultation.id) & (Rule.kind == PolicyKind.RETENTION))
        .outerjoin(Policy, Policy.id == Rule.policy_id)
        .where(
            Consultation.state.in_(
                [ConsultationState.ANNOUNCED, ConsultationState.CONCLUDED, ConsultationState.WITHDRAWN]
            ),
            func.coalesce(Consultation.withdrawn_at, Consultation.closes_at) < clock.now(),
            condition,
        )
    )


_SENT = Submission.state != State.COMPOSING
_WITH_ADDRESS = _SENT & (Submission.email != "")
_UNNAMED = Submission.attribution.in_([Attribution.ANONYMOUS_TO_PUBLIC, Attribution.CONFIDENTIAL]) | (
    Submission.state == State.WITHDRAWN
)
_UNSEEN_NAME = _SENT & or_(
    _UNNAMED & ((Submission.name != "") | (Submission.organisation != "") | Submission.user_id.is_not(None)),
    (Submission.attribution == Attribution.ORGANISATION_ONLY)
    & ((Submission.name != "") | Submission.user_id.is_not(None)),
)
"""Sent, and with a name that the public does not see; an account is one."""

SOME = 1000
"""So many sheets are changed in one transaction."""


def forget_people() -> None:
    """Names that were not published and addresses leave, some months after the closing, by the rule. Periodic.

    The rule is the one fixed for the consultation. What is public stays: category, country, and what names it shows.
    """
    for row in db.session.execute(_over(_has(_WITH_ADDRESS | _UNSEEN_NAME))).all():
        ended = row.withdrawn_at or row.closes_at
        is_late_for_names = months_after(ended, queries.unpublished_name_months(row.settings)) <= clock.now()
        is_late_for_addresses = months_after(ended, queries.email_months(row.settings)) <= clock.now()
        while is_late_for_addresses and _forget_addresses(row):
            pass
        while is_late_for_names and _forget_names(row):
            pass


def _has(condition: ColumnElement[bool]) -> ColumnElement[bool]:
    return select(Submission.id).where(Submission.consultation_id == Consultation.id, condition).exists()


def _some(consultation_id: int, condition: ColumnElement[bool]) -> Sequence[int]:
    rows = select(Submission.id).where(Submission.consultation_id == consultation_id, condition).limit(SOME)
    return db.session.execute(rows.with_for_update(skip_locked=True)).scalars().all()


@action
def _forget_addresses(row: Row[*tuple[Any, ...]]) -> bool:
    """Forget some addresses of a consultation; whether there were any."""
    ids = _some(row.id, _WITH_ADDRESS)
    db.session.execute(update(Submission).where(Submission.id.in_(ids)).values(email=""))
    return _forgotten(row, addresses=len(ids))


@action
def _forget_names(row: Row[*tuple[Any, ...]]) -> bool:
    """Forget some names of a consultation that the public does not see; whether there were any."""
    ids = _some(row.id, _UNSEEN_NAME)
    kept = case((_UNNAMED, ""), else_=Submission.organisation)
    changed = update(Submission).where(Submission.id.in_(ids))
    db.session.execute(changed.values(name="", organisation=kept, user_id=None))
    return _forgotten(row, names=len(ids))


def _forgotten(row: Row[*tuple[Any, ...]], **counts: int) -> bool:
    if any(counts.values()):
        record(
            "submissions.forgotten", row.slug, organisation=row.organisation_id, consultation=row.id, **counts
        )
    return any(counts.values())


def months_after(at: datetime, months: int) -> datetime:
    """The same day and time `months` later, or the last day of that month."""
    years, month = divmod(at.month - 1 + min(months, 1200), 12)
    year = at.year + years
    return at.replace(year=year, month=month + 1, day=min(at.day, monthrange(year, month + 1)[1]))
