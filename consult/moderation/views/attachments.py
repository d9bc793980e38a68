"""Attachments of submissions: what waits, one submission's, what was decided of each, and the files themselves."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from consult.attachments import actions as attached
from consult.attachments import labels, served
from consult.attachments import queries as attachments
from consult.attachments.lifecycle import Publication, State
from consult.attachments.models import Attachment
from consult.core.declarations import listed_in
from consult.core.errors import DomainError, NotFound, NotPossible
from consult.core.stale_check import form_version
from consult.core.translatable import N_
from consult.documents.attached.kinds import MOST_PAGES, WITH_PAGES
from consult.documents.blocks import Unreadable
from consult.moderation import actions, policy, queries, reasons
from consult.moderation.file_words import words_of
from consult.moderation.forms.attachments import AttachmentForm, PublicTextForm
from consult.moderation.models import SHOWS_ALL, AttachmentDecision, AttachmentObjection, AttachmentVerb
from consult.moderation.views.blueprint import bp
from consult.submissions.models import Submission
from consult.web.errors import say
from consult.web.forms import ButtonForm
from consult.web.guards import me, require


@bp.route("/moderation/attachments")
def attachments_to_decide() -> ResponseReturnValue:
    """Submissions with attachments that wait for a decision, the oldest first."""
    require(policy.queue)
    return render_template(
        "moderation/attachments.html",
        rows=queries.pending_attachments(me()),
        objected=queries.open_objections_on_attachments(me()),
        section="moderation",
    )


@bp.route("/moderation/<reference>/attachments")
def attachments_of(reference: str) -> ResponseReturnValue:
    """The attachments of a submission, each with what can be decided."""
    require(policy.queue)
    return _page(queries.submission(reference, me()))


def _page(
    submission: Submission,
    wrong: tuple[str, AttachmentForm | PublicTextForm] | None = None,
    status: int = 200,
) -> ResponseReturnValue:
    require(policy.read, submission.consultation)
    found = attachments.of_submission(submission.id, with_records=True)
    return render_template(
        "moderation/submission_attachments.html", submission=submission, consultation=submission.consultation,
        rows=[(one, _forms(one, wrong)) for one in found], wrong=wrong[1] if wrong else None,
        waiting=queries.pending_decisions_on_attachments([one.id for one in found]),
        lapsed=queries.lapsed_decisions_on_attachments([one.id for one in found]),
        decided=_decisions_that_hold(found),
        objected=queries.objections_on_attachments([one.id for one in found]),
        can_decide=policy.decide_all(me(), submission), is_redactable=is_redactable, is_restorable=is_restorable,
        words={one.id: words_of(one, submission) for one in found},
        public_texts={one.id: _public_text(one, submission, wrong) for one in found},
        reasons=reasons, traits=labels.TRAITS, section="moderation",
    ), status  # fmt: skip


def _public_text(
    one: Attachment, submission: Submission, wrong: tuple[str, AttachmentForm | PublicTextForm] | None
) -> PublicTextForm:
    """The form with what the public reads, or would read, of a file; or the one that was sent and is not taken."""
    if wrong is not None and wrong[0] == one.reference and isinstance(wrong[1], PublicTextForm):
        return wrong[1]
    return PublicTextForm(
        formdata=None, of=one.reference, seen=form_version(one, *actions.SEEN), description=one.public_description,
        name=attached.proposed_name(one, with_name=actions.is_named(submission)),
    )  # fmt: skip


def _forms(
    one: Attachment, wrong: tuple[str, AttachmentForm | PublicTextForm] | None
) -> Mapping[str, AttachmentForm]:
    """The form of each verb; the one that was sent and is not taken stands in its place."""
    seen = form_version(one, *actions.SEEN)
    found = {
        verb.value: AttachmentForm(formdata=None, verb=verb, of=one.reference, seen=seen)
        for verb in AttachmentVerb
    }
    if wrong is not None and wrong[0] == one.reference and isinstance(wrong[1], AttachmentForm):
        found[wrong[1].verb.value] = wrong[1]
    return found


DONE = {
    AttachmentVerb.PUBLISH: N_("File published."),
    AttachmentVerb.REDACT: N_("Redacted file published."),
    AttachmentVerb.RESTORE: N_("Redacted parts restored. The whole file is published."),
    AttachmentVerb.WITHHOLD: N_("File withheld."),
    AttachmentVerb.ERASE: N_("File deleted."),
}


@bp.route("/moderation/attachments/<reference>/<verb>", methods=["POST"])
def decide_on_attachment(reference: str, verb: str) -> ResponseReturnValue:
    """Publish, withhold or delete an attachment, or restore what was redacted."""
    require(policy.queue)
    if verb not in {"publish", "restore", "withhold", "erase"}:
        raise NotFound
    found, submission = queries.attachment(reference, me())
    require(policy.decide_all, submission)
    form = AttachmentForm(verb=AttachmentVerb(verb), of=reference)
    if not form.validate_on_submit():
        return _page(submission, (reference, form), 422)
    more: dict[str, Any] = {}
    if form.verb is AttachmentVerb.RESTORE:
        if not is_restorable(found):
            raise NotFound
        try:
            more["whole"] = served.whole(found)
        except Unreadable as trouble:
            form.form_errors.append(_(trouble.message))
            return _page(submission, (reference, form), 409)
    return decided(found, submission, form, **more) or _page(submission, (reference, form), 409)


@bp.route("/moderation/attachments/<reference>/undo", methods=["POST"])
def undo_on_attachment(reference: str) -> ResponseReturnValue:
    """Undo a decision on an attachment that has not taken effect."""
    require(policy.queue)
    found, submission = queries.attachment(reference, me())
    require(policy.decide_all, submission)
    page = redirect(url_for(".attachments_of", reference=submission.reference), 303)
    if not ButtonForm().validate_on_submit():
        flash(_("Nothing was undone, because this page was out of date. Try again."), "warn")
        return page
    try:
        actions.undo_attachment_decision(found, submission, by=me())
    except NotPossible as trouble:
        flash(say(trouble), "warn")
    else:
        flash(_("Decision undone. No one was notified."))
    return page


@bp.route("/moderation/attachments/<reference>/text", methods=["POST"])
def show_attachment_as(reference: str) -> ResponseReturnValue:
    """Choose what the public reads as the name and the description of an attachment."""
    require(policy.queue)
    found, submission = queries.attachment(reference, me())
    require(policy.decide_all, submission)
    form = PublicTextForm(of=reference)
    if not form.validate_on_submit():
        return _page(submission, (reference, form), 422)
    try:
        actions.show_attachment_as(
            found, submission, name=form.name.data or "", description=form.description.data or "", by=me(),
            seen=form.seen.data or "",
        )  # fmt: skip
    except DomainError as trouble:
        form.refused(trouble)
        form.seen.data = form_version(found, *actions.SEEN)
        return _page(submission, (reference, form), 409)
    flash(_("Name and description for the public saved."))
    return redirect(url_for(".attachments_of", reference=submission.reference), 303)


def decided(
    found: Attachment, submission: Submission, form: AttachmentForm, **more: Any
) -> ResponseReturnValue | None:
    """Decide as a form says, and go on; None where that is not possible, which the form says then."""
    requested = actions.RequestedAttachmentDecision(form.verb, *form.chosen(), **more)
    try:
        made = actions.make_attachment_decision(
            found, submission, requested, by=me(), seen=form.seen.data or ""
        )
    except DomainError as trouble:
        form.refused(trouble)
        form.seen.data = form_version(found, *actions.SEEN)
        return None
    if isinstance(made, AttachmentDecision):  # what waits is said on the page
        flash(_(DONE[form.verb]))
    return redirect(url_for(".attachments_of", reference=submission.reference), 303)


def is_restorable(found: Attachment) -> bool:
    """Whether what was redacted of a file can be shown again: its original is there."""
    is_redacted = found.publication == Publication.PUBLISHED_REDACTED
    return is_redacted and bool(found.original_key) and attachments.is_deliverable(found)


def is_redactable(found: Attachment) -> bool:
    """Whether a redacted copy of a file can be prepared."""
    return bool(found.original_key) and not found.is_record and attachments.is_deliverable(found)


def has_pages(found: Attachment) -> bool:
    """Whether there are, or will be, images of its pages to redact on."""
    is_drawn = found.kind in WITH_PAGES and 0 < found.pages <= MOST_PAGES
    return is_drawn and found.drawn != () and is_redactable(found)


@bp.route("/moderation/attachments/<reference>/pages/<int:number>.png")
def page_of_file(reference: str, number: int) -> ResponseReturnValue:
    """The image of a page of a file."""
    require(policy.queue)
    found = readable(reference)
    if not has_pages(found):
        raise NotFound
    return served.page_image(found, number)


@bp.route("/moderation/attachments/<reference>/original")
def original_file(reference: str) -> ResponseReturnValue:
    """Download the original, with its metadata."""
    require(policy.queue)
    return served.original(readable(reference))


@bp.route("/moderation/attachments/<reference>/copy")
def copy_of_file(reference: str) -> ResponseReturnValue:
    """Download the copy that is, or would be, published."""
    require(policy.queue)
    return served.public_copy(readable(reference))


def readable(reference: str) -> Attachment:
    """An attachment that a moderator may have: checked and scanned. Raises NotFound."""
    found, submission = queries.attachment(reference, me())
    require(policy.read, submission.consultation)
    if not attachments.is_deliverable(found):
        raise NotFound
    return found


def _decisions_that_hold(attached: Sequence[Attachment]) -> Mapping[int, AttachmentDecision]:
    """The last decision on each attachment. Of a file that its submitter deleted afterwards nothing is said: the
    decision is not why it is gone."""
    last = queries.decisions_on_attachments([one.id for one in attached])
    return {
        one.id: last[one.id]
        for one in attached
        if one.id in last and (one.state != State.ERASED or last[one.id].verb is AttachmentVerb.ERASE)
    }


@listed_in("HOOKS")
def decisions_told(attached: Sequence[Attachment]) -> Mapping[int, labels.ToldDecision]:
    """The last decision on each attachment and the latest objection, for its submitter."""
    ids = [one.id for one in attached]
    last, objected = _decisions_that_hold(attached), queries.objections_on_attachments(ids)
    return {
        one.id: _told(one, last.get(one.id), objected.get(one.id))
        for one in attached
        if one.id in objected or (one.id in last and last[one.id].verb not in SHOWS_ALL)
    }


def _told(
    one: Attachment, decision: AttachmentDecision | None, objection: AttachmentObjection | None
) -> labels.ToldDecision:
    is_against = decision is not None and decision.verb not in SHOWS_ALL
    is_new = objection is None or (decision is not None and objection.decision_id != decision.id)
    return labels.ToldDecision(
        _(reasons.label(decision.reason.value)) if is_against and decision and decision.reason else "",
        decision.explanation if is_against and decision else "",
        is_new and policy.may_object_to_decision_on(one, decision),
        objection.state.value if objection is not None else "",
        objection.answer if objection is not None else "",
    )
