"""The questions of a consultation in preparation, as a respondent will see them."""

from flask import render_template, request
from flask.typing import ResponseReturnValue

from consult.consultations import policy, queries, questionnaire
from consult.consultations.views.blueprint import bp, prepared
from consult.core.errors import NotFound
from consult.web.addresses import number_in
from consult.web.guards import require


@bp.route("/consultations/<slug>/preparation/questions/preview")
def preview_questions(slug: str) -> ResponseReturnValue:
    """The questions of a section, with those that are asked only after certain answers; nothing is saved or sent."""
    consultation = prepared(slug)
    require(policy.follow_preparation, consultation)
    questions = queries.questions(consultation)
    by_id = {one.id: one for one in questions}
    sections = questionnaire.sections_of(questions)
    asked = number_in(request.args.get("section", "1"))
    section = next((one for one in sections if one.number == asked), None)
    if section is None and (sections or asked != 1):
        raise NotFound
    shown = questionnaire.described(consultation, questions)
    return render_template(
        "consultations/preview_questions.html", consultation=consultation,
        shown=[one for one in shown if section is not None and one.question.id in section.questions],
        number=asked, sections=[(one.number, by_id[one.questions[0]]) for one in sections],
    )  # fmt: skip
