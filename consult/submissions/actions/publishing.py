"""What the public sees of a comment: for the verbs of moderation."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import select, text

from consult.consultations.actions import bump_page_version
from consult.core import clock, markup
from consult.core.actions import action
from consult.core.database import db, lock
from consult.core.errors import NotPossible
from consult.core.translatable import N_
from consult.submissions import tallies
from consult.submissions.actions.locks import lock_comments, lock_consultation, lock_submissions
from consult.submissions.actions.states import counts_removed, set_moderation_state, unshow_all
from consult.submissions.lifecycle import AWAITING, REFUSED, VISIBLE, Moderation
from consult.submissions.models import Attribution, Comment, Submission
from consult.submissions.public_words import PublicWords, public_words


@action
def lock_all(comments: Sequence[Comment]) -> list[Comment]:
    """Lock and reload these comments until the end of the action, and their submissions: showing one may decide
    something of its submission. Lock all at once before deciding on several."""
    ordered = sorted(comments, key=lambda comment: comment.id)
    lock_submissions({comment.submission_id for comment in ordered})
    lock_comments(ordered)
    return ordered


class Publication(NamedTuple):
    """How a comment is shown: its state, and what is left out of its parts ("comment", "proposal", "rationale")."""

    state: Moderation
    hidden: Mapping[str, Sequence[markup.RedactedSpan]]


def _require_publishable(comment: Comment) -> None:
    if comment.submission.attribution == Attribution.CONFIDENTIAL:
        raise NotPossible(N_("The submitter asked that the comment is not published."))
    if comment.moderation == Moderation.WITHDRAWN:
        raise NotPossible(N_("The submitter withdrew the comment."))


@action
def publish(
    comment: Comment,
    *,
    state: Moderation,
    hidden: Mapping[str, Sequence[markup.RedactedSpan]],
    reason: str = "",
) -> None:
    """Let the public read a comment, `hidden` spans of its parts ("comment", "proposal", "rationale") left out.

    Raises NotPossible for one that its submitter does not want published, and once it is withdrawn.
    """
    if state not in VISIBLE:
        raise ValueError(f"{state} is not visible")
    lock_all([comment])
    _require_publishable(comment)
    bump_page_version(comment.consultation_id)  # locks the counts of the consultation from here on
    _decide_country(comment)
    was_visible = comment.moderation in VISIBLE
    changes = counts_removed(comment)
    _write(comment, hidden)
    comment.moderation, comment.reason = state, reason
    if not was_visible or comment.posted_at is None:
        comment.posted_at = clock.now()
    db.session.flush()
    changes["moderation", state] += 1
    changes.update(tallies.visible(tallies.facts(comment.id), comment.posted_at))
    tallies.add(comment.consultation_id, changes)


def _decide_country(comment: Comment) -> None:
    """Decide for ever, when a comment of it is first shown, whether a submission without a name shows its country.

    It does where at least SMALL such submissions of its country and category are shown with it, itself among them. One
    that has been shown without its country never gains it.
    """
    whole = comment.submission
    db.session.refresh(whole, ["shows_country"])
    if whole.attribution != Attribution.ANONYMOUS_TO_PUBLIC or whole.shows_country is not None:
        return
    shown = select(Comment.id).where(Comment.submission_id == whole.id, Comment.posted_at.is_not(None))
    was_shown = db.session.execute(shown.limit(1)).first() is not None
    where = tallies.cell(whole.country, whole.category)
    alike = tallies.of(whole.consultation_id, "cell")["cell"].get(where, 0)
    whole.shows_country = bool(whole.country) and not was_shown and alike + 1 >= tallies.SMALL
    db.session.flush()


@action
def publish_all(comments: Sequence[Comment], shown: Mapping[int, Publication], *, reason: str = "") -> None:
    """Let the public read comments of one consultation, as `publish` does each (`shown`: by the id of the comment).

    A constant number of statements, however many there are. The caller has locked them (lock_all).
    """
    if not comments:
        return
    for comment in comments:
        _require_publishable(comment)
    consultation_id = comments[0].consultation_id
    bump_page_version(consultation_id)
    for comment in {comment.submission_id: comment for comment in comments}.values():
        _decide_country(comment)
    with tallies.following(consultation_id, _submissions_of(comments)):
        words = [_words(comment, shown[comment.id].hidden) for comment in comments]
        values = {
            "now": clock.now(), "reason": reason, "ids": [comment.id for comment in comments],
            "states": [shown[comment.id].state.value for comment in comments],
            "comments": [one.comment for one in words], "rationales": [one.rationale for one in words],
            "proposals": [one.proposal for one in words], "texts": [one.text for one in words],
        }  # fmt: skip
        db.session.execute(_SHOW_ALL, values)
    lock_comments(comments)  # to have them as they are now


_SHOW_ALL = text(
    "UPDATE comments c SET moderation = new.state, reason = :reason, shown_comment = new.comment,"
    " shown_rationale = new.rationale, shown_proposal = new.proposal, shown_text = new.text, posted_at ="
    " CASE WHEN c.moderation IN ('published', 'published_redacted') AND c.posted_at IS NOT NULL"
    " THEN c.posted_at ELSE :now END"
    " FROM unnest(CAST(:ids AS bigint[]), CAST(:states AS text[]), CAST(:comments AS text[]),"
    " CAST(:rationales AS text[]), CAST(:proposals AS text[]), CAST(:texts AS text[]))"
    " AS new (id, state, comment, rationale, proposal, text) WHERE c.id = new.id"
)


def _submissions_of(comments: Sequence[Comment]) -> list[int]:
    return sorted({comment.submission_id for comment in comments})


@action
def render_published_again(comment: Comment, hidden: Mapping[str, Sequence[markup.RedactedSpan]]) -> bool:
    """Render a published comment again, where its HTML is not what is made of its text now.

    True where its words, not only its markup, were others. Nothing is decided: state, dates and counts stay.
    """
    lock_comments([comment])
    before = PublicWords(
        *(
            getattr(comment, name)
            for name in ("shown_comment", "shown_rationale", "shown_proposal", "shown_text")
        )
    )
    if comment.moderation not in VISIBLE or before == _words(comment, hidden):
        return False
    bump_page_version(comment.consultation_id)
    _write(comment, hidden)
    return before.text != comment.shown_text or before.proposal != comment.shown_proposal


def _words(comment: Comment, hidden: Mapping[str, Sequence[markup.RedactedSpan]]) -> PublicWords:
    return public_words(comment.comment, comment.proposal, comment.rationale, hidden)


def _write(comment: Comment, hidden: Mapping[str, Sequence[markup.RedactedSpan]]) -> None:
    words = _words(comment, hidden)
    comment.shown_comment, comment.shown_rationale = words.comment, words.rationale
    comment.shown_proposal, comment.shown_text = words.proposal, words.text


@action
def set_confirmed(submission: Submission, at: datetime | None) -> None:
    """Since when it is confirmed for whom its submitter comments, None for not; what the public reads of it says so."""
    lock(submission).confirmed_at = at
    bump_page_version(submission.consultation_id)


@action
def hide(comment: Comment, *, state: Moderation, reason: str = "") -> None:
    """Keep a comment from the public: withheld, removed, or waiting again."""
    if state in VISIBLE or state == Moderation.WITHDRAWN:
        raise ValueError(f"{state} is not for hiding")
    if state in REFUSED and not reason:
        raise ValueError("a refusal has a reason")
    lock_comments([comment])
    if comment.moderation == Moderation.WITHDRAWN:
        raise NotPossible(N_("The submitter withdrew the comment."))
    bump_page_version(comment.consultation_id)
    set_moderation_state(comment, state, reason)


@action
def hide_all(comments: Sequence[Comment], *, state: Moderation, reason: str) -> None:
    """Keep comments of one consultation from the public, as `hide` does each, in a constant number of statements.

    The caller has locked them (lock_all).
    """
    if not comments:
        return
    if state not in REFUSED or not reason:
        raise ValueError("these are refused, with a reason")
    if any(comment.moderation == Moderation.WITHDRAWN for comment in comments):
        raise NotPossible(N_("The submitter withdrew the comment."))
    bump_page_version(comments[0].consultation_id)
    with tallies.following(comments[0].consultation_id, _submissions_of(comments)):
        unshow_all(comments, state, reason)
    lock_comments(comments)  # to have them as they are now


@action
def set_in_review(comment: Comment) -> None:
    """Someone looks at it; nothing that the public sees changes."""
    lock_comments([comment])
    if comment.moderation not in AWAITING:
        raise NotPossible(N_("The comment is no longer pending."))
    if comment.moderation == Moderation.IN_REVIEW:
        return
    lock_consultation(comment.consultation_id)
    set_moderation_state(comment, Moderation.IN_REVIEW, "")
