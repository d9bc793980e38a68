"""Withdrawing what was submitted, until the deadline."""

from collections.abc import Callable
from functools import partial

from flask import flash, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from consult.attachments import queries as attachments
from consult.core.errors import DomainError
from consult.draft_submissions.forms.withdrawing import WithdrawalForm
from consult.draft_submissions.views.blueprint import bp, context
from consult.draft_submissions.views.entries import entries
from consult.draft_submissions.views.submitted import arrival_times, to_status, while_changeable
from consult.submissions import actions, queries, submitter_access
from consult.submissions.lifecycle import VISIBLE, Moderation
from consult.submissions.models import Comment, Submission
from consult.web.errors import say


@bp.route("/submissions/<reference>/comments/<int:number>/withdrawal", methods=["GET", "POST"])
@submitter_access.load_for_submitter
@while_changeable
def withdraw_comment(found: Submission, number: int) -> ResponseReturnValue:
    """Withdraw one comment, until the deadline."""
    present = queries.numbered(found, number)
    was_public = present.moderation in VISIBLE
    withdrawn = _("Comment withdrawn. It is no longer public.") if was_public else _("Comment withdrawn.")
    return _withdrawal(found, [present], partial(actions.withdraw_comment, present), withdrawn)


@bp.route("/submissions/<reference>/withdrawal", methods=["GET", "POST"])
@submitter_access.load_for_submitter
@while_changeable
def withdraw(found: Submission) -> ResponseReturnValue:
    """Withdraw the whole submission, until the deadline."""
    was_public = bool(queries.visible_comments(found))
    withdrawn = (
        _("Submission withdrawn. It is no longer public.") if was_public else _("Submission withdrawn.")
    )
    return _withdrawal(found, [], partial(actions.withdraw, found), withdrawn)


def _withdrawal(
    found: Submission, comments: list[Comment], act: Callable[..., object], told: str
) -> ResponseReturnValue:
    """Ask once more; then withdraw it, and say so."""
    form = WithdrawalForm()
    status = 422 if form.is_submitted() else 200
    if form.validate_on_submit():
        try:
            act(**arrival_times())
        except DomainError as trouble:
            form.form_errors.append(say(trouble))
            status = 409
        else:
            flash(told)
            return to_status(found)
    live = [one for one in queries.comments_of(found) if one.moderation != Moderation.WITHDRAWN]
    return render_template(
        "draft_submissions/withdraw.html",
        form=form,
        entries=entries(comments),
        has_comments=any(one.question_id is None for one in live),
        has_answers=bool(queries.answers_of(found.id)),
        files=[one for one in attachments.kept_of_submission(found.id) if not one.is_record],
        **context(found.consultation, found),
    ), status
