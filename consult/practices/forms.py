"""What members state of a practice, and what administrators choose."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import RadioField, SelectField, TextAreaField, ValidationError
from wtforms.validators import InputRequired, Length

from consult.practices.actions import STATABLE, too_short
from consult.practices.catalogue import (
    BEFORE_APPROVAL,
    BEFORE_PUBLICATION,
    PRACTICES,
    SHORTEST_EVIDENCE,
    Kind,
)
from consult.practices.labels import RESULTS
from consult.practices.results import Result
from consult.web.errors import say
from consult.web.forms import Form, choices

BLOCKABLE = tuple(key for key in PRACTICES if key in BEFORE_APPROVAL or key in BEFORE_PUBLICATION)
"""Every practice that can block a step, in order."""


class AttestForm(Form):
    """A practice, what is stated of it, and what shows it."""

    practice = SelectField(_l("Practice"), [InputRequired(_l("Choose a practice."))])
    result = RadioField(
        _l("What do you state?"),
        [InputRequired(_l("Choose what you state about the practice."))],
        choices=choices(
            {
                result: RESULTS[result][0]
                for result in (Result.EVIDENCED, Result.PARTLY, Result.NOT_APPLICABLE)
            }
        ),
        validate_choice=True,
    )
    evidence = TextAreaField(
        _l("What shows it, or why does it not apply?"),
        [InputRequired(_l("Enter what shows it, or why it does not apply.")), Length(max=2000)],
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        judged = ((key, known) for key, known in PRACTICES.items() if known.kind != Kind.UNCHECKED)
        self.practice.choices = choices(
            ((key, f"{key} {_(known.title)}") for key, known in judged), nothing=_("Choose")
        )

    def validate_result(self, field: RadioField) -> None:
        """Of what the data decides, a person can only state that it does not apply."""
        practice = PRACTICES.get(self.practice.data or "")
        if practice is not None and field.data and Result(field.data) not in STATABLE[practice.kind]:
            raise ValidationError(
                _("The consultation data decides this practice. You can only state that it does not apply.")
            )

    def validate_evidence(self, field: TextAreaField) -> None:
        """More than a word."""
        if len((field.data or "").strip()) < SHORTEST_EVIDENCE:
            raise ValidationError(say(too_short()))


class BlockingForm(Form):
    """For each practice that can be judged before a step, whether it blocks it."""

    def blocking(self) -> dict[str, str]:
        """Practice id → the step it blocks."""
        return {key: str(self[key].data) for key in BLOCKABLE if self[key].data}


for _key in BLOCKABLE:
    _steps = [
        *([("approve", _l("Required for approval"))] if _key in BEFORE_APPROVAL else []),
        *([("publish", _l("Required for publication"))] if _key in BEFORE_PUBLICATION else []),
    ]
    setattr(BlockingForm, _key, SelectField(_key, choices=choices(_steps, nothing=_l("Warning only"))))
