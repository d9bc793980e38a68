"""The stakeholder profile of an account, and the categories that an organisation adds to the list."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from consult.core.errors import DomainError
from consult.core.sorting import in_order
from consult.organisations.access import load_for_member
from consult.stakeholders import actions, policy, queries
from consult.stakeholders.forms import StakeholderForm, SubcategoryForm, chosen
from consult.stakeholders.models import Category
from consult.stakeholders.taxonomy import CATEGORIES, SUBCATEGORIES
from consult.web.errors import say
from consult.web.form_after_sign_in import carries_typed
from consult.web.forms import ButtonForm
from consult.web.guards import me, require
from consult.web.page_language import locale_code
from consult.web.text_languages import translated

bp = Blueprint("stakeholders", __name__)


@bp.route("/account/stakeholder", methods=["GET", "POST"])
@carries_typed
def describe() -> ResponseReturnValue:
    """Say who you are and for whom you speak, to fill submissions in with."""
    require(policy.describe)
    profile = queries.profile_of(me())
    form = StakeholderForm(data=chosen(profile) if profile else {"name": me().name})
    if form.validate_on_submit():
        actions.describe(me(), **form.stakeholder())
        flash(_("Saved. New submissions start with these details."))
        return redirect(url_for(".describe"), 303)
    status = 422 if form.is_submitted() else 200
    return render_template("stakeholders/describe.html", form=form), status


@bp.route("/organisations/<slug>/categories", methods=["GET", "POST"])
def categories(slug: str) -> ResponseReturnValue:
    """What the person who comments can choose from; a POST adds to it."""
    organisation = load_for_member(slug)
    require(policy.categorise, organisation)
    form = SubcategoryForm()
    if form.validate_on_submit():
        try:
            actions.add_subcategory(organisation, Category(form.category.data), form.label.data, by=me())
        except DomainError as trouble:
            form.label.errors = [*form.label.errors, say(trouble)]
        else:
            flash(_("Subcategory added. It is offered in all your consultations."))
            return redirect(url_for(".categories", slug=slug), 303)
    own: dict[Category, list[Any]] = {}
    found = queries.subcategories(organisation)
    for one in in_order(found, lambda one: translated(one, "label", organisation), locale_code()):
        own.setdefault(one.category, []).append(one)
    return render_template(
        "stakeholders/categories.html",
        organisation=organisation, form=form, button=ButtonForm(), own=own,
        categories=CATEGORIES, subcategories=SUBCATEGORIES,
    ), 422 if form.is_submitted() else 200  # fmt: skip


@bp.route("/organisations/<slug>/categories/<int:number>", methods=["POST"])
def offer(slug: str, number: int) -> ResponseReturnValue:
    """Offer a category of our own again, or no longer."""
    organisation = load_for_member(slug)
    require(policy.categorise, organisation)
    subcategory = queries.subcategory(organisation, number)
    told = request.form.get("offered", "")
    if ButtonForm().validate_on_submit() and told in {"yes", "no"}:
        offered = told == "yes"
        actions.offer_subcategory(subcategory, offered=offered, by=me())
        flash(
            _("Subcategory offered again.")
            if offered
            else _("Subcategory no longer offered. Submissions that use it keep it.")
        )
    return redirect(url_for(".categories", slug=slug), 303)
