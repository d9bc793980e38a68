"""The address that was left with a submission: its owner confirms it with the link of an email; the submitter
can have that email sent again."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from consult.accounts import caller_limits
from consult.core.errors import NotFound, Throttled
from consult.draft_submissions.views.blueprint import bp
from consult.submissions import actions, queries, submitter_access
from consult.submissions.models import Submission
from consult.web.errors import say
from consult.web.forms import ButtonForm
from consult.web.guards import open_to_all
from consult.web.rate_limits import limit


@bp.route("/submissions/<reference>/address/<signature>", methods=["GET", "POST"])
def confirm_address(reference: str, signature: str) -> ResponseReturnValue:
    """Confirm an address by the link in the receipt (a button, so that a mail scanner confirms nothing). A link that is
    too old has a button that mails another."""
    open_to_all()
    try:
        found = queries.by_reference(reference)
    except NotFound:
        raise NotFound(actions.GONE) from None
    form = ButtonForm()
    is_sent = form.validate_on_submit()
    status = 422 if form.is_submitted() else 200
    try:
        actions.check_link(found, signature)
        if is_sent:
            _confirm(found, signature)
            return redirect(url_for(".confirm_address", reference=reference, signature=signature), 303)
    except actions.Expired as old:
        return _too_old(found, form, old, is_sent)
    except Throttled as wait:
        form.form_errors.append(say(wait))
        status = 429
    return render_template(
        "draft_submissions/address.html", form=form, found=found, consultation=found.consultation,
        is_entered=actions.is_entered_for(found),
    ), status  # fmt: skip


def _confirm(found: Submission, signature: str) -> None:
    """Confirm the address; once it is confirmed, the same button mails the access code again where the organisation
    entered the submission, a few times an hour. Raises Throttled."""
    if found.email_confirmed_at is None or not actions.is_entered_for(found):
        actions.confirm_address(found, signature)
        return
    limit("3 per hour", "access-code", str(found.id))
    actions.email_access_code_again(found, signature)
    flash(_("We are sending the access code to %(email)s.", email=found.email))


def _too_old(found: Submission, form: ButtonForm, old: actions.Expired, is_sent: bool) -> ResponseReturnValue:
    """Say so; a press mails another link to the same address."""
    status, is_mailed = 200, False
    if is_sent:
        try:
            _ask(found)
            is_mailed = True
        except Throttled as wait:
            form.form_errors.append(say(wait))
            status = 429
    return render_template(
        "draft_submissions/address_link_old.html", form=form, found=found, consultation=found.consultation,
        why=say(old), is_mailed=is_mailed,
    ), status  # fmt: skip


def _ask(found: Submission) -> None:
    """Email the link: a few an hour of a submission, and to an address, which may be that of a stranger. Raises
    Throttled."""
    limit("3 per hour", "confirm-address", str(found.id))
    if not caller_limits.is_theirs(found.email):
        limit("5 per hour", "confirm-address", found.email.lower())
    actions.ask_to_confirm(found)


@bp.route("/submissions/<reference>/address", methods=["POST"])
@submitter_access.load_for_submitter
def ask_to_confirm(found: Submission) -> ResponseReturnValue:
    """Send the link again, to the address that was left."""
    if ButtonForm().validate_on_submit() and found.has_unconfirmed_address:
        try:
            _ask(found)
        except Throttled:
            flash(_("The link was sent within the last hour. Check your spam folder too."))
        else:
            flash(_("We are sending the link to %(email)s.", email=found.email))
    return redirect(url_for(".status", reference=found.reference), 303)
