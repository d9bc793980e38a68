"""The questions of a consultation in preparation, as a respondent will see them."""

from flask import render_template
from flask.typing import ResponseReturnValue

from consult.consultations import policy, queries, questionnaire
from consult.consultations.views.blueprint import bp, prepared
from consult.web.guards import require


@bp.route("/consultations/<slug>/preparation/questions/preview")
def preview_questions(slug: str) -> ResponseReturnValue:
    """All questions on one page, with those that are asked only after certain answers; nothing is saved or sent."""
    consultation = prepared(slug)
    require(policy.follow_preparation, consultation)
    shown = questionnaire.described(consultation, queries.questions(consultation))
    return render_template("consultations/preview_questions.html", consultation=consultation, shown=shown)
