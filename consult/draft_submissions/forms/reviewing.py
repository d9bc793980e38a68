"""The review, with which a draft is submitted."""

from collections.abc import Callable, Sequence
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from wtforms import BooleanField, StringField, ValidationError
from wtforms.validators import InputRequired, Length

from consult.draft_submissions.rows_to_add import RowsToAdd
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

    rows_shown = Hidden(validators=[Length(max=LONGEST_MARKS)])
    """Which rows the page has shown that are not added: others that came meanwhile are asked about again."""
    without_rows = BooleanField()
    """Whether the draft is submitted without the rows that are not added; its label says how many there are."""

    def __init__(
        self,
        *args: Any,
        allowed: Sequence[Attribution] = (),
        rows: Callable[[], Sequence[RowsToAdd]] = tuple,
        **kwargs: Any,
    ) -> None:
        """`rows`: of uploaded forms, not added to the draft; asked when it is submitted."""
        super().__init__(*args, **kwargs)
        self.allowed, self.rows, self.number_left = allowed, rows, 0

    def shows_rows(self, rows: Sequence[RowsToAdd]) -> None:
        """Ask about these rows; a choice for others counts no more."""
        mark, number = _mark(rows), _number(rows)
        if mark != self.rows_shown.data:
            self.without_rows.data = False
        self.rows_shown.data = mark
        self.without_rows.label.text = ngettext(
            "Submit without the %(num)s row that is not added", "Submit without the %(num)s rows that are not added",
            number,
        )  # fmt: skip

    def validate_without_rows(self, field: BooleanField) -> None:
        """Nothing is submitted without rows that its sender does not know of."""
        rows = self.rows()
        self.number_left = _number(rows)
        if not self.number_left:
            return
        if not field.data:
            raise ValidationError(
                _l("Select the box to submit without these rows, or add them. Nothing was submitted.")
            )
        if self.rows_shown.data != _mark(rows):
            raise ValidationError(
                _l(
                    "The rows that are not added have changed since you opened this page. Nothing was submitted."
                )
            )

    def validate_attribution(self, field: Hidden) -> None:
        """One of those offered."""
        if field.data not in set(self.allowed):
            raise ValidationError(_l("Choose how your name appears."))


def _number(rows: Sequence[RowsToAdd]) -> int:
    return sum(one.number for one in rows)


def _mark(rows: Sequence[RowsToAdd]) -> str:
    return ",".join(one.mark for one in rows if one.number)


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
