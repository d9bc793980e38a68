"""Beginning an account, and confirming its address."""

from flask import flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from consult.accounts import actions, caller_limits, queries
from consult.accounts.forms import ConfirmForm, ConfirmWithNewPasswordForm, SignUpForm
from consult.accounts.models import User
from consult.accounts.views.blueprint import bp, form_page
from consult.accounts.views.signing_in import go_on
from consult.core.errors import NotPossible, Throttled
from consult.web.errors import say
from consult.web.guards import open_to_all
from consult.web.page_language import locale_code
from consult.web.rate_limits import limit


@bp.route("/sign-up", methods=["GET", "POST"])
def sign_up() -> ResponseReturnValue:
    """Begin an account. The answer is the same for a known address."""
    open_to_all()
    form = SignUpForm()
    if form.validate_on_submit():
        try:
            caller_limits.limit("20 per hour", "sign-up")
        except Throttled as wait:
            form.form_errors.append(say(wait))
            return render_template("accounts/sign_up.html", form=form), 429
        actions.ask_to_sign_up(
            email=form.email.data,
            name=form.name.data,
            password=form.password.data,
            language=locale_code(),
        )
        return render_template("accounts/signed_up.html", email=form.email.data)
    return form_page("accounts/sign_up.html", form)


@bp.route("/sign-up/<token>", methods=["GET", "POST"])
def confirm_email(token: str) -> ResponseReturnValue:
    """Confirm an address with the password of the account: a mail scanner that opens links confirms nothing."""
    open_to_all()
    if request.args.get("new_password"):
        return _confirm_with_new_password(token)
    form = ConfirmForm()
    if form.validate_on_submit():
        limit("10 per 15 minutes", "confirm", queries.digest(token))
        user = actions.confirm_email(token, form.password.data)
        if user is not None:
            return _confirmed(user)
        form.password.errors = [
            *form.password.errors,
            _("This is not the password that the account was created with."),
        ]
    queries.require_confirmable(token)
    return form_page("accounts/confirm_email.html", form)


def _confirm_with_new_password(token: str) -> ResponseReturnValue:
    """With a name and password chosen now: the person who reads the mailbox goes on, anyone who began the account."""
    form = ConfirmWithNewPasswordForm()
    if form.validate_on_submit():
        try:
            return _confirmed(
                actions.confirm_with_new_password(token, name=form.name.data, password=form.password.data)
            )
        except NotPossible as trouble:
            form.form_errors.append(say(trouble))
    queries.require_confirmable(token)
    return form_page("accounts/confirm_with_new_password.html", form)


def _confirmed(user: User) -> ResponseReturnValue:
    flash(_("Email address confirmed. You are signed in."))
    return go_on(user, target=url_for(".account"))
