"""Requests to remove a name: for the submitter, for whom a comment names, and for the member who decides."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from consult.accounts import caller_limits
from consult.core.errors import DomainError, NotFound, Throttled
from consult.moderation import actions, policy, queries
from consult.moderation.forms.name_requests import NamedForm, OwnNameForm, SettleNameForm
from consult.moderation.models import NameRequestState
from consult.moderation.views.blueprint import bp
from consult.submissions import labels, references, submitter_access
from consult.submissions import policy as submissions_policy
from consult.submissions import queries as submitted
from consult.submissions.lifecycle import State
from consult.submissions.models import Submission
from consult.submissions.policy import take_part
from consult.web.guards import me, require
from consult.web.page_language import locale_code


@bp.route("/submissions/<reference>/name-removal", methods=["GET", "POST"])
@submitter_access.load_for_submitter
def own_name(submission: Submission) -> ResponseReturnValue:
    """Ask that one's own name be removed from a submission."""
    form = OwnNameForm(key=references.new_key(submitter_access.browser()))
    if form.validate_on_submit():
        try:
            actions.ask_to_remove_own_name(
                submission, key=form.key.data, with_organisation=form.with_organisation.data,
                words=form.words.data or "", email=form.email.data or "", language=locale_code(),
            )  # fmt: skip
        except DomainError as trouble:
            form.refused(trouble)
        else:
            flash(_("Request received. The decision will be on this page."))
            return redirect(url_for(".own_name", reference=submission.reference), 303)
    return render_template(
        "moderation/own_name.html",
        submission=submission,
        submission_pass=references.pass_of(str(submission.key)),
        consultation=submission.consultation,
        form=form,
        requests=queries.name_requests_of(submission),
        has_name=actions.has_name(submission),
        told_at=_told_at(submission),
    ), form.status


def _told_at(submission: Submission) -> str:
    """The confirmed address of the submitter; "" for none."""
    if submission.has_unconfirmed_address:
        return ""
    known = submitted.address(submission)
    return known[0] if known is not None else ""


@bp.route("/submissions/<reference>/named", methods=["GET", "POST"])
def named(reference: str) -> ResponseReturnValue:
    """Ask that one's name be hidden in a comment that someone else sent."""
    submission = submitted.by_reference(reference)
    require(take_part, submission.consultation)
    comments = submitted.visible_comments(submission)
    if not comments or submission.state != State.SUBMITTED:
        raise NotFound
    form = NamedForm(
        numbers=[one.number for one in comments], key=references.new_key(submitter_access.browser())
    )
    if form.validate_on_submit():
        try:
            caller_limits.limit("10 per hour", "named")
            chosen = next(one for one in comments if str(one.number) == form.number.data)
            actions.ask_to_remove_name_from(
                chosen, form.name.data, key=form.key.data, words=form.words.data or "",
                email=form.email.data or "", language=locale_code(),
            )  # fmt: skip
        except DomainError as trouble:
            form.refused(trouble)
            status = 429 if isinstance(trouble, Throttled) else form.status
            return _named_page(submission, form, status)
        flash(_("Request received. A moderator decides on it."))
        return redirect(url_for("reading.submission", reference=submission.reference), 303)
    return _named_page(submission, form, form.status)


def _named_page(submission: Submission, form: NamedForm, status: int) -> ResponseReturnValue:
    return render_template(
        "moderation/named.html", submission=submission, consultation=submission.consultation, form=form
    ), status


@bp.route("/moderation/names")
def names() -> ResponseReturnValue:
    """Requests to remove a name that wait for someone of my organisations."""
    require(submissions_policy.handle_comments)
    return render_template(
        "moderation/names.html", requests=queries.name_requests(me()), section="moderation"
    )


@bp.route("/moderation/names/<int:identifier>", methods=["GET", "POST"])
def settle_name(identifier: int) -> ResponseReturnValue:
    """Decide on a request: remove the name, or say why it stays."""
    require(submissions_policy.handle_comments)
    asked = queries.name_request(identifier, me())
    if request.method == "POST":
        require(policy.settle_name, asked)
    form = SettleNameForm()
    if form.validate_on_submit():
        try:
            removed = form.outcome.data == "remove"
            actions.settle_name(asked, removed=removed, answer=form.answer.data or "", by=me())
        except DomainError as trouble:
            form.refused(trouble)
            asked = queries.name_request(identifier, me())
        else:
            flash(_("Name removed.") if removed else _("Request refused."))
            return redirect(url_for(".names"), 303)
    submission = asked.submission
    name = asked.name or (submission.name if submission.name != labels.NAME_REMOVED else "")
    return render_template(
        "moderation/settle_name.html",
        asked=asked,
        submission=submission,
        name=name,
        elsewhere=submitted.references_with(submission.consultation_id, name, but=asked.comment),
        can_settle=policy.settle_name(me(), asked),
        is_open=asked.state == NameRequestState.OPEN,
        is_told=actions.told_at(asked) is not None,
        form=form,
        section="moderation",
    ), form.status
