"""The questions of a consultation in preparation, as a respondent will see them."""

from flask import render_template
from flask.typing import ResponseReturnValue

from consult.consultations import policy, queries, questionnaire
from consult.consultations.views.blueprint import bp, prepared
from consult.questions import answering
from consult.questions.answering import NOTHING, Reading
from consult.web.guards import require


@bp.route("/consultations/<slug>/preparation/questions/preview")
def preview_questions(slug: str) -> ResponseReturnValue:
    """All questions on one page, with those that are asked only after certain answers; nothing is saved or sent."""
    consultation = prepared(slug)
    require(policy.follow_preparation, consultation)
    questions = queries.questions(consultation)
    given = dict.fromkeys((one.id for one in questions), NOTHING)
    read = answering.read([one.content for one in questions], given)
    asked = {key: Reading(is_asked=True, value=one.value) for key, one in read.items()}
    shown = questionnaire.shown(consultation, questions, given, asked, with_errors=False)
    return render_template("consultations/preview_questions.html", consultation=consultation, shown=shown)
