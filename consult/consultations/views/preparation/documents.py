"""The step of supporting documents."""

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from consult.consultations import actions, queries
from consult.consultations.forms.documents import DocumentForm
from consult.consultations.labels import DOCUMENT_ROLES
from consult.consultations.models import Consultation
from consult.consultations.views.preparation.items import move_or_remove, pressed_button
from consult.consultations.views.preparation.steps import next_step, show_step
from consult.core.errors import DomainError
from consult.web.guards import me


def documents_step(consultation: Consultation) -> ResponseReturnValue:
    """Supporting documents: add, order and remove."""
    here = url_for(".prepare", slug=consultation.slug, step="documents")
    if pressed := pressed_button("remove", "up", "down"):
        move_or_remove(consultation, pressed[0], queries.document(consultation, pressed[1]))
        return redirect(here, 303)
    form = DocumentForm(language=consultation.languages[0])
    going = request.form.get("verb") == "go"
    if going and not form.title.data and not getattr(form.file.data, "filename", ""):
        return next_step(consultation, "documents")
    if form.validate_on_submit():
        try:
            actions.add_document(consultation, by=me(), **form.document())
        except DomainError as trouble:
            form.refused(trouble)
        else:
            flash(_("Document added."))
            return next_step(consultation, "documents") if going else redirect(here, 303)
    return show_step(
        consultation, "documents", form, documents=queries.documents(consultation), roles=DOCUMENT_ROLES
    )
