"""Setting two-factor authentication up and switching it off."""

import pyotp
import segno
from flask import current_app, flash, g, redirect, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from consult.accounts import actions, policy
from consult.accounts.forms import CodeForm, PresentPasswordForm
from consult.accounts.views.blueprint import bp, form_page, is_present, is_staff
from consult.core.errors import NotPossible
from consult.core.words import N_
from consult.web.guards import me, require
from consult.web.limits import limit


@bp.route("/account/second-factor", methods=["GET", "POST"])
def second_factor() -> ResponseReturnValue:
    """Set the second factor up, or switch it off. Each browser is shown a secret of its own."""
    require(policy.manage)
    if me().has_second_factor:
        return _switch_off()
    form = CodeForm()
    secret = session.setdefault("secret", pyotp.random_base32())
    if form.validate_on_submit():
        limit("10 per 15 minutes", "code", str(me().id))
        if actions.confirm_second_factor(me(), secret, form.code.data, kept=g.session):
            del session["secret"]
            flash(
                _("The second factor is on: signing in takes a code, and every other browser is signed out.")
            )
            return redirect(url_for(".account"), 303)
        form.code.errors = [*form.code.errors, _("This code is not right. Check the clock of your device.")]
    picture = segno.make(actions.otpauth(me(), secret)).png_data_uri(scale=5)
    return form_page("accounts/second_factor.html", form, picture=picture, secret=secret)


def _switch_off() -> ResponseReturnValue:
    form = PresentPasswordForm()
    if form.validate_on_submit() and is_present(form):
        if is_staff(me()) and current_app.config["SECOND_FACTOR_REQUIRED"]:
            raise NotPossible(N_("Whoever acts for an organisation needs a second factor."))
        actions.remove_second_factor(me())
        flash(_("The second factor is off."))
        return redirect(url_for(".account"), 303)
    return form_page("accounts/second_factor_off.html", form)
