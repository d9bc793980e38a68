"""The sender of a filled form follows the link: a button opens the draft submission with it, so that a mail scanner
confirms nothing."""

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from consult.core.errors import DomainError, NotFound
from consult.core.translatable import N_
from consult.draft_submissions.writer_access import context
from consult.incoming_email import actions, queries
from consult.incoming_email.actions.confirming import TAKEN_OVER
from consult.incoming_email.models import EmailState
from consult.incoming_email.views.blueprint import bp
from consult.submissions import references, submitter_access
from consult.submissions.models import Submission
from consult.submissions.submitter_access import consultation_of
from consult.web.forms import ButtonForm
from consult.web.guards import open_to_all

GONE = N_("This link is no longer valid: the form was deleted. Send it again, or upload it on the website.")


@bp.route("/consultations/<slug>/emails/<form_pass>", methods=["GET", "POST"])
def confirm(slug: str, form_pass: str) -> ResponseReturnValue:
    """What the email brought; a button goes on to its rows."""
    open_to_all()
    consultation = consultation_of(slug)
    key = references.key_in(form_pass)
    try:
        found = queries.by_key(consultation.id, key)
    except NotFound:
        raise NotFound(TAKEN_OVER if queries.is_taken_over(consultation.id, key) else GONE) from None
    form = ButtonForm()
    status = form.status
    if form.validate_on_submit():
        try:
            done = actions.confirm(found, consultation)
        except DomainError as trouble:
            form.refused(trouble)
            status = 409
        else:
            submitter_access.remember(done.submission)
            if isinstance(done.submission, Submission) or done.upload is None:
                return redirect(url_for("draft_submissions.take_part", slug=slug), 303)
            reference = done.upload.reference
            return redirect(url_for("draft_submissions.take_part", slug=slug, form=reference), 303)
    return render_template(
        "incoming_email/confirm.html", form=form, email=found, files=queries.forms_of(found),
        is_waiting=found.state is EmailState.FORM, days=queries.UNCONFIRMED.days,
        submitted=[one.reference for one in queries.made_before(found) if isinstance(one, Submission)],
        **context(consultation),
    ), status  # fmt: skip
