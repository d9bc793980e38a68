"""Objections to decisions on attachments: for the submitter who makes one, for the moderator who looks again."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from wtforms.fields import SelectChoice

from consult.attachments import labels
from consult.attachments import queries as attachments
from consult.core.errors import DomainError, NotFound, NotPossible
from consult.core.stale_check import form_version
from consult.moderation import actions, policy, queries, reasons
from consult.moderation.forms.objections import ObjectionForm, SettleAttachmentForm
from consult.moderation.models import AttachmentVerb, ObjectionState
from consult.moderation.queries import ReviewedAttachment
from consult.moderation.views.attachments import decisions_told
from consult.moderation.views.blueprint import bp
from consult.submissions import references, submitter_access
from consult.submissions.models import Submission
from consult.web.errors import say
from consult.web.forms import choices
from consult.web.guards import me, require


@bp.route("/submissions/<reference>/attachments/<file>/objection", methods=["GET", "POST"])
@submitter_access.load_for_submitter
def object_to_decision_on(submission: Submission, file: str) -> ResponseReturnValue:
    """The submitter objects to a decision on a file: with the submission open by account, by code or by its own
    form."""
    one = attachments.by_reference(file)
    if one.submission_id != submission.id:
        raise NotFound
    form = ObjectionForm()
    status = 422 if form.is_submitted() else 200
    if form.validate_on_submit():
        try:
            actions.object_to_decision_on(one, submission, form.text.data)
        except NotPossible as trouble:
            form.form_errors.append(say(trouble))
            status = 409
        else:
            flash(
                _(
                    "Objection received. A different moderator reviews the decision. The result will be on this "
                    "page. If your email address is confirmed, we also send it to you."
                )
            )
            address = url_for(
                "draft_submissions.status", reference=submission.reference, _anchor="attachments"
            )
            return redirect(address, 303)
    return render_template(
        "moderation/object_to_attachment.html", submission=submission, one=one, form=form,
        submission_pass=references.pass_of(str(submission.key)),
        decision=decisions_told([one]).get(one.id, labels.ToldDecision()),
    ), status  # fmt: skip


@bp.route("/moderation/attachments/<reference>/objection", methods=["GET", "POST"])
def settle_on_attachment(reference: str) -> ResponseReturnValue:
    """Look again at a decision on an attachment that its submitter objects to."""
    require(policy.queue)
    review = queries.objection_to_decision_on(reference, me())
    require(policy.read, review.submission.consultation)
    if request.method == "POST":
        require(policy.settle_on_attachment, review)
    form = SettleAttachmentForm(seen=form_version(review.attachment, *actions.SEEN))
    form.outcome.choices = _outcomes(review)
    status = 422 if form.is_submitted() else 200
    if form.validate_on_submit():
        try:
            is_unchanged = form.outcome.data == "upheld"
            actions.settle_on_attachment(
                review, is_unchanged=is_unchanged, answer=form.answer.data, by=me(), seen=form.seen.data or ""
            )
        except DomainError as trouble:
            form.refused(trouble)
            status, review = 409, queries.objection_to_decision_on(reference, me())
            form.seen.data = form_version(review.attachment, *actions.SEEN)
            form.outcome.choices = _outcomes(review)
        else:
            flash(
                _(
                    "Objection decided. The submitter can read your reply, and gets an email if their email address "
                    "is confirmed."
                )
            )
            return redirect(url_for(".attachments_to_decide"), 303)
    return _settle_page(review, form, status)


def _settle_page(review: ReviewedAttachment, form: SettleAttachmentForm, status: int) -> ResponseReturnValue:
    submission, objection = review.submission, review.objection
    return render_template(
        "moderation/settle_attachment.html", submission=submission, consultation=submission.consultation,
        one=review.attachment, objection=objection, decision=objection.decision, form=form, reasons=reasons,
        is_changed=_is_changed(review), is_open=objection.state == ObjectionState.OPEN,
        can_settle=policy.settle_on_attachment(me(), review), section="moderation",
    ), status  # fmt: skip


def _is_changed(review: ReviewedAttachment) -> bool:
    """Whether someone decided since the decision that is objected to."""
    last = queries.decisions_on_attachments([review.attachment.id])[review.attachment.id]
    return last.id != review.objection.decision_id


def _outcomes(review: ReviewedAttachment) -> list[SelectChoice]:
    """What looking again can come to, as things stand."""
    found = [("upheld", _("Decision unchanged"))]
    if _is_changed(review):
        found.append(("changed", _("Decision changed")))
    elif review.objection.decision.verb is AttachmentVerb.WITHHOLD and attachments.is_deliverable(
        review.attachment
    ):
        found.append(("changed", _("Publish the file")))
    return choices(found)
