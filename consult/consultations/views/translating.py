"""The page on which an officer translates the texts of a consultation, language by language."""

from functools import partial

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from consult.consultations import actions, policy, queries
from consult.consultations.models import Consultation
from consult.consultations.views.blueprint import bp, prepared
from consult.core.bidi import filled
from consult.core.multilingual import progress
from consult.organisations.forms import languages
from consult.web.guards import me, require
from consult.web.page_language import language_name
from consult.web.translation_forms import (
    OriginalLanguageForm,
    other_languages,
    translation_page,
)


@bp.route("/consultations/<slug>/translations", methods=["GET", "POST"])
def translations(slug: str) -> ResponseReturnValue:
    """How far each language has come, and the language of the originals."""
    consultation = prepared(slug)
    require(policy.translate, consultation)
    form = OriginalLanguageForm(offered=languages(), language=consultation.original_language)
    if form.validate_on_submit():
        actions.state_original_language(consultation, form.language.data, by=me())
        flash(
            filled(
                _("Originals are in this language: %(language)s."), language=language_name(form.language.data)
            )
        )
        return redirect(url_for(".translations", slug=slug), 303)
    parts = queries.translatable_texts(consultation)
    return render_template(
        "consultations/translations.html",
        consultation=consultation,
        form=form,
        languages=[progress(parts, code) for code in _languages(consultation)],
    ), form.status


@bp.route("/consultations/<slug>/translations/<language>", methods=["GET", "POST"])
def translate(slug: str, language: str) -> ResponseReturnValue:
    """The texts of one language beside their originals."""
    consultation = prepared(slug)
    require(policy.translate, consultation)
    return translation_page(
        "consultations/translate.html",
        consultation,
        language,
        offered=_languages(consultation),
        parts=partial(queries.translatable_texts, consultation),
        translate=actions.translate,
        done=url_for(".translations", slug=slug),
        consultation=consultation,
    )


def _languages(consultation: Consultation) -> list[str]:
    return other_languages(consultation, consultation.languages)
