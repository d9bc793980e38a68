"""What is added to a submission after it was filed, or said differently, until the deadline."""

from collections import Counter
from dataclasses import replace
from datetime import datetime

from consult.consultations import queries as consultations
from consult.consultations.actions import bump_page_version
from consult.core import clock, journal, stale_check
from consult.core.actions import action
from consult.core.database import db
from consult.core.errors import Conflict, NotPossible
from consult.core.stale_check import NO_PAGE, NoPage
from consult.core.translatable import N_
from consult.submissions import queries, rules, tallies
from consult.submissions.actions.adding import FittingComment, add, check, check_change, language_of, row
from consult.submissions.actions.locks import (
    lock,
    lock_comments,
    lock_for_change,
    record_event,
    require_open,
    share_lock,
)
from consult.submissions.actions.pending_amendments import (
    AMENDED,
    WAITING,
    await_moderation,
    forget_amendment,
)
from consult.submissions.actions.states import after_outage, clear_public_text, counts_removed, file_editions
from consult.submissions.lifecycle import REFUSED, VISIBLE, Moderation, State
from consult.submissions.models import Comment, CommentType, ProposalKind, Submission, marked
from consult.submissions.rules import CommentWords, NewComment

WITHDRAWN = N_("This submission was withdrawn.")

ADDED_BEFORE = N_("This page has already added another comment.")


@action
def add_comment(
    submission: Submission,
    new: NewComment,
    *,
    received_at: datetime | None = None,
    sent_again_at: datetime | None = None,
) -> Comment:
    """Add a comment, with a key of its own, or the text of an answer to a submission; it is filed at once, until the
    deadline, under the next number.

    `sent_again_at` is when it came again, where an outage had kept it from being taken at `received_at`.
    The same key again is the same comment. Raises Conflict where it then says something else; NotPossible for an empty
    or too long one, for a passage that is not in the text, and after the deadline; NotQuoted for a quote whose words do
    not stand in the passage.
    """
    rules.check_key(new.key)
    lock(submission)
    known = queries.keyed(submission, new.key)
    now, terms = clock.now(), share_lock(submission.consultation_id)
    if known is not None:
        if CommentWords.of(known) != check_change(known, **new.words).said:
            raise Conflict(ADDED_BEFORE)
        return known
    written = written_on(submission.consultation_id, terms.version_id, new.version_id)
    new = replace(new, version_id=written)
    [fit] = check([new], submission.consultation_id, terms.version_id)
    if submission.state == State.WITHDRAWN:
        raise NotPossible(WITHDRAWN)
    require_open(terms, received_at or now)
    submission.last_number += 1
    submission.changed_at = now
    db.session.flush()
    values = row(
        fit, number=submission.last_number, key=new.key, said_from=new.key, is_autosaved=False,
        language=language_of(new, terms.version_id, submission.language),
    )  # fmt: skip
    first = received_at if sent_again_at is not None else None
    added = add(submission, values, first_arrived_at=first, sent_again_at=sent_again_at)
    record_event(
        "amended", submission, terms.organisation_id, comment=added, again=(received_at, sent_again_at)
    )
    tallies.add(submission.consultation_id, _ONE_RECEIVED)
    return added


_ONE_RECEIVED = {("comments", "received"): 1, ("moderation", Moderation.RECEIVED): 1}


def written_on(consultation_id: int, original_id: int | None, version_id: int | None) -> int | None:
    """The version that a comment is written on: that of a language that the public can read, or could until someone
    corrected it while the comment was sent; else the original."""
    if version_id in {None, original_id} or not consultations.is_language_version(
        consultation_id, version_id
    ):
        return original_id
    return version_id


@action
def change_comment(
    changed: Comment,
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
    received_at: datetime | None = None,
    sent_again_at: datetime | None = None,
) -> None:
    """Say it differently, until the deadline: a new edition, which is moderated again.

    Of a published comment the public reads the earlier edition until a moderator has decided on the new one. Another
    `language` alone is no new edition: it takes effect at once; None keeps the one before, as of `page_part`.

    `key` is that of the form; `seen` the mark of what the comment said when its page was opened (queries.said_mark),
    `sent_again_at` as for `add_comment`. Raises StaleForm where another page has changed it since; NotPossible after
    the deadline, for an empty or too long comment, and once it is withdrawn; NotQuoted for a quote whose words do not
    stand in the passage.
    """
    submission = changed.submission
    lock(submission)
    lock_comments([changed])
    now = clock.now()
    fit = check_change(
        changed, type=type, quote=quote, comment=comment, proposal=proposal, rationale=rationale,
        proposal_kind=proposal_kind, quote_prefix=quote_prefix, quote_start=quote_start, page_part=page_part,
    )  # fmt: skip
    if submission.state == State.WITHDRAWN or changed.moderation == Moderation.WITHDRAWN:
        raise NotPossible(N_("This comment was withdrawn."))
    spoken = rules.language_tag(language) if language else changed.last_language
    is_same = fit.said == CommentWords.of(queries.last_said(changed))
    if is_same and spoken == changed.last_language:
        return
    is_told = changed.moderation in VISIBLE | REFUSED
    terms = lock_for_change(submission.consultation_id) if is_told else share_lock(submission.consultation_id)
    require_open(terms, received_at or now)
    require_unchanged(changed, key, seen)
    submission.changed_at, changed.said_from = now, key or None
    if is_same:
        correct_language(changed, spoken, is_amendment=changed.amendment_edition is not None)
        record_event("language_changed", submission, terms.organisation_id, comment=changed, language=spoken)
        return
    after_outage(changed, received_at, sent_again_at)
    again = (received_at, sent_again_at)
    if changed.moderation in VISIBLE:
        await_moderation(changed, fit.said._asdict(), now, spoken)
        record_event("amended", submission, terms.organisation_id, comment=changed, again=again)
        return
    if changed.moderation in REFUSED:
        journal.erased(AMENDED, comment=changed.id, edition=changed.last_edition + 1)
    changes = _replace_edition(changed, fit, spoken, now)
    record_event("amended", submission, terms.organisation_id, comment=changed, again=again)
    tallies.add(submission.consultation_id, changes)


def _replace_edition(
    changed: Comment, fit: FittingComment, language: str, now: datetime
) -> Counter[tuple[str, str]]:
    """Write the next edition of a comment that the public does not read, for moderation; what changes in the counts."""
    changes = counts_removed(changed)
    changes[WAITING] -= changed.amendment_waits_since is not None
    changes["moderation", Moderation.RECEIVED] += 1
    fit.said.write(changed)
    changed.language = language
    changed.edition = changed.last_edition + 1
    changed.posted_at = None
    forget_amendment(changed)
    clear_public_text(changed, Moderation.RECEIVED, "")
    db.session.flush()
    file_editions([changed], now)
    return changes


@action
def correct_language(comment: Comment, language: str, *, is_amendment: bool) -> None:
    """Have a locked comment, or its amendment (`is_amendment`), be in this language, with the counts; the words stay
    as they are. Raises NotPossible for no language."""
    language = rules.language_tag(language)
    if is_amendment:
        comment.amendment_language = language
        db.session.flush()
        return
    changes: Counter[tuple[str, str]] = Counter()
    if comment.moderation in VISIBLE:
        bump_page_version(comment.consultation_id)
        changes["language", comment.language] -= 1
        changes["language", language] += 1
    comment.language = language
    db.session.flush()
    tallies.add(comment.consultation_id, changes)


def require_unchanged(changed: Comment, key: str, told: str | NoPage) -> None:
    """Raise StaleForm where the locked comment says something else than what the page with the form `key` showed when
    it was opened (`told`), unless that page wrote it itself."""
    is_own = bool(key) and changed.said_from == key
    if told is not NO_PAGE and not is_own:
        said = queries.last_said(changed)
        stale_check.compare(told, said, *marked(said))
