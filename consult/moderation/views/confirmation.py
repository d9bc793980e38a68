"""For whom the submitter comments: declared, confirmed with a note, withdrawn."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from consult.core.errors import NotPossible
from consult.core.stale_check import form_version
from consult.moderation import actions, policy, queries
from consult.moderation.forms.comment_facts import ConfirmForm
from consult.moderation.views.blueprint import bp
from consult.stakeholders.descriptions import facts, is_unconfirmed_for_states
from consult.submissions import policy as submissions_policy
from consult.web.guards import me, require
from consult.web.page_language import locale_code


@bp.route("/moderation/<reference>/confirmation", methods=["GET", "POST"])
def confirm(reference: str) -> ResponseReturnValue:
    """Confirm for whom its submitter comments, or withdraw that; with a note of how it is known."""
    require(submissions_policy.handle_comments)
    submission = queries.submission_of_ours(reference, me())
    require(policy.confirm, submission)
    form = ConfirmForm(seen=form_version(submission, *actions.REPRESENTATION))
    verbs = {"confirm": actions.confirm, "unconfirm": actions.unconfirm}
    act = verbs.get(request.form.get("verb", ""))
    if act is not None and form.validate_on_submit():
        try:
            act(submission, form.note.data, by=me(), seen=form.seen.data)
        except NotPossible as trouble:
            form.refused(trouble)
            submission = queries.submission_of_ours(reference, me())
            form.seen.data = form_version(submission, *actions.REPRESENTATION)
        else:
            flash(_("Confirmation saved.") if submission.is_confirmed else _("Confirmation withdrawn."))
            return redirect(url_for("moderation.confirm", reference=reference), 303)
    return render_template(
        "moderation/confirmation.html",
        form=form,
        submission=submission,
        facts=[
            (_("Name"), submission.name or _("Not given")),
            *facts(submission, locale_code(), _, submission.consultation.organisation_id),
        ],
        is_unconfirmed_for_states=is_unconfirmed_for_states(submission),
        confirmations=queries.confirmations(submission),
        may_moderate=policy.read(me(), submission.consultation),
        section="moderation",
    ), form.status
