"""Comments that are not complete, or were submitted and are being changed: kept, opened again, discarded."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from markupsafe import Markup

from consult.consultations import queries as consultations
from consult.consultations.models import Consultation
from consult.consultations.text_language import TEXT
from consult.core import markup
from consult.core.errors import Conflict, DomainError, NotFound
from consult.draft_submissions import actions, queries
from consult.draft_submissions.forms.commenting import CommentForm, typed_again
from consult.draft_submissions.models import (
    AnyComment,
    AnySubmission,
    UnfinishedComment,
)
from consult.draft_submissions.views.blueprint import bp, consultation_of, opened_on
from consult.draft_submissions.views.commenting import (
    Target,
    autosaved,
    autosaving,
    comment_page,
    likely_type,
    target_at,
)
from consult.drafts import queries as drafts
from consult.submissions import actions as submissions
from consult.submissions import policy, references, submitter_access
from consult.submissions import queries as submitted
from consult.submissions.lifecycle import State
from consult.submissions.models import DELETIONS, TEXTS_FROM, Comment, ProposalKind, Submission
from consult.submissions.rules import NotQuoted
from consult.web.addresses import number_in
from consult.web.errors import say
from consult.web.forms import ButtonForm
from consult.web.guards import require


class UnfinishedEntry(NamedTuple):
    """A comment that is not complete, or not sent, as its writer sees it."""

    id: int
    where: Markup
    """Its passage, in words."""
    block_key: str
    path: str
    """Where it is gone on with."""
    typed: list[str]
    """What was typed of comment, proposal and reasons."""
    missing: list[str]
    changes: int | None
    """The number of the comment that it changes; None of a new one."""


LEAVING = frozenset({"before", "after", "line", "back"})
"""Buttons that keep what was typed, complete or not, and lead to another page."""


def keep(
    form: CommentForm, target: Target, found: AnySubmission, changes: AnyComment | None = None
) -> bool | None:
    """Keep what was typed, whatever is missing, in the place of what was kept before. None where there is nothing to
    keep any more, False where the form says why it cannot be. Raises Conflict where the form was saved before,
    AlreadySubmitted for a draft that was submitted."""
    if form.too_long or form.csrf_token.errors or form.key.errors:
        return False
    words = form.as_typed()
    if not words["language"]:
        del words["language"]  # the page had no choice of it
    is_deletion = ProposalKind(words["proposal_kind"]) in DELETIONS
    is_blank = not is_deletion and not any(words[name] for name in ("comment", "proposal", "rationale"))
    if is_blank and words["type"] in {"", likely_type(target, found)}:
        words = {}
    if words and target.version is not None:
        words[TEXT] = target.version.language
    try:
        kept = actions.keep_unfinished(
            found, key=form.key.data, changes=changes, words=words, begun=actions.UnfinishedMark.read(form.begun.data),
            comment_mark=form.seen.data, **target.arguments,
        )  # fmt: skip
    except (Conflict, actions.AlreadySubmitted):
        raise
    except DomainError as trouble:
        form.form_errors.append(say(trouble))
        return False
    submitter_access.remember(found)
    return True if kept is not None else None


def already(
    form: CommentForm, target: Target, found: AnySubmission, consultation: Consultation, **more: Any
) -> ResponseReturnValue:
    """The same form was sent before with other words: both are kept, and its writer decides. `more` is for the page."""
    saved = queries.keyed(found, form.key.data)
    if autosaving():
        try:
            return autosaved(form, is_kept=bool(keep(form, target, found)), is_beside=True)
        except Conflict:
            return {"saved": False}, 409
    form.renew_key(references.new_key())
    keep(form, target, found)
    form.form_errors.append(
        _(
            "Another comment was saved from this page before. The comment below is not saved yet. Nothing is lost."
        )
    )
    return comment_page(form, target, found, consultation, 409, before=saved, **more)


def of_sent(found: Submission, target: Target, present: Comment | None = None) -> dict[str, Any]:
    """What commenting.comment_page is told of a page that adds a comment to a submission, or changes `present` of it:
    the addresses that send it, and that only keep it."""
    if present is None:
        send, keep_at, which = ".add", ".keep_addition", target.address
    else:
        send, keep_at, which = ".amend", ".keep_amendment", {"number": present.number}
    which = which | {"reference": found.reference}
    return {
        "is_sent": True,
        "action": url_for(send, **which),
        "autosave": url_for(keep_at, **which, autosave=1),
        "keep_at": url_for(keep_at, **which),
    }


def sent_meanwhile(
    form: CommentForm, target: Target, found: Submission, number: int | None
) -> ResponseReturnValue:
    """The draft was submitted from another page: what is typed on this one, a new comment (None) or a change of one
    with this number, is kept, and can be added to what was submitted."""
    if number is not None and number > TEXTS_FROM:  # it has another one since
        texts = submitted.texts_of_answers(found.id)
        present = texts.get(target.question.id) if target.question is not None else None
    else:
        present = submitted.numbered(found, number) if number is not None else None
    is_kept: bool | None = False
    form.validate()
    if found.state == State.SUBMITTED:
        try:
            is_kept = keep(form, target, found, present)
        except Conflict:
            is_kept = False  # it is in the submission
    if autosaving():
        return ({"saved": False}, 409) if is_kept is False else autosaved(form, is_kept=True)
    if present is None:
        sent = _(
            "The draft submission was submitted after you opened this page. Select the button to add this "
            "comment to the submission."
        )
    else:
        sent = _(
            "The draft submission was submitted after you opened this page. Select the button to change this "
            "comment in the submission."
        )
    form.form_errors = [sent]
    addresses = of_sent(found, target, present)
    return comment_page(form, target, found, found.consultation, 409, saved=present, **addresses)


def dropped(form: CommentForm, found: AnySubmission, changes: AnyComment) -> bool:
    """Whether the button was pressed that leaves a comment as another page has saved it, with a token that holds; then
    what stands in the form is discarded."""
    if request.form.get("verb") != "drop":
        return False
    form.validate()
    if form.csrf_token.errors or form.key.errors:
        return False
    actions.discard_typed(found, form.key.data, changes, actions.UnfinishedMark.read(form.begun.data))
    flash(_("The unsaved text is removed. The saved comment has not changed."))
    return True


def shown(found: AnySubmission) -> list[UnfinishedEntry]:
    """Everything of a draft or a submission that is not complete, or not sent, as its writer sees it."""
    rows, consultation = queries.unfinished_of(found), found.consultation
    texts = _texts_of(rows, consultation)
    passages = {
        version_id: drafts.passages(version_id, [one.block_key for one in rows])
        for version_id in {consultation.version_id, *texts.values()}
    }
    return [
        _shown(one, found, passages[texts.get(one.id, consultation.version_id)].get(one.block_key))
        for one in rows
    ]


def _texts_of(rows: Sequence[UnfinishedComment], consultation: Consultation) -> dict[int, int | None]:
    """Id of what is unfinished → the version in whose language it is written, where the draft is in several."""
    if not consultation.has_language_versions:
        return {}
    versions = {one.version.language: one.version.id for one in consultations.languages_shown(consultation)}
    return {one.id: versions[one.words[TEXT]] for one in rows if one.words.get(TEXT) in versions}


def _shown(one: UnfinishedComment, found: AnySubmission, passage: drafts.Passage | None) -> UnfinishedEntry:
    target = target_at(one.subject, passage, one.question, found.consultation)
    which: dict[str, Any]
    if isinstance(found, Submission):
        change, new, which = ".amend", ".add", {"reference": found.reference}
    else:
        change, new, which = ".change", ".comment", {"slug": found.consultation.slug}
    if one.changes is not None:
        path = url_for(change, **which, number=one.changes.number, started=one.id)
    else:
        text = {TEXT: one.words[TEXT]} if one.words.get(TEXT) and one.block_key else {}
        path = url_for(new, **which, started=one.id, **target.address, **text)
    typed = [one.words[name] for name in ("comment", "proposal", "rationale") if one.words.get(name)]
    missing = missing_of(one, found.consultation)
    changes = one.changes.number if one.changes is not None else None
    return UnfinishedEntry(one.id, target.where, one.block_key, path, typed, missing, changes)


def begun_change(present: AnyComment) -> UnfinishedComment | None:
    """What the page of a comment is opened with that is not complete or not sent: what its address names, else the
    latest."""
    return queries.unfinished_change(present, number_in(request.args.get("started", "")))


def begun_at(found: AnySubmission, target: Target) -> tuple[UnfinishedComment | None, int | None]:
    """What the page of a new comment is opened with: what was begun there, the one that its address names or the
    latest; and the number of the latest comment there that was saved only while it was typed."""
    key, question = target.arguments["block_key"], target.question
    begun = queries.begun_on(found, key, question.id if question is not None else None)
    chosen = number_in(request.args.get("started", "")) or begun.unfinished
    one = queries.unfinished(found, chosen) if chosen else None
    if one is not None and chosen == begun.unfinished and _is_on_other_text(one, target):
        one = None  # its quotation and its proposed wording are those of another language
    return one if one is not None and one.changes is None else None, begun.typed


def _is_on_other_text(one: UnfinishedComment, target: Target) -> bool:
    text = one.words.get(TEXT)
    return text is not None and target.version is not None and text != target.version.language


def missing_of(one: UnfinishedComment, consultation: Consultation) -> list[str]:
    """What keeps the words from being a comment, a sentence each."""
    found = CommentForm.of(one.words).about("", is_answer=one.question_id is not None).missing()
    version_id = _texts_of([one], consultation).get(one.id, consultation.version_id)
    try:
        submissions.check_quote(version_id, one.block_key, one.words.get("quote", ""))
    except NotQuoted as trouble:
        found.append(say(trouble))
    return found


def onward(consultation: Consultation, target: Target, verb: str) -> ResponseReturnValue:
    """Where a button that leaves the page leads."""
    slug = consultation.slug
    if target.block is None or consultation.version_id is None:
        return redirect(url_for(".draft_submission", slug=slug), 303)
    version_id = target.version_id or consultation.version_id
    if verb == "line":
        key = drafts.key_of_line(version_id, number_in(request.form.get("line", "")) or 0)
    else:
        beside = drafts.neighbours(version_id, target.block.position)
        key = {"before": beside.before, "after": beside.after}.get(verb, "")
    if key:
        return redirect(url_for(".comment", slug=slug, block=key, **target.text), 303)
    return redirect(
        url_for(".text", slug=slug, **target.text, at=target.block.key, _anchor=target.block.key), 303
    )


def with_words(form: CommentForm, one: UnfinishedComment) -> CommentForm:
    """The form of a page with the words as far as they were typed; words of the passage that were chosen now are quoted
    where none were before."""
    values: dict[str, Any] = typed_again(one.words)
    if not values.get("quote"):
        values |= {field.name: field.data for field in (form.quote, form.quote_prefix, form.quote_start)}
    if not any(values.get(field.name) for field in form.page_fields):
        values |= {field.name: field.data for field in form.page_fields}
    if not values.get("proposal"):  # of a change: the wording was taken back
        values["proposal"] = values["proposal_of"] = markup.line(values["quote"] or "")
        values["proposal"] = values["proposal"] or form.original
    values["language"] = values.get("language") or form.language.data
    seen = (one.seen or form.seen.data) if one.changes is not None else ""
    return CommentForm(
        formdata=None, data=values, key=form.key.data, sheet=form.sheet.data, seen=seen,
        begun=str(actions.UnfinishedMark.of(one)),
    ).about(form.original, is_answer=form.is_answer, parts=form.parts)  # fmt: skip


@bp.route("/consultations/<slug>/sheet/unfinished/<int:identifier>/removal", methods=["POST"])
def discard(slug: str, identifier: int) -> ResponseReturnValue:
    """Discard what was typed and is not complete."""
    found = opened_on(consultation_of(slug))
    if found is None:
        raise NotFound
    require(policy.open_own, found)
    if ButtonForm().validate_on_submit():
        actions.discard_unfinished(found, identifier)
        flash(_("Comment removed from your draft submission."))
    return redirect(url_for(".draft_submission", slug=slug), 303)


@bp.route("/submissions/<reference>/unfinished/<int:identifier>/removal", methods=["POST"])
@submitter_access.load_for_submitter
def discard_unsent(found: Submission, identifier: int) -> ResponseReturnValue:
    """Discard what was typed after submitting and was not sent."""
    if ButtonForm().validate_on_submit():
        actions.discard_unfinished(found, identifier)
        flash(_("Text removed. Your submission has not changed."))
    return redirect(url_for(".status", reference=found.reference), 303)
