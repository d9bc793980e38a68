"""The page on which an officer translates the texts of issues and responses, language by language."""

from collections.abc import Mapping, Sequence
from functools import partial

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from consult.consultations.models import Consultation
from consult.core.errors import NotFound
from consult.core.multilingual import Part, progress
from consult.responses import actions, policy, queries
from consult.responses.cards import RespondedComment, responded
from consult.responses.pages import load_for_member
from consult.responses.views.blueprint import bp
from consult.web.addresses import number_in
from consult.web.guards import require
from consult.web.translation_forms import other_languages, translation_page

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
    number = number_in(request.args.get("page", "")) or 1
    total = len(queries.translatable_texts(consultation))
    pages = max(1, -(-total // PAGE))
    if number > pages:
        raise NotFound
    shown = slice((number - 1) * PAGE, number * PAGE)
    return translation_page(
        "responses/translate.html",
        consultation,
        language,
        offered=other_languages(consultation, consultation.languages),
        parts=lambda: queries.translatable_texts(consultation)[shown],
        translate=partial(actions.translate_responses, page=shown),
        done=url_for(".translate", slug=slug, language=language, page=number + 1)
        if number < pages
        else url_for(".translations", slug=slug),
        consultation=consultation,
        number=number,
        pages=pages,
        responded=partial(_responded, consultation, language),
    )


def _responded(
    consultation: Consultation, language: str, parts: Sequence[Part]
) -> Mapping[int, RespondedComment]:
    """Comment id → the comment, of those to which these texts respond."""
    ids = [part.row.comment_id for part in parts if part.row.comment_id is not None]
    return responded(consultation, ids, language)
