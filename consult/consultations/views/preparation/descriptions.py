"""The steps that describe the consultation: purpose and scope, instrument, rules, contact."""

from typing import Any

from flask.typing import ResponseReturnValue

from consult.consultations import queries
from consult.consultations.forms.preparing import ContactForm, InstrumentForm, PurposeForm
from consult.consultations.models import Consultation
from consult.consultations.views.preparation.steps import next_step, save_step, show_step, step_mark
from consult.core.multilingual import typed_list
from consult.organisations.rule_texts import rule_text
from consult.organisations.rules import TITLES
from consult.web.forms import ButtonForm
from consult.web.sign_language_forms import videos_shown, with_video_fields


def _purpose_form(consultation: Consultation, **more: Any) -> PurposeForm:
    is_attested = consultation.scope_attested_at is not None
    seen = step_mark(consultation, PurposeForm)
    videos = consultation.sign_language_videos
    form = with_video_fields(PurposeForm, consultation.languages, videos)
    return form(obj=consultation, scope=is_attested, seen=seen, **videos_shown(videos), **more)


def purpose_step(consultation: Consultation) -> ResponseReturnValue:
    """Purpose and scope, with the videos in sign language."""
    form = _purpose_form(consultation)
    if form.validate_on_submit() and save_step(consultation, form, _purpose_form, form.changes()):
        return next_step(consultation, "purpose")
    return show_step(consultation, "purpose", form)


def _instrument_form(consultation: Consultation, **more: Any) -> InstrumentForm:
    shown = {
        name: getattr(consultation, name)
        for name in ("denomination", "stage", "round", "languages", "relation_to_instruments")
    } | {
        "mode": consultation.mode.value,
        "family": consultation.family or "",
        "legal_effect": consultation.legal_effect or "",
        "topics": typed_list(consultation.topics, consultation.original_language),
        "seen": step_mark(consultation, InstrumentForm),
    }
    return InstrumentForm(data=shown, **more)


def instrument_step(consultation: Consultation) -> ResponseReturnValue:
    """Instrument, form of engagement and working languages."""
    form = _instrument_form(consultation)
    if form.validate_on_submit() and save_step(consultation, form, _instrument_form, form.changes()):
        return next_step(consultation, "instrument")
    return show_step(consultation, "instrument", form)


def rules_step(consultation: Consultation) -> ResponseReturnValue:
    """The rules of the organisation, which apply to the consultation; they are read here, not changed."""
    form = ButtonForm()
    if form.validate_on_submit():
        return next_step(consultation, "rules")
    return show_step(
        consultation, "rules", form, rules=queries.rules(consultation), titles=TITLES, text_of=rule_text
    )


def _contact_form(consultation: Consultation, **more: Any) -> ContactForm:
    return ContactForm(obj=consultation, seen=step_mark(consultation, ContactForm), **more)


def contact_step(consultation: Consultation) -> ResponseReturnValue:
    """Who answers questions."""
    form = _contact_form(consultation)
    if form.validate_on_submit() and save_step(consultation, form, _contact_form, form.changes()):
        return next_step(consultation, "contact")
    return show_step(consultation, "contact", form)
