"""Buttons beside the items of a step: each moves or removes a document or a question."""

from typing import Any

from flask import flash, request

from consult.consultations import actions
from consult.consultations.models import Consultation, Document
from consult.core.errors import DomainError
from consult.web.errors import say
from consult.web.forms import ButtonForm, stale
from consult.web.guards import me


def pressed_button(*names: str) -> tuple[str, str] | None:
    """Which of these buttons was pressed, and its value."""
    return next(((name, request.form[name]) for name in names if request.form.get(name)), None)


def move_or_remove(consultation: Consultation, verb: str, thing: Any) -> None:
    """Move or remove a document or question; a stale token changes nothing, and the page comes back."""
    if not ButtonForm().validate_on_submit():
        flash(stale(), "warn")
        return
    try:
        if verb != "remove":
            actions.move(consultation, thing, up=verb == "up", by=me())
        elif isinstance(thing, Document):
            actions.remove_document(consultation, thing, by=me())
        else:
            actions.remove_question(consultation, thing, by=me())
    except DomainError as trouble:
        flash(say(trouble), "bad")
