"""Requests to remove a name, and the decisions on them."""

from collections.abc import Sequence
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional, ValidationError

from consult.accounts.forms import OptionalEmail
from consult.moderation.actions import LONGEST_EXPLANATION
from consult.web.forms import Form, KeyedForm, choices

_WORDS = Length(max=LONGEST_EXPLANATION)


class OwnNameForm(KeyedForm):
    """The submitter asks that their name be removed."""

    with_organisation = BooleanField(_l("Also remove the name of the organisation"))
    words = TextAreaField(_l("Other information for the moderator"), validators=[Optional(), _WORDS])
    email = OptionalEmail(_l("Email address for the reply"), render_kw={"autocomplete": "email"})


class NamedForm(KeyedForm):
    """Someone whom a comment names asks that the name be hidden."""

    number = SelectField(_l("Comment"))
    name = StringField(
        _l("The name as it is written in the comment"),
        [InputRequired(_l("Enter the name.")), Length(max=120)],
    )
    words = TextAreaField(_l("Other information for the moderator"), validators=[Optional(), _WORDS])
    email = OptionalEmail(_l("Email address for the reply"), render_kw={"autocomplete": "email"})

    def __init__(self, *, numbers: Sequence[int], **values: Any) -> None:
        """`numbers`: of the comments that everyone can read."""
        super().__init__(**values)
        self.number.choices = choices((str(one), str(one)) for one in numbers)


class SettleNameForm(Form):
    """The member who decides on a request to remove a name."""

    outcome = RadioField(
        _l("Decision"),
        validators=[InputRequired(_l("Choose one."))],
        choices=choices({"remove": _l("Remove the name"), "keep": _l("Keep the name")}.items()),
    )
    answer = TextAreaField(_l("Reply to the person who asked"), validators=[_WORDS])

    def validate_answer(self, field: TextAreaField) -> None:
        """A name that stays stays for a reason."""
        if self.outcome.data == "keep" and not field.data:
            raise ValidationError(_l("Enter the reason why the name stays."))
