"""The step of the dates, with the timing check."""

from typing import Any

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from consult.consultations.forms.dates import DatesForm, dates_shown
from consult.consultations.models import Consultation
from consult.consultations.views import checked_dates
from consult.consultations.views.preparation.steps import next_step, save_step, show_step, step_mark
from consult.organisations.timing_profiles import PROFILES


def _dates_form(consultation: Consultation, **more: Any) -> DatesForm:
    seen = step_mark(consultation, DatesForm)
    return DatesForm(data=dates_shown(consultation) | {"seen": seen}, **more)


def dates_step(consultation: Consultation) -> ResponseReturnValue:
    """The dates, and what the timing check says of them; its button checks them before anything is saved."""
    form = _dates_form(consultation)
    found: list[tuple[str, str]] = []
    is_check = request.form.get("verb") == "check"
    if form.validate_on_submit():
        moments = form.moments()
        if moments is not None:
            is_justified = bool(form.shortening.data and form.shortening_reason.data)
            found = checked_dates.of_preparation(
                form.timing_profile.data, moments, form.timezone.data, is_justified=is_justified
            )
            changes = form.changes(*moments)
            is_news = any(getattr(consultation, name) != value for name, value in changes.items())
            if not is_check and save_step(consultation, form, _dates_form, changes):
                if is_news and checked_dates.is_warned(found):
                    return redirect(
                        f"{url_for('.prepare', slug=consultation.slug, step='dates')}#findings", 303
                    )
                return next_step(consultation, "dates")
    elif not form.is_submitted() and consultation.opens_at and consultation.closes_at:
        found = checked_dates.of_preparation(
            consultation.timing_profile,
            (consultation.opens_at, consultation.closes_at),
            consultation.timezone,
            is_justified=bool(consultation.shortening_reason),
        )
    if is_check and request.accept_mimetypes.best == "application/json":
        wrong = [("bad", message) for _field, message in form.shown_errors()]
        return {"findings": [{"level": level, "words": words} for level, words in wrong or found]}
    return show_step(consultation, "dates", form, findings=found, profiles=PROFILES)
