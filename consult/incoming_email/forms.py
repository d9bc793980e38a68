"""What an officer says of an email: who wrote it, the comments in it, or why it is closed."""

from collections.abc import Sequence
from typing import Any

from flask_babel import get_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import RadioField, SelectField, StringField, TextAreaField, ValidationError
from wtforms.validators import InputRequired, Length

from consult.comment_forms.fields import Field
from consult.core.markup import LONGEST_COMMENT
from consult.draft_submissions.forms import TOO_LONG
from consult.incoming_email.actions import Entry
from consult.incoming_email.labels import REASONS
from consult.organisations.forms import offered_languages
from consult.stakeholders.countries import offered as offered_countries
from consult.stakeholders.models import Category
from consult.stakeholders.taxonomy import CATEGORIES
from consult.submissions.labels import TYPES
from consult.submissions.models import CommentType
from consult.web.forms import Form, choices

MOST_COMMENTS = 30
_CATEGORIES = {key: words for key, words in CATEGORIES.items() if key != Category.OTHER}


class CompleteForm(Form):
    """Who wrote an email and the comments in it: for each number from 1 the fields `passage-`, `type-` and
    `comment-`."""

    name = StringField(_l("Name of a person"), [Length(max=120)])
    organisation = StringField(_l("Organisation or country that comments"), [Length(max=200)])
    category = SelectField(_l("Category"))
    country = SelectField(_l("Country"))
    language = SelectField(_l("Language of the comments"))

    @classmethod
    def of(
        cls,
        number: int,
        passages: Sequence[tuple[str, str]],
        languages: Sequence[str],
        data: dict[str, Any],
        *,
        is_sent: bool,
    ) -> "CompleteForm":
        """The form for so many comments, with what is known, or what was sent."""
        offered = choices([("", _("Whole draft")), *passages])
        fields: dict[str, Any] = {}
        for one in range(1, number + 1):
            fields[f"passage-{one}"] = SelectField(_l("Passage"), choices=offered)
            fields[f"type-{one}"] = SelectField(
                _l("Type of comment"), choices=choices(TYPES), default=CommentType.GENERAL.value
            )
            fields[f"comment-{one}"] = TextAreaField(
                _l("Comment"), [Length(max=LONGEST_COMMENT, message=TOO_LONG)]
            )
        made: CompleteForm = type("CompleteFormOfNumber", (cls,), fields)(
            data=data, **({} if is_sent else {"formdata": None})
        )
        made.number = number
        made.category.choices = choices(_CATEGORIES, nothing=_l("Not stated"))
        made.country.choices = choices(offered_countries(str(get_locale())), nothing=_l("Not stated"))
        made.language.choices = offered_languages(languages)
        return made

    number = 1

    def groups(self) -> list[tuple[Any, Any, Any]]:
        """The fields of each comment."""
        return [
            (self[f"passage-{one}"], self[f"type-{one}"], self[f"comment-{one}"])
            for one in range(1, self.number + 1)
        ]

    def entries(self) -> list[Entry]:
        """The comments; those that are left empty are none."""
        return [
            Entry(passage.data or "", CommentType(kind.data), comment.data)
            for passage, kind, comment in self.groups()
            if comment.data
        ]

    def who(self, email: str) -> dict[Field, str]:
        """As a row of a form says it."""
        said = {
            Field.NAME: self.name.data, Field.ORGANISATION: self.organisation.data,
            Field.CATEGORY: self.category.data, Field.COUNTRY: self.country.data, Field.EMAIL: email,
        }  # fmt: skip
        return {field: words for field, words in said.items() if words}

    def validate_name(self, field: StringField) -> None:
        """Someone wrote it."""
        if not field.data and not self.organisation.data:
            raise ValidationError(_("Enter the name of the person or organisation that wrote the email."))

    def validate(self, *args: Any, **kwargs: Any) -> bool:
        """It has a comment."""
        is_valid = super().validate(*args, **kwargs)
        if is_valid and not self.entries():
            self["comment-1"].errors = [_("Enter a comment, or close the email.")]
            return False
        return is_valid


class CloseForm(Form):
    """Why an email is closed."""

    reason = RadioField(_l("Reason"), [InputRequired(_l("Choose a reason."))], choices=choices(REASONS))
