"""Two-factor authentication: setting it up, moving it to another authenticator, switching it off, recovery codes."""

from typing import Any

import pyotp
from flask import flash, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from itsdangerous import BadData

from consult.accounts import actions, policy, queries
from consult.accounts.forms import FirstCodeForm, OtherAuthenticatorForm, PresentForm
from consult.accounts.views.blueprint import bp, form_page, must_have_factor
from consult.accounts.views.guess_limits import WRONG_CODE, count_attempt
from consult.core.errors import NotPossible
from consult.core.translatable import N_
from consult.web import signing
from consult.web.errors import say
from consult.web.guards import me, require


@bp.route("/account/second-factor", methods=["GET", "POST"])
def two_factor() -> ResponseReturnValue:
    """Set two-factor authentication up, or switch it off."""
    require(policy.manage)
    if me().has_two_factor:
        return _switch_off()
    form = FirstCodeForm()
    secret = _offered(form)
    if form.validate_on_submit() and not form.form_errors:
        codes = count_attempt(
            "code", lambda: actions.confirm_two_factor(me(), secret, form.code.data, kept=g.session)
        )
        if codes:
            return render_template("accounts/recovery_codes_made.html", codes=codes, is_new=True)
        form.code.errors = [
            *form.code.errors,
            _("This code is incorrect. Check that the clock of your device is right."),
        ]
    return _key_page("accounts/two_factor.html", form, secret)


def _switch_off() -> ResponseReturnValue:
    form = PresentForm()
    must_stay = must_have_factor(me())
    if must_stay and form.is_submitted():
        raise NotPossible(N_("Members of an organisation must use two-factor authentication."))
    if form.validate_on_submit() and is_present(form):
        if count_attempt("code", lambda: actions.remove_two_factor(me(), form.code.data)):
            flash(_("Two-factor authentication is off."))
            return redirect(url_for(".account"), 303)
        _wrong_code(form)
    return form_page("accounts/two_factor_off.html", form, must_stay=must_stay)


@bp.route("/account/second-factor/other", methods=["GET", "POST"])
def other_authenticator() -> ResponseReturnValue:
    """Have codes come from another authenticator, such as one on a new phone."""
    require(policy.manage)
    if not me().has_two_factor:
        return redirect(url_for(".two_factor"), 303)
    form = OtherAuthenticatorForm()
    secret = _offered(form)
    if form.validate_on_submit() and not form.form_errors and is_present(form):
        try:
            is_moved = count_attempt(
                "code",
                lambda: actions.move_two_factor(
                    me(), form.code.data, secret, form.new_code.data, kept=g.session
                ),
            )
        except NotPossible as trouble:
            form.new_code.errors = [*form.new_code.errors, say(trouble)]
        else:
            if is_moved:
                flash(_("Authenticator app changed. All other browsers were signed out."))
                return redirect(url_for(".account"), 303)
            _wrong_code(form)
    return _key_page("accounts/other_authenticator.html", form, secret)


@bp.route("/account/second-factor/recovery-codes", methods=["GET", "POST"])
def recovery_codes() -> ResponseReturnValue:
    """How many recovery codes are left; a POST makes new ones and shows them, once."""
    require(policy.manage)
    if not me().has_two_factor:
        return redirect(url_for(".two_factor"), 303)
    form = PresentForm()
    if form.validate_on_submit() and is_present(form):
        if count_attempt("code", lambda: actions.take_code(me(), form.code.data)):
            codes = actions.make_new_recovery_codes(me())
            return render_template("accounts/recovery_codes_made.html", codes=codes, is_new=False)
        _wrong_code(form)
    left = queries.recovery_codes_left(me())
    return form_page("accounts/recovery_codes.html", form, left=left, few=actions.FEW)


OFFERED = 15 * 60
"""Seconds for which the key that a page shows can be set up."""


def _offered(form: Any) -> str:
    """The key for an authenticator that the page shows: a new one each time it is opened, the same while its form comes
    back. No one who looked at the page, or at the cookie, before finds the key that is set up later."""
    signer = signing.serializer("key of an authenticator")
    secret = pyotp.random_base32()
    if form.is_submitted():
        try:
            whose, kept = signer.loads(form.offer.data, max_age=OFFERED)
        except BadData:
            whose, kept = None, secret
        if whose == me().id:
            return str(kept)
        form.form_errors.append(_("The key on the page had expired. Scan the new QR code."))
    form.offer.data = str(signer.dumps([me().id, secret]))
    return secret


def _key_page(template: str, form: Any, secret: str) -> ResponseReturnValue:
    import segno

    picture = segno.make(actions.otpauth(me(), secret)).png_data_uri(scale=5)
    return form_page(template, form, picture=picture, secret=secret)


def _wrong_code(form: Any) -> None:
    form.code.errors = [*form.code.errors, WRONG_CODE]


def is_present(form: Any) -> bool:
    """Whether the present password is right; counts the tries."""
    if count_attempt("password", lambda: actions.authenticated(me().email, form.present.data)) is not None:
        return True
    form.present.errors = [*form.present.errors, _("Current password is incorrect.")]
    return False
