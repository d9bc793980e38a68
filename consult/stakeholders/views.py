"""The stakeholder profile of an account."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from consult.stakeholders import actions, policy, queries
from consult.stakeholders.forms import StakeholderForm, chosen
from consult.web.guards import me, require

bp = Blueprint("stakeholders", __name__)


@bp.route("/account/stakeholder", methods=["GET", "POST"])
def describe() -> ResponseReturnValue:
    """Say who you are and for whom you speak, to fill submissions in with."""
    require(policy.describe)
    profile = queries.of(me())
    form = StakeholderForm(data=chosen(profile) if profile else {"name": me().name})
    if form.validate_on_submit():
        actions.describe(me(), **form.stakeholder())
        flash(_("Saved. New submissions begin with it."))
        return redirect(url_for(".describe"), 303)
    status = 422 if form.is_submitted() else 200
    return render_template("stakeholders/describe.html", form=form), status
