"""The step of the draft version, and the versions that can be chosen."""

from typing import Any

from flask import flash
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from markupsafe import Markup

from consult.consultations import queries, questionnaire
from consult.consultations.forms.preparing import QUESTIONS_ONLY, DraftForm
from consult.consultations.models import Consultation
from consult.consultations.views.preparation.steps import next_step, save_step, show_step, step_mark
from consult.core.bidi import in_html
from consult.core.multilingual import Words
from consult.drafts import queries as drafts
from consult.drafts.models import Version
from consult.organisations.forms import languages as offered
from consult.web.addresses import number_in
from consult.web.formats import comma, listed, number
from consult.web.page_language import as_text, language_name
from consult.web.text_languages import in_language, isolated


def versions_to_choose(organisation_id: int) -> list[tuple[str, Markup]]:
    """The versions of an organisation, as choices of a form; in each the title, the label, the number and the name of
    the language are isolated from one another."""
    return [
        (f"{v.draft.reference}/{v.number}", _named(v))
        for v in drafts.versions_of_organisation(organisation_id)
    ]


def versions_as_text(organisation_id: int) -> list[tuple[str, Words]]:
    """The same for a list whose entries hold no elements."""
    return [
        (f"{v.draft.reference}/{v.number}", in_language(as_text(_named(v)), v.language))
        for v in drafts.versions_of_organisation(organisation_id)
    ]


def _named(version: Version) -> Markup:
    title, label = (
        isolated(in_language(words, version.language)) for words in (version.own_title, version.label)
    )
    parts = (_("version %(number)s", number=version.number), language_name(version.language))
    return Markup(" · ").join([Markup("{}{}{}").format(title, comma(), label), *map(in_html, parts)])


def chosen_version(chosen: str) -> Any:
    """The version of a choice; None where it is none."""
    reference, _slash, number = chosen.partition("/")
    found = number_in(number)
    return drafts.version(reference, found) if found is not None else None


def is_offered(version: Version) -> bool:
    """Whether comments can be written in the language of a version: then it becomes a working language."""
    return version.language in dict(offered())


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
            changes: dict[str, Any] = {"version_id": None, "is_questionnaire": True}
        else:
            found = chosen_version(form.version.data)
            changes = {
                "version": found, "is_questionnaire": False,
                "is_working_language": found is not None and is_offered(found),
            }  # fmt: skip
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
