"""The blueprint of answers, whom its inner pages are for, and what templates ask of it."""

from typing import Any

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from consult.consultations import queries as consultations
from consult.consultations.models import Consultation
from consult.core.errors import NotFound
from consult.responses import policy, queries
from consult.responses.labels import DISPOSITIONS
from consult.responses.lifecycle import Disposition
from consult.web.guards import me

bp = Blueprint("responses", __name__)


def ours(slug: str) -> Consultation:
    """The consultation, for members; for others it has no such page."""
    consultation = consultations.get(slug, me())
    if me() is not None and not policy.follow_answers(me(), consultation):
        raise NotFound
    return consultation


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


def status_part(sheet: Any) -> tuple[str, dict[int, queries.PublicAnswer]]:
    """The published answers on the status page of a submission (see submissions.views.sent.STATUS_PARTS)."""
    return "summaries/_answers_sent.html", queries.answers_of_submission(sheet.id)


def form_page(template: str, consultation: Consultation, form: Any, **values: Any) -> ResponseReturnValue:
    """A page with a form on it; 422 where it comes back."""
    status = 422 if form.is_submitted() else 200
    return render_template(
        template,
        consultation=consultation,
        form=form,
        accent=consultation.organisation.accent,
        section="responses",
        **values,
    ), status
