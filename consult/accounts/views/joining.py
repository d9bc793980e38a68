"""Beginning an account, and confirming its address."""

from flask import flash, render_template
from flask.typing import ResponseReturnValue
from flask_babel import get_locale
from flask_babel import gettext as _

from consult.accounts import actions, queries
from consult.accounts.forms import ConfirmForm, SignUpForm
from consult.accounts.views.blueprint import bp, form_page
from consult.accounts.views.signing_in import go_on
from consult.web.guards import open_to_all
from consult.web.limits import caller, limit


@bp.route("/sign-up", methods=["GET", "POST"])
def sign_up() -> ResponseReturnValue:
    """Begin an account. The answer is the same for a known address."""
    open_to_all()
    form = SignUpForm()
    if form.validate_on_submit():
        limit("20 per hour", "sign-up", caller())
        limit("3 per hour", "sign-up", form.email.data.lower(), caller())
        actions.ask_to_sign_up(
            email=form.email.data,
            name=form.name.data,
            password=form.password.data,
            language=str(get_locale()),
        )
        return render_template("accounts/signed_up.html", email=form.email.data)
    return form_page("accounts/sign_up.html", form)


@bp.route("/sign-up/<token>", methods=["GET", "POST"])
def confirm_email(token: str) -> ResponseReturnValue:
    """Confirm an address with the password of the account: a mail scanner that opens links confirms nothing."""
    open_to_all()
    form = ConfirmForm()
    if form.validate_on_submit():
        limit("10 per 15 minutes", "confirm", queries.digest(token))
        user = actions.confirm_email(token, form.password.data)
        if user is not None:
            flash(_("Your address is confirmed, and you are signed in."))
            return go_on(user, target="/account")
        form.password.errors = [*form.password.errors, _("This account was begun with another password.")]
    queries.require_confirmable(token)
    return form_page("accounts/confirm_email.html", form)
