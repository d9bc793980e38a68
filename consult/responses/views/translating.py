"""The page on which an officer translates the texts of issues and responses, language by language."""

from typing import Any

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from consult.core.errors import NotFound
from consult.core.multilingual import Part, progress
from consult.responses import actions, policy, queries
from consult.responses.pages import load_for_member
from consult.responses.views.blueprint import bp
from consult.web.addresses import number_in
from consult.web.guards import me, require
from consult.web.translation_forms import TranslationForm, other_languages, translation_form, translation_page

PAGE = 40
"""Texts of one page."""


@bp.route("/consultations/<slug>/responses/translations")
def translations(slug: str) -> ResponseReturnValue:
    """How far each language has come."""
    consultation = load_for_member(slug)
    require(policy.respond, consultation)
    parts = queries.translatable_texts(consultation)
    return render_template(
        "responses/translations.html",
        consultation=consultation,
        languages=[progress(parts, code) for code in other_languages(consultation, consultation.languages)],
        total=len(parts),
    )


@bp.route("/consultations/<slug>/responses/translations/<language>", methods=["GET", "POST"])
def translate(slug: str, language: str) -> ResponseReturnValue:
    """Texts in one language beside their originals, PAGE at once."""
    consultation = load_for_member(slug)
    require(policy.respond, consultation)
    if language not in other_languages(consultation, consultation.languages):
        raise NotFound
    number = number_in(request.args.get("page", "")) or 1
    total = len(queries.translatable_texts(consultation))
    pages = max(1, -(-total // PAGE))
    if number > pages:
        raise NotFound
    shown = slice((number - 1) * PAGE, number * PAGE)
    return translation_page(
        lambda **more: _form(queries.translatable_texts(consultation)[shown], language, **more),
        lambda form: actions.translate_responses(
            consultation, language, form.texts(), checked=form.checked(), by=me(), seen=form.seen.data, page=shown
        ),
        lambda form: render_template(
            "responses/translate.html", form=form, consultation=consultation, language=language, number=number,
            pages=pages,
        ),
        url_for(".translate", slug=slug, language=language, page=number + 1)
        if number < pages
        else url_for(".translations", slug=slug),
    )  # fmt: skip


def _form(parts: list[Part], language: str, **more: Any) -> TranslationForm:
    return translation_form(parts, language, **more)
