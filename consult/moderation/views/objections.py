"""Objections: for the submitter who makes one, for the moderator who looks again."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from wtforms.fields import SelectChoice

from consult.consultations.lifecycle import Phase
from consult.core.declarations import listed_in
from consult.core.errors import NotPossible
from consult.core.permissions import may
from consult.moderation import actions, policy, queries, reasons
from consult.moderation.forms.objections import ObjectionForm, SettleForm
from consult.moderation.models import Objection, ObjectionState
from consult.moderation.views.blueprint import bp, review_token
from consult.moderation.views.words import words_of
from consult.submissions import labels, references, submitter_access
from consult.submissions import queries as submitted
from consult.submissions.models import Comment, Submission
from consult.web.errors import say
from consult.web.forms import choices
from consult.web.guards import me, require


@bp.route("/moderation/objections/<int:identifier>", methods=["GET", "POST"])
def settle(identifier: int) -> ResponseReturnValue:
    """Look again at a decision that its submitter objects to."""
    require(policy.queue)
    objection = queries.objection(identifier, me())
    comment = objection.comment
    require(policy.read, comment.submission.consultation)
    if request.method == "POST":
        require(policy.settle, objection)
    form = SettleForm(**asdict(review_token(comment)))
    form.outcome.choices = _outcomes(objection)
    status = 422 if form.is_submitted() else 200
    if form.validate_on_submit():
        try:
            is_unchanged = form.outcome.data == "upheld"
            actions.settle(
                objection, is_unchanged=is_unchanged, answer=form.answer.data, by=me(), seen=form.seen()
            )
        except NotPossible as trouble:
            form.form_errors.append(say(trouble))
            status, objection = 409, queries.objection(identifier, me())
            comment = objection.comment
            form.see(review_token(comment))
            form.outcome.choices = _outcomes(objection)
        else:
            flash(
                _(
                    "Objection decided. The submitter can read your reply, and gets an email if their email address "
                    "is confirmed."
                )
            )
            return redirect(url_for("moderation.queue", show="objections"), 303)
    return _settle_page(objection, form, status)


def _settle_page(objection: Objection, form: SettleForm, status: int) -> ResponseReturnValue:
    comment = objection.comment
    decided = queries.decision(objection.decision_id)
    return render_template(
        "moderation/settle.html",
        **words_of(comment, None),
        objection=objection,
        comment=comment,
        decision=decided,
        decided_for=queries.reasons_for([decided])[decided.id],
        is_changed=_is_changed(objection),
        is_open=objection.state == ObjectionState.OPEN,
        can_settle=policy.settle(me(), objection),
        reference=f"{comment.submission.reference}/{comment.number}",
        form=form,
        labels=labels,
        reasons=reasons,
        section="moderation",
    ), status


def _is_changed(objection: Objection) -> bool:
    """Whether someone decided since the decision that is objected to."""
    return review_token(objection.comment).decision not in {0, objection.decision_id}


def _outcomes(objection: Objection) -> list[SelectChoice]:
    """What looking again can come to, as things stand."""
    found = [("upheld", _("Decision unchanged"))]
    if _is_changed(objection):
        found.append(("changed", _("Decision changed")))
    elif policy.objects_to_amendment(objection) or may("moderation.publish", me(), objection.comment):
        found.append(("changed", _("Publish the comment")))
    return choices(found)


@dataclass(frozen=True)
class SubmitterDecision:
    """A decision as its submitter reads it; `objection` is the state of their latest objection, "" without any."""

    number: int
    what: str
    why: list[str]
    explanations: Sequence[str]
    objection: str
    answer: str


@listed_in("HOOKS")
def status_part(submission: Submission) -> tuple[str, list[SubmitterDecision]]:
    """The decisions on the status page of a submission (see draft_submissions.views.submitted.STATUS_PARTS)."""
    return "moderation/_decisions_sent.html", decisions_sent(submission)


def decisions_sent(submission: Submission) -> list[SubmitterDecision]:
    """What was decided against the comments of a submission, and the objections, for the submitter."""
    return [
        SubmitterDecision(
            one.comment.number,
            _("edited version withheld") if one.is_of_amendment else _(reasons.VERBS[one.decision.verb]),
            [_(reasons.sentence(reason)) for reason in one.reasons],
            one.explanations,
            one.objection.state.value if one.objection else "",
            one.objection.answer if one.objection else "",
        )
        for one in queries.sent(submission)
    ]


@listed_in("HOOKS")
def reasons_told(comment: Comment) -> list[str]:
    """Every reason that stands against a comment, in the words of lists."""
    return [_(reasons.label(reason)) for reason in queries.reasons_told(comment)]


@bp.route("/submissions/<reference>/comments/<int:number>/objection", methods=["GET", "POST"])
@submitter_access.load_for_submitter
def object_to(submission: Submission, number: int) -> ResponseReturnValue:
    """The submitter objects to a decision: with the submission open by account, by code or by its own form."""
    comment = submitted.comment(str(submission.reference), number)
    form = ObjectionForm()
    status = 422 if form.is_submitted() else 200
    if form.validate_on_submit():
        try:
            actions.object_to(comment, form.text.data)
        except NotPossible as trouble:
            form.form_errors.append(say(trouble))
            status, comment = 409, submitted.comment(str(submission.reference), number)
        else:
            flash(
                _(
                    "Objection received. A different moderator reviews the decision. The result will be on this "
                    "page. If your email address is confirmed, we also send it to you."
                )
            )
            return redirect(url_for("draft_submissions.status", reference=submission.reference), 303)
    return render_template(
        "moderation/object_to.html",
        submission=submission,
        submission_pass=references.pass_of(str(submission.key)),
        comment=comment,
        reference=f"{submission.reference}/{comment.number}",
        decision=queries.last_decision(comment),
        against=next((one for one in decisions_sent(submission) if one.number == number), None),
        objections=queries.objections(comment),
        is_open=queries.open_objection(comment) is not None,
        may_be_objected_to=policy.may_be_objected_to(comment),
        can_change=comment.submission.consultation.phase == Phase.OPEN,
        form=form,
        labels=labels,
        reasons=reasons,
    ), status
