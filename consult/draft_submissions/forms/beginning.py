"""Who takes part and on whose behalf."""

from collections.abc import Sequence
from typing import Any

from flask import current_app
from flask_babel import lazy_gettext as _l
from wtforms import SelectField, StringField, ValidationError
from wtforms.validators import Length

from consult.accounts.forms import OptionalEmail
from consult.stakeholders.forms import StakeholderForm
from consult.stakeholders.models import Capacity
from consult.submissions.models import Attribution
from consult.web.forms import Hidden, KeyedForm, choices
from consult.web.page_language import by_language_name

_NAMELESS = {Attribution.ANONYMOUS_TO_PUBLIC, Attribution.CONFIDENTIAL}


class ParticipantForm(KeyedForm, StakeholderForm):
    """Who takes part and on whose behalf; the name may stay away, the address is for the receipt."""

    name = StringField(_l("Your name"), [Length(max=120)], render_kw={"autocomplete": "name"})
    language = SelectField(_l("Language of your comments"))
    email = OptionalEmail(_l("Email address"), render_kw={"autocomplete": "email"})
    sheet = Hidden()

    def __init__(
        self, *args: Any, languages: Sequence[str] = (), shown_as: Sequence[str] = (), **kwargs: Any
    ) -> None:
        """`shown_as`: the ways of being shown that the rule of the consultation allows; none for all."""
        super().__init__(*args, **kwargs)
        self.shown_as = set(shown_as) or set(Attribution)
        self.language.choices = choices(by_language_name([*languages, *current_app.config["LANGUAGES"]]))

    def validate_name(self, field: StringField) -> None:
        """Anyone who speaks for a country says who they are."""
        if self.capacity.data == Capacity.OFFICIAL_POSITION and not field.data:
            raise ValidationError(_l("Enter your name: official positions are published with it."))
        if self._is_shown_with_a_name and not (field.data or self.organisation.data):
            raise ValidationError(
                _l(
                    "Enter your name or the name of your organisation: this consultation publishes it with every "
                    "comment."
                )
            )

    def validate_organisation(self, field: StringField) -> None:
        """Named by anyone who speaks for one, and where every comment is shown with one."""
        super().validate_organisation(field)
        if self.shown_as == {Attribution.ORGANISATION_ONLY} and not field.data:
            raise ValidationError(
                _l("Enter the organisation: this consultation publishes it with every comment.")
            )

    @property
    def _is_shown_with_a_name(self) -> bool:
        """Whether the review would ask for a name: what it asks for is asked here."""
        return Attribution.ATTRIBUTED in self.shown_as and not self.shown_as & _NAMELESS

    def who(self) -> dict[str, Any]:
        """What a draft says of its writer (submissions.rules.WHO)."""
        said = self.stakeholder()
        said["name"] = self.name.data or ""
        return said | {"language": self.language.data, "email": (self.email.data or "").strip()}
