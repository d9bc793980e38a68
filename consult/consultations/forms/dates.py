"""The opening time and the deadline."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from flask_babel import lazy_gettext as _l
from wtforms import DateField, SelectField, TextAreaField, TimeField, ValidationError
from wtforms.validators import InputRequired, Length, Optional

from consult.accounts.forms import TimeZone
from consult.consultations import period_checks
from consult.consultations.forms.preparing import StepForm
from consult.consultations.labels import SHORTENINGS
from consult.consultations.models import Consultation, Shortening
from consult.core.errors import NotPossible
from consult.organisations.timing_profiles import PROFILES
from consult.web.errors import say
from consult.web.forms import Form, choices


class Day(DateField):  # type: ignore[misc]
    """A date near the present: a date far from it is a typing error."""

    def pre_validate(self, form: Form) -> None:
        """Between 2000 and 2100."""
        if self.data and not 2000 <= self.data.year <= 2100:
            raise ValidationError(_l("Enter a date between the years 2000 and 2100."))


class DatesForm(StepForm):
    """Step: when, in the organisation's zone, against its timing profile."""

    FIELDS = (
        "timezone", "opens_at", "closes_at", "timing_profile", "shortening", "shortening_reason", "response_due_on",
    )  # fmt: skip

    timezone = TimeZone(_l("Time zone"))
    opens_day = Day(_l("Opening date"), [InputRequired(_l("Enter the opening date."))])
    opens_time = TimeField(_l("Opening time"), [InputRequired(_l("Enter the opening time."))])
    closes_day = Day(_l("Deadline: date"), [InputRequired(_l("Enter the date of the deadline."))])
    closes_time = TimeField(_l("Deadline: time"), [InputRequired(_l("Enter the time of the deadline."))])
    timing_profile = SelectField(_l("Timing profile"))
    shortening = SelectField(
        _l("Reason for a shorter period"),
        choices=choices(SHORTENINGS, nothing=_l("The period is not shorter")),
    )
    shortening_reason = TextAreaField(_l("Justification, as it will be published"), [Length(max=2000)])
    response_due_on = Day(_l("Response due"), [Optional()])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.timing_profile.choices = choices({key: profile.label for key, profile in PROFILES.items()})

    def validate_shortening_reason(self, field: TextAreaField) -> None:
        """A shortening has a reason."""
        if self.shortening.data and not field.data:
            raise ValidationError(_l("Enter a reason. It will be published."))

    def moments(self) -> tuple[datetime, datetime] | None:
        """Opening time and deadline as instants; None, with an error at the field, where one is not an instant."""
        found = []
        for day, time in ((self.opens_day, self.opens_time), (self.closes_day, self.closes_time)):
            try:
                found.append(period_checks.moment_in(day.data, time.data, self.timezone.data))
            except NotPossible as trouble:
                time.errors = [*time.errors, say(trouble)]
        if len(found) == 2 and found[1] <= found[0]:
            self.closes_day.errors = [
                *self.closes_day.errors,
                _l("Choose a deadline after the opening time."),
            ]
            return None
        if self.response_due_on.data and self.response_due_on.data < self.closes_day.data:
            self.response_due_on.errors = [
                *self.response_due_on.errors, _l("Choose a date after the deadline.")
            ]  # fmt: skip
            return None
        return (found[0], found[1]) if len(found) == 2 else None

    def changes(self, opens_at: datetime, closes_at: datetime) -> dict[str, Any]:
        """Fields of the consultation."""
        due = self.response_due_on.data
        return {
            "timezone": self.timezone.data,
            "opens_at": opens_at,
            "closes_at": closes_at,
            "timing_profile": self.timing_profile.data,
            "shortening": Shortening(self.shortening.data) if self.shortening.data else None,
            "shortening_reason": (self.shortening_reason.data or "") if self.shortening.data else "",
            "response_due_on": period_checks.end_of(due, self.timezone.data) if due else None,
        }


def dates_shown(consultation: Consultation) -> dict[str, Any]:
    """What the dates form shows of a consultation."""
    place = ZoneInfo(consultation.timezone)
    shown: dict[str, Any] = {
        "timezone": consultation.timezone,
        "timing_profile": consultation.timing_profile,
        "shortening": consultation.shortening or "",
        "shortening_reason": consultation.shortening_reason,
        "opens_time": datetime(2000, 1, 1, 9, 0).time(),  # noqa: DTZ001 -- a time of day, nothing more
        "closes_time": datetime(2000, 1, 1, 18, 0).time(),  # noqa: DTZ001
    }
    for name, at in (("opens", consultation.opens_at), ("closes", consultation.closes_at)):
        if at is not None:
            shown |= {f"{name}_day": at.astimezone(place).date(), f"{name}_time": at.astimezone(place).time()}
    if consultation.response_due_on is not None:
        shown["response_due_on"] = consultation.response_due_on.astimezone(place).date()
    return shown
