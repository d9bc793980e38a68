"""The summary: drafted, written, proposed, sent back, approved, published."""

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import insert, literal, select

from consult.accounts.models import User
from consult.consultations.actions import bump_page_version, conclude
from consult.consultations.lifecycle import Phase
from consult.consultations.models import Consultation
from consult.core import clock, markup
from consult.core.actions import action
from consult.core.addresses import LONGEST_ADDRESS, NOT_HTTPS, is_https
from consult.core.database import db, lock
from consult.core.errors import Conflict, NotPermitted, NotPossible
from consult.core.multilingual import NO_TRANSLATIONS
from consult.core.preconditions import GuardedAction, check_preconditions
from consult.core.sign_language import SignLanguageVideos, Video
from consult.core.stale_check import NO_PAGE, NoPage, StaleForm, compare
from consult.core.translatable import N_
from consult.moderation import queries as moderation
from consult.responses import queries as responses
from consult.responses.actions import record_event, running_jobs
from consult.summaries import composition, form_versions, queries
from consult.summaries.figures import compute_figures
from consult.summaries.labels import SECTIONS
from consult.summaries.lifecycle import EDITABLE, LIFECYCLE, State
from consult.summaries.models import PublishedResponse, ResponseSummary

PUBLICATION = GuardedAction("summaries.publish")

NOT_EDITABLE = {
    State.PROPOSED: N_("The summary is proposed. Send it back to change it."),
    State.APPROVED: N_("The summary is approved. Send it back to change it."),
    State.PUBLISHED: N_("The summary is published. Create the next version to change it."),
}
"""Why an edition cannot be changed, by its state."""

LONGEST_REASON = 4000
"""Characters of the reason for publishing although objections are open."""


def _held(summary: ResponseSummary) -> ResponseSummary:
    """The summary, reloaded; its consultation locked, so that responses and summary move one after the other."""
    lock(summary.consultation)
    return lock(summary)


def _move(verb: str, summary: ResponseSummary, seen: str | NoPage) -> None:
    state = LIFECYCLE.after(verb, _held(summary).state)
    compare(seen, summary, *form_versions.SUMMARY)
    summary.state, summary.changed_at = state, clock.now()


@action
def draft_summary(
    consultation: Consultation, *, by: User, language: str = "", say: Callable[..., str] = composition.say
) -> ResponseSummary:
    """Begin the summary, or its next edition, with every section drafted from the data; `say` translates the words into
    `language`, which a first edition is written in ("" for that of the consultation's originals).

    Gives the one being written where there is one. Raises NotPossible before the consultation has closed.
    """
    lock(consultation)
    if consultation.phase not in {Phase.CLOSED, Phase.RESPONDED}:
        raise NotPossible(N_("You can write the summary after the consultation has closed."))
    before = queries.latest(consultation.id)
    if before is not None and before.state != State.PUBLISHED:
        return before
    summary = ResponseSummary(
        consultation_id=consultation.id,
        consultation=consultation,
        edition=before.edition + 1 if before else 1,
        state=State.PREPARING,
        sections=dict(before.sections) if before else composition.drafted(consultation, language, say),
        **({name: getattr(before, name) for name in BESIDE} if before else {"written_in": language}),
        translations=before.translations if before else NO_TRANSLATIONS,
        figures={},
        author_id=by.id,
        created_at=clock.now(),
        changed_at=clock.now(),
    )
    db.session.add(summary)
    db.session.flush()
    record_event("drafted", consultation, by, queries.subject_of(summary), edition=summary.edition)
    return summary


@action
def edit(
    summary: ResponseSummary,
    sections: Mapping[str, str],
    *,
    beside: Mapping[str, str | SignLanguageVideos] | None = None,
    by: User,
    seen: str | NoPage,
) -> None:
    """Change the officer's words of these sections, and what stands `beside` them (some of BESIDE).

    Raises NotPossible once it was proposed and for an address that is not one of https, StaleForm where it is no more
    what was `seen` (its mark).
    """
    if (state := _held(summary).state) not in EDITABLE:
        raise NotPossible(NOT_EDITABLE[state])
    if unknown := set(sections) - set(SECTIONS):
        raise TypeError(f"there are no sections {sorted(unknown)}")
    changed = {
        key: words
        for key, text in sections.items()
        if (words := markup.plain(text)) != summary.sections.get(key)
    }
    others = {name: BESIDE[name](text) for name, text in (beside or {}).items()}
    is_changed = bool(changed) or any(getattr(summary, name) != text for name, text in others.items())
    if is_changed or not seen:
        compare(seen, summary, *form_versions.SUMMARY)
    if is_changed:
        summary.sections = {**summary.sections, **changed}
        for name, text in others.items():
            setattr(summary, name, text)
        summary.changed_at = clock.now()
        record_event(
            "edited", summary.consultation, by, queries.subject_of(summary), sections=sorted(changed)
        )


def _videos(videos: SignLanguageVideos) -> SignLanguageVideos:
    """Videos in sign languages, each with its address. Raises NotPossible as `_address`."""
    return SignLanguageVideos(
        {code: Video(markup.line(one.name), _address(one.address)) for code, one in videos.items()}
    )


def _address(text: str) -> str:
    """An address of https, or "". Raises NotPossible."""
    address = markup.line(text)
    if address and (len(address) > LONGEST_ADDRESS or not is_https(address)):
        raise NotPossible(NOT_HTTPS)
    return address


BESIDE: Mapping[str, Callable[[Any], Any]] = {
    "adopted_text": _address,
    "plain_language_summary": markup.plain,
    "sign_language_video": _address,
    "sign_language_videos": _videos,
    "written_in": markup.line,
}
"""Columns beside the sections that an officer writes, and how what was typed is cleaned."""


@action
def propose(summary: ResponseSummary, *, by: User, seen: str | NoPage) -> None:
    """Hand it to the approvers; from here responses and words stand still.

    Raises NotPossible for an empty section and while responses are being written, StaleForm as `edit`.
    """
    _move("propose", summary, seen)
    if running_jobs(summary.consultation):
        raise NotPossible(
            N_("Responses to many comments are being saved. Propose the summary when they are saved.")
        )
    empty = [words for key, words in SECTIONS.items() if not summary.sections.get(key, "").strip()]
    if empty:
        raise NotPossible(
            N_("Every section needs text. These sections are empty: %(sections)s."), sections=empty
        )
    _check_complete(summary.consultation)
    record_event("proposed", summary.consultation, by, queries.subject_of(summary), edition=summary.edition)


def _check_complete(consultation: Consultation) -> None:
    """Every comment has its disposition, with words where words are due."""
    found = responses.progress(consultation.id)
    if found.without_disposition:
        raise NotPossible(
            # Translators: count is a number of comments or objections.
            N_("Comments without a disposition: %(count)s. Respond to them first."),
            count=found.without_disposition,
        )
    if found.without_reason:
        raise NotPossible(
            # Translators: count is a number of comments or objections.
            N_("Comments whose disposition needs a reason: %(count)s. Enter the reasons first."),
            count=found.without_reason,
        )


@action
def send_back(summary: ResponseSummary, word: str, *, by: User, seen: str | NoPage) -> None:
    """Return it to its writers, with a word on what to change. Raises StaleForm as `edit`."""
    _move("send_back", summary, seen)
    if not markup.line(word):
        raise NotPossible(N_("Enter what should change."))
    summary.approved_at = summary.approved_by_id = None
    record_event(
        "sent_back",
        summary.consultation,
        by,
        queries.subject_of(summary),
        edition=summary.edition,
        word=markup.plain(word),
    )


@action
def approve(summary: ResponseSummary, *, by: User, seen: str | NoPage) -> None:
    """Approve it. Raises NotPermitted for anyone who wrote something of it or of its responses,
    StaleForm as `edit`."""
    _move("approve", summary, seen)
    if by.id in queries.writers(summary):
        raise NotPermitted(N_("A person who did not write the summary must approve it."))
    summary.approved_at, summary.approved_by_id = clock.now(), by.id
    record_event("approved", summary.consultation, by, queries.subject_of(summary), edition=summary.edition)


@action
def publish(
    summary: ResponseSummary, *, by: User, seen: str | NoPage, objections: str | NoPage, despite: str = ""
) -> None:
    """Publish the edition: its numbers and responses are kept as they stand, and the consultation is concluded.

    `despite`: why it is published although objections of submitters are open; it is printed in the response.
    `objections`: the form version of those that were seen. Raises NotPossible while a comment lacks its
    disposition or a reason that is due, where objections are open and `despite` is empty, and where a precondition
    objects; StaleForm as `edit`.
    """
    state = LIFECYCLE.after("publish", _held(summary).state)
    compare(seen, summary, *form_versions.SUMMARY)
    consultation = summary.consultation
    if consultation.phase not in {Phase.CLOSED, Phase.RESPONDED}:
        raise Conflict(N_("You can publish the response summary after the consultation has closed."))
    _check_complete(consultation)
    summary.despite = _despite(consultation, objections, despite)
    check_preconditions(PUBLICATION, consultation)
    summary.figures = compute_figures(consultation)
    summary.body = composition.body(summary.sections, summary.figures)
    summary.state, summary.published_at, summary.changed_at = state, clock.now(), clock.now()
    db.session.flush()
    _keep_responses(summary)
    if consultation.phase != Phase.RESPONDED:
        conclude(consultation, by=by)
    else:
        bump_page_version(consultation.id)
    record_event("published", consultation, by, edition=summary.edition, adopted_text=summary.adopted_text)


def _despite(consultation: Consultation, seen: str | NoPage, reason: str) -> str:
    """The reason for publishing although objections are open; "" where none is."""
    found = moderation.open_objections(consultation.id)
    now = form_versions.objections(one.id for one in found)
    if seen is not NO_PAGE and seen != now:
        raise StaleForm(N_("The open objections have changed since you opened this page. Review them again."))
    words = markup.plain(reason)[:LONGEST_REASON] if found else ""
    if found and not words:
        raise NotPossible(
            # Translators: count is a number of comments or objections.
            N_("Open objections: %(count)s. Decide on them, or enter the reason for not waiting."),
            count=len(found),
        )
    return words


def _keep_responses(summary: ResponseSummary) -> None:
    found = responses.responses_being_written(summary.consultation_id).subquery().c
    names = ("comment_id", "disposition", "text", "change", "duplicate_of_id", "issue_reference", "issue_title",
             "has_own_words", "has_own_change")  # fmt: skip
    rows = select(literal(summary.id).label("summary_id"), *(found[name] for name in names))
    db.session.execute(insert(PublishedResponse).from_select(["summary_id", *names], rows))
