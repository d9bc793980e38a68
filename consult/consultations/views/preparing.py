"""The guided preparation: create a consultation, then prepare it step by step."""

from collections.abc import Callable

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from consult.consultations import actions, policy
from consult.consultations.forms.preparing import BeginForm
from consult.consultations.lifecycle import EDITABLE
from consult.consultations.models import Consultation
from consult.consultations.views.blueprint import bp, prepared
from consult.consultations.views.preparation.dates import dates_step
from consult.consultations.views.preparation.descriptions import (
    contact_step,
    instrument_step,
    purpose_step,
    rules_step,
)
from consult.consultations.views.preparation.documents import documents_step
from consult.consultations.views.preparation.draft_version import (
    chosen_version,
    draft_version_step,
    is_offered,
    versions_as_text,
)
from consult.consultations.views.preparation.questions import questions_step
from consult.consultations.views.preparation.review import review_step
from consult.consultations.views.preparation.steps import STEPS
from consult.core.errors import NotFound
from consult.organisations import queries as organisations
from consult.web.guards import me, require


@bp.route("/organisations/<slug>/consultations/new", methods=["GET", "POST"])
def begin(slug: str) -> ResponseReturnValue:
    """Create a consultation."""
    organisation = organisations.get(slug)
    if me() is not None and not organisations.roles_of(me(), organisation.id):
        raise NotFound
    require(policy.prepare, organisation)
    form = BeginForm(
        versions=versions_as_text(organisation.id),
        version=request.args.get("version", ""),
        language=organisation.original_language or organisation.languages[0],
    )
    if form.validate_on_submit():
        version = chosen_version(form.version.data)
        made = actions.prepare(
            organisation,
            title=form.title.data,
            language=form.language.data,
            version=version,
            is_working_language=version is not None and is_offered(version),
            by=me(),
            once=True,
        )
        return redirect(url_for(".preparation", slug=made.slug), 303)
    status = 422 if form.is_submitted() else 200
    return render_template("consultations/begin.html", form=form, organisation=organisation), status


@bp.route("/consultations/<slug>/preparation")
def preparation(slug: str) -> ResponseReturnValue:
    """Go on where something is still missing; to the check where nothing is."""
    consultation = prepared(slug)
    require(policy.follow_preparation, consultation)
    missing = actions.missing_steps(consultation) if consultation.state in EDITABLE else []
    step = missing[0][0] if missing else "review"
    return redirect(url_for(".prepare", slug=slug, step=step), 303)


@bp.route("/consultations/<slug>/preparation/<step>", methods=["GET", "POST"])
def prepare(slug: str, step: str) -> ResponseReturnValue:
    """One step of the preparation; each can be left and resumed."""
    consultation = prepared(slug)
    if step not in STEPS:
        raise NotFound
    changes = request.method == "POST" and step != "review"
    require(policy.change if changes else policy.follow_preparation, consultation)
    return _STEPS[step](consultation)


_STEPS: dict[str, Callable[[Consultation], ResponseReturnValue]] = {
    "draft": draft_version_step,
    "purpose": purpose_step,
    "instrument": instrument_step,
    "documents": documents_step,
    "questions": questions_step,
    "dates": dates_step,
    "rules": rules_step,
    "contact": contact_step,
    "review": review_step,
}
