"""The blueprint of consultations, and who sees one that is being prepared."""

from typing import Any

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from consult.consultations import policy, queries
from consult.consultations.models import Consultation
from consult.core.errors import NotFound
from consult.web.guards import me

bp = Blueprint("consultations", __name__)


def prepared(slug: str) -> Consultation:
    """The consultation, for those who prepare it; for others it has no such page."""
    consultation = queries.get(slug, me())
    if me() is not None and not policy.follow_preparation(me(), consultation):
        raise NotFound
    return consultation


def form_page(template: str, form: Any, consultation: Consultation, **values: Any) -> ResponseReturnValue:
    """A page with a form on it; 422 where it comes back."""
    status = 422 if form.is_submitted() and form.shown_errors() else 200
    return render_template(
        template, form=form, consultation=consultation, accent=consultation.organisation.accent, **values
    ), status
