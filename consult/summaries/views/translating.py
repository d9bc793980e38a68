"""The page on which an officer translates a response summary, language by language."""

from functools import partial
from typing import Any

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from consult.consultations.models import Consultation
from consult.core.errors import NotFound
from consult.core.multilingual import progress
from consult.responses import policy as responding
from consult.responses.pages import load_for_member
from consult.summaries import actions, queries
from consult.summaries.translatable_texts import translatable_texts
from consult.summaries.views.blueprint import bp
from consult.web.guards import me, require
from consult.web.translation_forms import TranslationForm, other_languages, translation_form, translation_page


@bp.route("/consultations/<slug>/responses/summary/translations")
def translations(slug: str) -> ResponseReturnValue:
    """How far each language has come."""
    consultation = load_for_member(slug)
    require(responding.respond, consultation)
    parts = translatable_texts(consultation.id, queries.latest(consultation.id))
    return render_template(
        "summaries/translations.html",
        consultation=consultation,
        is_empty=not parts,
        languages=[progress(parts, code) for code in other_languages(consultation, consultation.languages)],
    )


@bp.route("/consultations/<slug>/responses/summary/translations/<language>", methods=["GET", "POST"])
def translate(slug: str, language: str) -> ResponseReturnValue:
    """The sections in one language beside their originals."""
    consultation = load_for_member(slug)
    require(responding.respond, consultation)
    parts = translatable_texts(consultation.id, queries.latest(consultation.id))
    if not parts and request.method in {"GET", "HEAD"}:
        return redirect(url_for(".translations", slug=slug), 303)
    if language not in other_languages(consultation, consultation.languages):
        raise NotFound
    return translation_page(
        partial(_form, consultation, language),
        lambda form: actions.translate(
            consultation, language, form.texts(), checked=form.checked(), by=me(), seen=form.seen.data
        ),
        lambda form: render_template(
            "summaries/translate.html", form=form, consultation=consultation, language=language
        ),
        url_for(".translations", slug=slug),
    )


def _form(consultation: Consultation, language: str, **more: Any) -> TranslationForm:
    parts = translatable_texts(consultation.id, queries.latest(consultation.id))
    return translation_form(parts, language, **more)
