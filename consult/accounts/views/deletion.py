"""Taking along what an account holds, and deleting it: both with the password, and a code where there are codes."""

import json

from flask import Response, flash, redirect, render_template, session
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from consult.accounts import actions, policy
from consult.accounts.forms import DeletionForm, FreshForm
from consult.accounts.views.blueprint import bp, form_page
from consult.accounts.views.guess_limits import WRONG_CODE, count_attempt
from consult.accounts.views.two_factor import is_present
from consult.core import account_data, preconditions
from consult.core.errors import NotPossible
from consult.web.errors import say_unmet
from consult.web.guards import me, require
from consult.web.language_addresses import linked
from consult.web.rate_limits import limit


@bp.route("/account/data", methods=["GET", "POST"])
def data() -> ResponseReturnValue:
    """Everything that an account holds, as a file for its owner."""
    require(policy.manage)
    form = FreshForm(needs_code=me().has_two_factor)
    if form.validate_on_submit() and _is_fresh(form):
        limit("10 per hour", "account data", str(me().id))
        words = json.dumps(account_data.personal_data(me()), ensure_ascii=False, indent=2)
        answer = Response(words, mimetype="application/json")
        answer.headers.set("Content-Disposition", "attachment", filename="account.json")
        answer.headers["Cache-Control"] = "no-store"
        return answer
    return form_page("accounts/data.html", form)


@bp.route("/account/deletion", methods=["GET", "POST"])
def deletion() -> ResponseReturnValue:
    """Delete one's account, for ever."""
    require(policy.manage)
    form = DeletionForm(needs_code=me().has_two_factor, address=me().email)
    stays = [
        say_unmet(one) for one in preconditions.unmet_preconditions(actions.DELETION, me()) if one.blocking
    ]
    if form.validate_on_submit() and not stays and _is_fresh(form):
        try:
            actions.delete_account(me(), keep_names=form.names.data == "keep")
        except NotPossible as trouble:
            form.refused(trouble)
        else:
            session.clear()
            flash(_("Account deleted. We are sending you a confirmation email."))
            return redirect(linked("/"), 303)
    if form.is_refused:
        return render_template("accounts/deletion.html", form=form, stays=stays), 409
    return form_page("accounts/deletion.html", form, stays=stays)


def _is_fresh(form: FreshForm) -> bool:
    """Whether password and code are right; counts the tries."""
    if not is_present(form):
        return False
    if not me().has_two_factor or count_attempt(
        "code", lambda: actions.take_code_now(me(), form.code.data or "")
    ):
        return True
    form.code.errors = [*form.code.errors, WRONG_CODE]
    return False
