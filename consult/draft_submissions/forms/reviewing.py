"""The review, with which a draft is submitted."""

from collections.abc import Sequence
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, StringField, ValidationError
from wtforms.validators import InputRequired, Length

from consult.submissions.models import Attribution
from consult.web.forms import LONGEST_MARKS, Form, Hidden


class ReviewForm(Form):
    """The review: shown how, under which rules; the mark of the draft as it was looked at travels with it."""

    sheet = Hidden()
    seen = Hidden()
    attribution = Hidden()
    task = Hidden()
    proof = Hidden()
    homepage = StringField(
        _l("Leave this field empty"), [Length(max=1000)], render_kw={"autocomplete": "off", "tabindex": "-1"}
    )
    """People neither see nor reach it; what fills it in is no person, or a helper of one."""
    consent = BooleanField(
        _l("I have checked what will be public, and I agree to these rules"),
        [InputRequired(_l("Select the box to agree to the rules. Nothing was submitted."))],
    )

    def __init__(self, *args: Any, allowed: Sequence[Attribution] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.allowed = allowed

    def validate_attribution(self, field: Hidden) -> None:
        """One of those offered."""
        if field.data not in set(self.allowed):
            raise ValidationError(_l("Choose how your name appears."))


class AutosavedForm(Form):
    """Saves the comments that were last saved while they were typed, as a page shows them: their numbers, each with the
    mark of what it says."""

    sheet = Hidden()
    shown = Hidden(validators=[Length(max=LONGEST_MARKS)])
    is_review = Hidden()
    """"1" of the page on which the draft is submitted; "" of the list of its comments."""

    def marks(self) -> dict[int, str]:
        """Number of each comment → its mark."""
        found = (part.partition("=")[::2] for part in self.shown.data.split(","))
        return {
            int(number): mark
            for number, mark in found
            if number.isascii() and number.isdecimal() and len(number) < 19
        }


class TaskForm(Form):
    """Asks what a browser has to compute before it submits a draft."""

    sheet = Hidden()
