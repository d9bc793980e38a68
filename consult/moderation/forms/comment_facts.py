"""What moderators note of a comment beside decisions: its passage, its language, its representation, notes."""

from collections.abc import Sequence

from flask_babel import lazy_gettext as _l
from wtforms import SelectField, TextAreaField
from wtforms.validators import InputRequired, Length, ValidationError

from consult.core.language_tags import canonical
from consult.moderation.actions import LONGEST_EXPLANATION
from consult.organisations.forms import offered_languages
from consult.web.forms import Form
from consult.web.forms import SeenForm as AnySeenForm


class MoveForm(AnySeenForm):
    """Another passage for a comment, and why."""

    passage = SelectField(_l("Passage"))
    reason = TextAreaField(
        _l("Reason"), [InputRequired(_l("Enter a reason.")), Length(max=LONGEST_EXPLANATION)]
    )


class ConfirmForm(AnySeenForm):
    """Confirm for whom someone comments, or withdraw that."""

    note = TextAreaField(
        _l("How do you know?"),
        validators=[
            InputRequired(_l("Enter how you know.")),
            Length(max=LONGEST_EXPLANATION),
        ],
        description=_l(
            "For example: the ministry wrote from its own address. The text is kept with your name and the date."
        ),
    )


class NoteForm(Form):
    """A word to the colleagues."""

    note = TextAreaField(
        _l("Note to moderators"),
        validators=[InputRequired(_l("Enter a note.")), Length(max=LONGEST_EXPLANATION)],
    )


class LanguageForm(Form):
    """The language that a comment is marked with."""

    language = SelectField(_l("Language of this comment"), validate_choice=False)

    def offer_languages(self, first: Sequence[str]) -> None:
        """Offer all languages, `first` those of the consultation."""
        self.language.choices = offered_languages([*first, self.language.data])

    def validate_language(self, field: SelectField) -> None:
        """One that is known, by its usual code."""
        field.data = canonical(field.data or "")
        if not field.data:
            raise ValidationError(_l("Choose an option from the list."))
