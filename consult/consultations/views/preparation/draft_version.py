"""The step of the draft version, and the versions that can be chosen."""

from typing import Any

from flask import flash
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from consult.consultations import queries, questionnaire
from consult.consultations.forms.preparing import QUESTIONS_ONLY, DraftForm
from consult.consultations.models import Consultation
from consult.consultations.views.preparation.steps import next_step, save_step, show_step, step_mark
from consult.core.bidi import in_html
from consult.drafts import queries as drafts
from consult.web.addresses import number_in
from consult.web.formats import comma, listed, number
from consult.web.page_language import as_text, language_name


def versions_to_choose(organisation_id: int) -> list[tuple[str, str]]:
    """The versions of an organisation, as choices of a form."""
    return [
        (
            f"{v.draft.reference}/{v.number}",
            f"{as_text(in_html(f'{v.own_title}{comma()}{v.label}'))} · {_('version %(number)s', number=v.number)}"
            f" · {language_name(v.language)}",
        )
        for v in drafts.versions_of_organisation(organisation_id)
    ]


def chosen_version(chosen: str) -> Any:
    """The version of a choice; None where it is none."""
    reference, _slash, number = chosen.partition("/")
    found = number_in(number)
    return drafts.version(reference, found) if found is not None else None


def _draft_form(consultation: Consultation, **more: Any) -> DraftForm:
    version = consultation.version
    shown = {
        "version": f"{version.draft.reference}/{version.number}"
        if version
        else QUESTIONS_ONLY
        if consultation.is_questionnaire
        else None,
        "seen": step_mark(consultation, DraftForm),
    }
    return DraftForm(versions=versions_to_choose(consultation.organisation_id), data=shown, **more)


def draft_version_step(consultation: Consultation) -> ResponseReturnValue:
    """The version that is consulted on, or none where the consultation asks questions only."""
    form = _draft_form(consultation)
    if form.validate_on_submit():
        if form.version.data == QUESTIONS_ONLY:
            changes = {"version_id": None, "is_questionnaire": True}
        else:
            changes = {"version": chosen_version(form.version.data), "is_questionnaire": False}
        if save_step(consultation, form, _draft_form, changes):
            _tell_of_clauses(consultation)
            return next_step(consultation, "draft")
    return show_step(consultation, "draft", form, states=queries.language_states(consultation))


def _tell_of_clauses(consultation: Consultation) -> None:
    """Tell of questions about clauses that the version does not have."""
    shown = questionnaire.described(consultation, queries.questions(consultation))
    lost = [number(one.question.position) for one in shown if one.has_lost_clause]
    if lost:
        flash(
            # Translators: list is one or several numbers of questions.
            ngettext(
                "Question %(list)s is about a clause that this version does not have. Choose another clause, or the "
                "question is about the whole draft.",
                "Questions %(list)s are about clauses that this version does not have. Choose other clauses, or the "
                "questions are about the whole draft.",
                len(lost),
                list=listed(lost),
            ),
            "warn",
        )
