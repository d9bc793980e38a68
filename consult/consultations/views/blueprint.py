"""The blueprint of consultations, and who sees one that is being prepared."""

from typing import Any

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from consult.consultations import policy, queries, text_gaps
from consult.consultations.emailed_texts import naming_language
from consult.consultations.models import Consultation
from consult.core.errors import NotFound
from consult.quotations.shown_cells import cell_shown
from consult.web.guards import SignInNeeded, me

bp = Blueprint("consultations", __name__)
bp.add_app_template_filter(cell_shown, "cell_words")
bp.add_app_template_filter(naming_language)
bp.add_app_template_global(text_gaps.absence, "passage_absence")


def prepared(slug: str) -> Consultation:
    """The consultation, for those who may see its preparation; others get 404.

    What was typed before the session ended is kept for the next session, even where the page is not found.
    """
    if me() is None and request.method == "POST":
        raise SignInNeeded
    consultation = queries.get(slug, me())
    if me() is not None and not policy.follow_preparation(me(), consultation):
        raise NotFound
    return consultation


def form_page(template: str, form: Any, consultation: Consultation, **values: Any) -> ResponseReturnValue:
    """A page with a form on it."""
    return render_template(
        template, form=form, consultation=consultation, accent=consultation.organisation.accent, **values
    ), form.status
