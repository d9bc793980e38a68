"""The page on which an officer translates the texts of a consultation, language by language."""

from functools import partial

from flask import current_app, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from consult.consultations import actions, policy, queries
from consult.consultations import forms as typed
from consult.consultations.models import Consultation
from consult.consultations.views.blueprint import bp, prepared
from consult.core.bidi import filled
from consult.core.errors import DomainError, NotFound
from consult.core.multilingual import progress
from consult.web.guards import me, require
from consult.web.pages import language_name
from consult.web.translation_forms import TranslationForm, translation_form


@bp.route("/consultations/<slug>/translations", methods=["GET", "POST"])
def translations(slug: str) -> ResponseReturnValue:
    """How far each language has come, and the language of the originals."""
    consultation = prepared(slug)
    require(policy.translate, consultation)
    form = typed.OriginalLanguageForm(language=consultation.original_language)
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
    if language not in _languages(consultation):
        raise NotFound
    form = _form(consultation, language)
    if form.validate_on_submit():
        try:
            changed = actions.translate(
                consultation, language, form.texts(), checked=form.checked(), by=me(), seen=form.seen.data
            )
        except DomainError as trouble:
            form.refused(trouble, partial(_form, consultation, language, formdata=None))
        else:
            flash(_changed(changed))
            return redirect(url_for(".translations", slug=slug), 303)
    return render_template(
        "consultations/translate.html", consultation=consultation, form=form, language=language
    ), form.status


def _changed(number: int) -> str:
    if not number:
        return str(_("Nothing was changed."))
    return str(ngettext("%(num)s translation saved.", "%(num)s translations saved.", number))


def _form(consultation: Consultation, language: str, **more: object) -> TranslationForm:
    return translation_form(queries.translatable_texts(consultation), language, **more)


def _languages(consultation: Consultation) -> list[str]:
    """The languages of the interface, those in which comments are read, and those that have translations already."""
    offered = [*current_app.config["LANGUAGES"], *consultation.languages, *sorted(consultation.translations)]
    return [code for code in dict.fromkeys(offered) if code != consultation.original_language]
