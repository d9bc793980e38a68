"""The page on which an officer translates a response summary, language by language."""

from functools import partial

from flask import current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import force_locale, gettext

from consult.consultations.models import Consultation
from consult.core.markup import plain
from consult.core.multilingual import progress
from consult.responses import policy as responding
from consult.responses.pages import load_for_member
from consult.summaries import actions, composition, queries
from consult.summaries.models import ResponseSummary
from consult.summaries.translatable_texts import translatable_texts
from consult.summaries.views.blueprint import bp
from consult.web.guards import require
from consult.web.page_language import by_language_name
from consult.web.translation_forms import other_languages, require_offered, translation_page


@bp.route("/consultations/<slug>/responses/summary/translations")
def translations(slug: str) -> ResponseReturnValue:
    """How far each language has come."""
    consultation = load_for_member(slug)
    require(responding.respond, consultation)
    summary = queries.latest(consultation.id)
    languages = [
        code for code in _offered(consultation, summary) if translatable_texts(consultation, summary, code)
    ]
    return render_template(
        "summaries/translations.html",
        consultation=consultation,
        is_empty=not languages,
        languages=[progress(translatable_texts(consultation, summary, code), code) for code in languages],
    )


def _offered(consultation: Consultation, summary: ResponseSummary | None) -> list[str]:
    """The languages into which there can be something to translate; the summary can be written in another language than
    the rest of the consultation."""
    offered = other_languages(consultation, consultation.languages)
    if summary is None:
        return offered
    both = by_language_name([*other_languages(summary, consultation.languages), *offered])
    return [code for code, _name in both]


@bp.route("/consultations/<slug>/responses/summary/translations/<language>", methods=["GET", "POST"])
def translate(slug: str, language: str) -> ResponseReturnValue:
    """The sections in one language beside their originals."""
    consultation = load_for_member(slug)
    require(responding.respond, consultation)
    summary = queries.latest(consultation.id)
    offered = _offered(consultation, summary)
    require_offered(language, offered)
    if not translatable_texts(consultation, summary, language) and request.method in {"GET", "HEAD"}:
        return redirect(url_for(".translations", slug=slug), 303)
    return translation_page(
        "summaries/translate.html",
        consultation,
        language,
        offered=offered,
        parts=lambda: translatable_texts(consultation, queries.latest(consultation.id), language),
        translate=actions.translate,
        done=url_for(".translations", slug=slug),
        suggestions=partial(_standard_texts, consultation, language),
        consultation=consultation,
    )


def _standard_texts(consultation: Consultation, language: str) -> dict[str, str]:
    """Section → the text with which it would begin in `language`, for the sections that still have the text with which
    they began."""
    summary = queries.latest(consultation.id)
    if summary is None:
        return {}
    original = summary.original_language
    if not {original, language} <= set(current_app.config["LANGUAGES"]):
        return {}
    with force_locale(original.replace("-", "_")):
        first = composition.drafted(consultation, original, gettext)
    with force_locale(language.replace("-", "_")):
        found = composition.drafted_wholly(consultation, language, gettext)
    return {
        key: words
        for key, words in found.items()
        if plain(summary.sections.get(key, "")) == plain(first[key])
    }
