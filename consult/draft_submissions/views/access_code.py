"""The access code by email, from the page of a draft and from the receipt."""

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from consult.accounts import caller_limits
from consult.core.errors import NotFound, Throttled
from consult.draft_submissions import actions
from consult.draft_submissions.forms.access_code import MailCodeForm
from consult.draft_submissions.models import AnySubmission
from consult.draft_submissions.views.blueprint import bp, consultation_of, opened_on
from consult.draft_submissions.views.draft_submission import draft_page
from consult.draft_submissions.views.submitted import receipt_page
from consult.submissions import policy
from consult.submissions.models import Submission
from consult.web.guards import me, require
from consult.web.rate_limits import limit

_TOO_MANY = _l(
    "Several emails with access codes were sent within the last hour, so no email is sent now. The codes "
    "that were sent still work. The access code is on this page: write it down, or send it by email later."
)


@bp.route("/consultations/<slug>/sheet/code", methods=["POST"])
def mail_code(slug: str) -> ResponseReturnValue:
    """Email the code to an address; only because the person who has the draft or the submission open asks."""
    found = opened_on(consultation_of(slug))
    if found is None:
        raise NotFound
    require(policy.open_own, found)
    form = MailCodeForm(found, me())
    if not form.validate_on_submit():
        return _page(found, form, 422)
    try:
        _limit_codes(found, form.email.data.strip().lower())
    except Throttled:
        form.email.errors = [*form.email.errors, _TOO_MANY]
        return _page(found, form, 429)
    actions.email_access_code(found, form.email.data)
    flash(_("We are sending the access code to %(email)s.", email=form.email.data))
    if isinstance(found, Submission):
        return redirect(url_for(".receipt", reference=found.reference), 303)
    return redirect(url_for(".draft_submission", slug=slug), 303)


def _page(found: AnySubmission, form: MailCodeForm, status: int) -> ResponseReturnValue:
    """The page with the form again: of what was submitted, the receipt."""
    if isinstance(found, Submission):
        return receipt_page(found, form, status)
    return draft_page(found, form, status)


def _limit_codes(found: AnySubmission, email: str) -> None:
    """Of a draft or submission; and of an address, which may be that of a stranger: one network alone does not use it
    up. The confirmed address of the person who asks is theirs. Raises Throttled."""
    limit("5 per hour", "mail-code", found.key)
    if not caller_limits.is_theirs(email):
        limit("3 per hour", "mail-code", email, caller_limits.counted())
        limit("5 per hour", "mail-code", email)
