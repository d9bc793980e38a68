"""Removing a published name at the request of whose it is: of the submitter, or of someone whom the public
words of a comment name."""

from collections.abc import Sequence

from sqlalchemy import select

from consult.accounts.models import User
from consult.core import clock, journal, mail, markup
from consult.core.actions import action
from consult.core.database import db, lock
from consult.core.errors import Conflict, NotPermitted, NotPossible
from consult.core.events import record
from consult.core.journal import Line
from consult.core.stale_check import NO_PAGE
from consult.core.translatable import N_
from consult.moderation import policy, queries
from consult.moderation.actions.checks import RequestedDecision
from consult.moderation.actions.deciding import decide
from consult.moderation.actions.locks import LONGEST_EXPLANATION
from consult.moderation.models import NameRequest, NameRequestState, Reason
from consult.moderation.spans import of_words
from consult.submissions import actions as submissions
from consult.submissions import addresses
from consult.submissions import queries as submitted
from consult.submissions.labels import NAME_REMOVED
from consult.submissions.lifecycle import VISIBLE
from consult.submissions.models import Comment, Submission

NAME_SETTLED = journal.ErasureKind("moderation.name_settled")


@action
def ask_to_remove_own_name(
    submission: Submission,
    *,
    key: str,
    with_organisation: bool = False,
    words: str = "",
    email: str = "",
    language: str = "en",
) -> NameRequest:
    """The submitter asks that their name be removed; the caller makes sure that it is they.

    The same key again is the same request. Raises NotPossible where there is no name, or a request is open already.
    """
    submissions.lock_submission(submission)
    known = _known(key, submission)
    if known is not None:
        return known
    if not has_name(submission):
        raise NotPossible(N_("This submission has no name."))
    if any(one.state == NameRequestState.OPEN for one in queries.name_requests_of(submission)):
        raise NotPossible(N_("We have already received your request."))
    return _ask(
        NameRequest(
            key=key, submission_id=submission.id, with_organisation=with_organisation, language=language,
            words=markup.plain(words)[:LONGEST_EXPLANATION], email=email.strip(), name="", answer="",
        ),
        submission,
    )  # fmt: skip


@action
def ask_to_remove_name_from(
    comment: Comment, name: str, *, key: str, words: str = "", email: str = "", language: str = "en"
) -> NameRequest:
    """Someone whom the public words of a comment name asks that the name be hidden.

    The same key again is the same request. Raises NotPossible where the name does not stand in what everyone can read.
    """
    submission = comment.submission
    submissions.lock_all([comment])
    known = _known(key, submission)
    if known is not None:
        return known
    named = markup.line(name)
    if comment.moderation not in VISIBLE or not _stands_in(named, comment):
        raise NotPossible(N_("The public text of the comment does not contain this name."))
    return _ask(
        NameRequest(
            key=key, submission_id=submission.id, comment_id=comment.id, name=named, language=language,
            words=markup.plain(words)[:LONGEST_EXPLANATION], email=email.strip(), answer="",
        ),
        submission,
    )  # fmt: skip


def has_name(submission: Submission) -> bool:
    """Whether there is a name to remove."""
    return submission.name not in {"", NAME_REMOVED} or bool(submission.organisation)


def _known(key: str, submission: Submission) -> NameRequest | None:
    known = db.session.execute(select(NameRequest).where(NameRequest.key == key)).scalar_one_or_none()
    if known is not None and known.submission_id != submission.id:
        raise Conflict(N_("Another request used this form at the same time. Submit again."))
    return known


def _stands_in(name: str, comment: Comment) -> bool:
    return bool(of_words(name, Reason.PERSONAL_DATA, {"comment": comment.shown_text or ""}))


def _ask(made: NameRequest, submission: Submission) -> NameRequest:
    made.state, made.asked_at = NameRequestState.OPEN, clock.now()
    db.session.add(made)
    db.session.flush()
    consultation = submission.consultation
    record(
        "moderation.name_asked", consultation.slug, organisation=consultation.organisation_id,
        consultation=consultation.id, request=made.id,
    )  # fmt: skip
    return made


@action
def settle_name(request: NameRequest, *, removed: bool, answer: str, by: User) -> None:
    """Remove the name, or say why it stays; the person who asked is told, where they left a way.

    Raises NotPermitted, Conflict once it is settled, NotPossible where a name stays without a word, or a comment does
    not show the name any more.
    """
    if not policy.settle_name(by, request):
        raise NotPermitted(
            N_(
                "You cannot decide on your own comments, on comments of your organisation, or in another "
                "organisation's consultation."
            )
        )
    submission, comment = request.submission, request.comment
    if comment is not None:
        submissions.lock_all([comment])
    else:
        submissions.lock_submission(submission)
    lock(request)
    if request.state != NameRequestState.OPEN:
        raise Conflict(N_("Another moderator decided on this request after you opened the page."))
    words = markup.plain(answer)[:LONGEST_EXPLANATION]
    if not removed and not words:
        raise NotPossible(N_("Enter the reason why the name stays."))
    if removed and comment is not None:
        _hide(comment, request.name, by)
    elif removed:
        submissions.remove_name(submission, with_organisation=request.with_organisation)
    consultation = submission.consultation
    record(
        "moderation.name_removed" if removed else "moderation.name_kept", consultation.slug, by=by.id,
        organisation=consultation.organisation_id, consultation=consultation.id,
    )  # fmt: skip
    request.answer, request.settled_by_id = words, by.id
    _tell(request, removed)
    _close(request, NameRequestState.REMOVED if removed else NameRequestState.KEPT)


def _hide(comment: Comment, name: str, by: User) -> None:
    if comment.moderation not in VISIBLE:
        raise NotPossible(N_("The comment is no longer public. Keep the name and say so in the reply."))
    spans = tuple(of_words(name, Reason.PERSONAL_DATA, comment.texts))
    decide(comment, RequestedDecision("redact", spans=spans, edition=comment.edition), by=by, seen=NO_PAGE)


def _close(request: NameRequest, state: NameRequestState) -> None:
    """Settle it; nothing is kept that tells who asked."""
    request.state, request.settled_at = state, clock.now()
    request.name = request.words = request.email = ""
    journal.erased(NAME_SETTLED, request=request.id, state=state.value)
    db.session.flush()


def _tell(request: NameRequest, removed: bool) -> None:
    to = told_at(request)
    if to is None:
        return
    email, language = to
    consultation = request.submission.consultation
    subject, text = mail.write(
        "moderation/emails/name_removal",
        language,
        title=consultation.best("title", language),
        organisation=consultation.organisation.best("name", language),
        removed=removed,
        answer=request.answer,
        reference=request.submission.reference,
        contact=consultation.contact_email or consultation.organisation.contact_email,
        link=mail.link(addresses.submission(request.submission.reference)),
    )
    mail.queue_email(to=email, key=f"name-request-{request.id}", subject=subject, text=text)


def told_at(request: NameRequest) -> tuple[str, str] | None:
    """(address, language) to which the outcome goes: that left with the request; for the submitter else
    the one that is confirmed. None where there is none."""
    if request.email:
        return request.email, request.language
    submission = request.submission
    if request.comment_id is not None or submission.has_unconfirmed_address:
        return None
    known = submitted.address(submission)
    return (known[0], known[1]) if known is not None else None


@action
def settle_names_again(lines: Sequence[Line]) -> int:
    """Requests that were settled are so again, after a restore; what was removed is done again by itself."""
    states = {line["request"]: NameRequestState(line["state"]) for line in lines}
    rows = select(NameRequest).where(NameRequest.id.in_(states), NameRequest.state == NameRequestState.OPEN)
    found = db.session.execute(rows.order_by(NameRequest.id)).scalars().all()
    for one in found:
        _close(one, states[one.id])
    return len(found)
