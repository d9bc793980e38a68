"""The step of the questions, and their preview as a respondent will see them."""

from functools import partial

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import ngettext

from consult.consultations import actions, policy, queries, questionnaire
from consult.consultations.forms.questions import QuestionForm, ReuseForm, question_form, types_with
from consult.consultations.models import AuthoredQuestion, Consultation, Question
from consult.consultations.views.blueprint import bp, prepared
from consult.consultations.views.preparation.items import move_or_remove, pressed_button
from consult.consultations.views.preparation.steps import next_step, show_step
from consult.core.errors import DomainError, NotFound
from consult.core.stale_check import compare
from consult.web.addresses import number_in
from consult.web.errors import say
from consult.web.forms import choices, stale
from consult.web.guards import me, require
from consult.web.text_languages import translated


def questions_step(consultation: Consultation) -> ResponseReturnValue:
    """Questions: add, change, order, remove, and copy from an earlier consultation."""
    here = url_for(".prepare", slug=consultation.slug, step="questions")
    if pressed := pressed_button("remove", "up", "down"):
        move_or_remove(consultation, pressed[0], queries.question(consultation, _number(pressed[1])))
        return redirect(here, 303)
    reuse = _reuse_form(consultation)
    if request.form.get("verb") == "copy":
        _copy(consultation, reuse)
        return redirect(here, 303)
    asked = request.args.get("change")
    changed = queries.question(consultation, _number(asked)) if asked else None
    questions = queries.questions(consultation)
    form = question_form(consultation, questions, changed)
    going = request.form.get("verb") == "go"
    if going and form.asked() == AuthoredQuestion():
        return next_step(consultation, "questions")
    if form.validate_on_submit():
        try:
            _save_question(consultation, changed, form)
        except DomainError as trouble:
            form.refused(trouble, partial(question_form, consultation, questions, changed, formdata=None))
        else:
            return next_step(consultation, "questions") if going else redirect(here, 303)
    return show_step(
        consultation, "questions", form, questions=questionnaire.described(consultation, questions), changed=changed,
        reuse=reuse, types_with=types_with,
    )  # fmt: skip


def _save_question(consultation: Consultation, changed: Question | None, form: QuestionForm) -> None:
    if changed is not None:
        actions.change_question(consultation, changed, form.asked(), by=me(), seen=form.seen.data)
    else:
        compare(form.seen.data, changed)
        actions.add_question(consultation, form.asked(), by=me())


def _reuse_form(consultation: Consultation) -> ReuseForm:
    form = ReuseForm(formdata=request.form if request.form.get("verb") == "copy" else None)
    form.source.choices = choices(
        (one.slug, translated(one, "title")) for one in queries.with_questions(consultation)
    )
    return form


def _copy(consultation: Consultation, form: ReuseForm) -> None:
    """Copy the questions of an earlier consultation of the organisation."""
    if not form.validate_on_submit():
        flash(stale(), "warn")
        return
    source = next(one for one in queries.with_questions(consultation) if one.slug == form.source.data)
    try:
        count = actions.copy_questions(consultation, source, by=me())
    except DomainError as trouble:
        flash(say(trouble), "bad")
    else:
        flash(ngettext("%(num)s question copied.", "%(num)s questions copied.", count))


def _number(text: str) -> int:
    found = number_in(text)
    if found is None:
        raise NotFound
    return found


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
