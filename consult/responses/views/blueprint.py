"""The blueprint of responses, and what templates ask of it."""

from typing import Any

from flask import Blueprint
from flask_babel import gettext as _

from consult.responses.labels import DISPOSITIONS
from consult.responses.lifecycle import Disposition

bp = Blueprint("responses", __name__)


@bp.app_template_global()
def disposition_words(kind: Any) -> str:
    """A disposition in words."""
    return str(_(DISPOSITIONS[Disposition(kind)].label))


@bp.app_template_global()
def disposition_tone(kind: Any) -> str:
    """The tint of a disposition's pill."""
    return DISPOSITIONS[Disposition(kind)].tone


@bp.app_template_global()
def disposition_shape(kind: Any) -> str:
    """The shape in a disposition's pill."""
    return DISPOSITIONS[Disposition(kind)].shape
