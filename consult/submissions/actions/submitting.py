"""Submitting: a sheet that was composed, or a whole submission at once."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, exists, insert, select, update

from consult.accounts.models import User
from consult.consultations.models import Consultation
from consult.core import clock, markup
from consult.core.actions import action
from consult.core.database import db, table
from consult.core.errors import Conflict, NotPossible
from consult.core.seen import NoPage, compare
from consult.core.words import N_
from consult.stakeholders.models import Capacity
from consult.submissions import queries, references, tallies
from consult.submissions.actions.composing import (
    check_quotes,
    clean_who,
    clean_words,
    insert_sheet,
    of_consultation,
)
from consult.submissions.actions.holding import admit, lock, share, tell
from consult.submissions.actions.unfinished import NOT_COMPLETE
from consult.submissions.closing import Admission
from consult.submissions.lifecycle import LIFECYCLE, Moderation, State
from consult.submissions.models import (
    SAID,
    Attribution,
    Comment,
    CommentEdition,
    CommentType,
    Route,
    Subject,
    Submission,
    UnfinishedComment,
)

SHEET = ("changed_at",)
"""What tells one state of a sheet from another, for `core.seen`: whatever is said on it anew changes the moment."""


@action
def submit(
    submission: Submission,
    *,
    attribution: Attribution,
    policies: Mapping[str, int],
    received_at: datetime,
    seen: str | NoPage,
    sent_again_at: datetime | None = None,
) -> str:
    """Submit a sheet that reached us complete at `received_at`; again changes nothing. Returns its reference.

    `sent_again_at` is when it came again, where an outage had kept it from being taken when it first reached us.

    Raises NotTaken by the published rule (the sheet stays), Overtaken where the sheet is not the one that was `seen`
    (its mark by SHEET), NotPossible where it is empty, a comment is not complete, it says not who sends it, or the
    attribution does not fit the capacity.
    """
    lock(submission)
    if submission.state != State.COMPOSING:
        return str(submission.reference)
    terms = share(submission.consultation_id)
    how = admit(terms, received_at)
    compare(seen, submission, *SHEET)
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
    submission.sent_again_at = sent_again_at
    submission.changed_at = clock.now()
    submission.is_late = how == Admission.LATE
    submission.email_confirmed_at = _known_address(submission.user_id, submission.email)
    db.session.flush()
    tell("submitted", submission, terms.organisation_id)
    tallies.add(submission.consultation_id, _arriving(count, submission.is_late))
    return reference


def _check_attribution(attribution: Attribution, capacity: Capacity, name: str, organisation: str) -> None:
    if capacity == Capacity.OFFICIAL_POSITION and attribution != Attribution.ATTRIBUTED:
        raise NotPossible(N_("An official position is always shown with its name."))
    if attribution == Attribution.ATTRIBUTED and not (name or organisation):
        raise NotPossible(N_("To be shown with a name, give one."))
    if attribution == Attribution.ORGANISATION_ONLY and not organisation:
        raise NotPossible(N_("To be shown with the organisation, name it."))


def _known_address(user_id: int | None, email: str) -> datetime | None:
    """Since when it is known that `email` is the address of who sends it: where it is the confirmed one of their
    account; None where its owner has to confirm it."""
    user = db.session.get(User, user_id) if user_id is not None and email else None
    return user.email_confirmed_at if user is not None and user.email.lower() == email.lower() else None


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
    terms = share(consultation.id)
    how = admit(terms, at)
    said = clean_who(who)
    _check_attribution(attribution, said["capacity"], said.get("name", ""), said.get("organisation", ""))
    made = insert_sheet(
        consultation_id=consultation.id, key=key, user_id=user.id if user else None, state=State.SUBMITTED,
        reference=references.reference(), route=route, attribution=attribution, consent_policies=dict(policies or {}),
        consented_at=at, begun_at=at, changed_at=now, received_at=at, is_late=how == Admission.LATE,
        last_number=len(comments),
        email_confirmed_at=_known_address(user.id if user else None, said.get("email", "")), **said,
    )  # fmt: skip
    if made is None:
        known = queries.by_key(key)
        if known is None:
            raise Conflict(N_("Please send it once more."))
        return of_consultation(known, consultation)
    keys = [str(one.get("block_key", "")) for one in comments]
    places = queries.places(terms.version_id, keys)
    rows = [_row(made, number, one, places, terms.version_id, now) for number, one in enumerate(comments, 1)]
    check_quotes(terms.version_id, [(row["block_key"], row["quote"]) for row in rows])
    db.session.execute(_ADD, rows)
    db.session.execute(_KEEP, {"sheet": made.id})
    tell("submitted", made, terms.organisation_id)
    tallies.add(consultation.id, _arriving(len(rows), made.is_late))
    return made


_COMMENTS, _EDITIONS = table(Comment), table(CommentEdition)
_KEPT = ("edition", *SAID, "filed_at")

_ADD = insert(_COMMENTS).returning(_COMMENTS.c.id)
"""RETURNING makes it one statement for many rows."""

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
    insert(_EDITIONS)
    .from_select(["comment_id", *_KEPT], select(_FILED))
    .returning(
        _EDITIONS.c.comment_id,
        exists().where(UnfinishedComment.submission_id == bindparam("sheet")).label("has_unfinished"),
    )
)
"""Files the comments of a sheet, and keeps what they say, at once; and tells whether others are not complete."""


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
    words = clean_words(said["comment"], said.get("proposal", ""), said.get("rationale", ""))
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
    """File every comment of a sheet: into moderation, and its words among the editions; how many there are. Raises
    NotPossible where one is not complete."""
    filed = db.session.execute(_FILE, {"sheet": submission_id, "now": now}).all()
    if any(row.has_unfinished for row in filed):
        raise NotPossible(NOT_COMPLETE)
    for loaded in list(db.session.identity_map.values()):
        if isinstance(loaded, Comment) and loaded.submission_id == submission_id:
            db.session.expire(loaded)
    return len(filed)
