"""The account of the person who is signed in: profile, password, address, sessions; a new password by email."""

from collections.abc import Callable, Sequence
from typing import Any

from flask import current_app, flash, g, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from consult.accounts import actions, policy, queries
from consult.accounts.forms import EmailForm, NewEmailForm, PasswordForm, ProfileForm, ResetForm
from consult.accounts.models import Purpose
from consult.accounts.views.blueprint import bp, form_page, must_have_factor
from consult.accounts.views.guess_limits import ask_for_link, device_token, remember_device
from consult.accounts.views.two_factor import is_present
from consult.core.errors import NotFound
from consult.core.hooks import Hook
from consult.core.language_tags import nearest
from consult.web.forms import ButtonForm, choices
from consult.web.guards import me, open_to_all, require
from consult.web.page_language import by_language_name
from consult.web.rate_limits import limit
from consult.web.text_languages import by_name

ORGANISATIONS: Hook[Callable[[Any], Sequence[Any]]] = Hook("accounts.organisations")
"""The organisations that a person is a member of."""


@bp.route("/password-reset", methods=["GET", "POST"])
def password_reset() -> ResponseReturnValue:
    """Ask for a link to choose a new password. The answer is the same for an unknown address."""
    open_to_all()
    form = EmailForm()
    if form.validate_on_submit():
        ask_for_link(Purpose.RESET, form.email.data)
        return render_template("accounts/reset_asked.html", email=form.email.data)
    return form_page("accounts/password_reset.html", form)


@bp.route("/password-reset/<token>", methods=["GET", "POST"])
def new_password(token: str) -> ResponseReturnValue:
    """Choose a new password by an emailed link."""
    open_to_all()
    form = ResetForm()
    if form.validate_on_submit():
        device = device_token()
        actions.trust_device(actions.reset_password(token, form.password.data), device)
        remember_device(device)
        flash(_("Password changed. Sign in with your new password."))
        return redirect(url_for(".sign_in"), 303)
    queries.token(token, "reset")
    return form_page("accounts/new_password.html", form)


@bp.route("/account", methods=["GET", "POST"])
def account() -> ResponseReturnValue:
    """Name, language, zone; and the way to the rest."""
    require(policy.manage)
    form = ProfileForm(obj=me())
    form.language.choices = choices(by_language_name(current_app.config["LANGUAGES"]))
    if not form.is_submitted():
        form.language.data = nearest(me().language, current_app.config["LANGUAGES"]) or form.language.data
    if form.validate_on_submit():
        actions.change_profile(
            me(), name=form.name.data, language=form.language.data, timezone=form.timezone.data
        )
        session.pop("language", None)
        flash(_("Saved."))
        return redirect(url_for(".account"), 303)
    few = me().has_two_factor and queries.recovery_codes_left(me()) <= actions.FEW
    return form_page(
        "accounts/account.html",
        form,
        codes_are_few=few,
        must_have_factor=must_have_factor(me()),
        acts_for=by_name(one for organisations in ORGANISATIONS for one in organisations(me())),
    )


@bp.route("/account/password", methods=["GET", "POST"])
def password() -> ResponseReturnValue:
    """Change the password; every other browser is signed out."""
    require(policy.manage)
    form = PasswordForm()
    if form.validate_on_submit() and is_present(form):
        actions.change_password(me(), form.password.data, kept=g.session)
        flash(_("Password changed. All other browsers were signed out."))
        return redirect(url_for(".account"), 303)
    return form_page("accounts/password.html", form)


@bp.route("/account/email", methods=["GET", "POST"])
def email() -> ResponseReturnValue:
    """Ask for a new address; it counts once an email to it is answered."""
    require(policy.manage)
    form = NewEmailForm()
    if form.validate_on_submit() and is_present(form):
        limit("5 per hour", "email", str(me().id))
        actions.ask_for_email(me(), form.email.data)
        return render_template("accounts/email_asked.html", email=form.email.data)
    return form_page("accounts/email.html", form)


@bp.route("/account/email/<token>", methods=["GET", "POST"])
def new_email(token: str) -> ResponseReturnValue:
    """Make the new address that of the account."""
    require(policy.manage)
    form = ButtonForm()
    if form.validate_on_submit():
        actions.change_email(me(), token)
        flash(_("Email address changed."))
        return redirect(url_for(".account"), 303)
    queries.token(token, "email")
    return render_template("accounts/new_email.html", form=form)


@bp.route("/account/sessions", methods=["GET", "POST"])
def sessions() -> ResponseReturnValue:
    """The browsers that are signed in; a POST ends one, or all others."""
    require(policy.manage)
    form = ButtonForm()
    if form.validate_on_submit():
        chosen = request.form.get("session", "")
        if chosen != "others":
            ended = [row for row in queries.sessions(me()) if str(row.id) == chosen]
            if not ended:
                raise NotFound
            actions.end_session(ended[0], forget_device=ended[0].device_id != g.session.device_id)
        else:
            actions.end_other_sessions(me(), g.session)
        flash(_("Browser signed out."))
        return redirect(url_for(".sessions"), 303)
    return render_template(
        "accounts/sessions.html", sessions=queries.sessions(me()), here=g.session, form=form
    )
