"""Decisions on what was seen, and their reasons: what the forms of several pages share."""

from flask_babel import lazy_gettext as _l
from wtforms import SelectField, TextAreaField
from wtforms.validators import Length, ValidationError

from consult.moderation.actions import LONGEST_EXPLANATION, ReviewToken
from consult.moderation.models import Reason
from consult.moderation.reasons import WORDS, fitting
from consult.web.forms import Form, HiddenNumber, choices


def reason_labels(verb: str) -> dict[Reason, str]:
    """The reasons for "withhold", "remove" or "redact", in words."""
    return {reason: WORDS[reason].label for reason in fitting(verb)}


class SeenForm(Form):
    """A decision on what was seen: the edition and the latest decision travel with it."""

    edition = HiddenNumber()
    decision = HiddenNumber()

    def seen(self) -> ReviewToken | None:
        """What was seen, or None where the form does not tell it: then the decision is refused."""
        if self.edition.data is None or self.decision.data is None:
            return None
        return ReviewToken(self.edition.data, self.decision.data)

    def see(self, now: ReviewToken) -> None:
        """What the page shows now, for the next press."""
        for field, value in ((self.edition, now.edition), (self.decision, now.decision)):
            field.data, field.raw_data = value, None


class ReasonFields:
    """The fields of a decision that has a reason. A form has them as a class of its own beside Form."""

    reason = SelectField(_l("Reason"))
    explanation = TextAreaField(
        _l("Explanation to the submitter"),
        validators=[Length(max=LONGEST_EXPLANATION)],
    )

    def validate_reason(self, field: SelectField) -> None:
        """Refuse a form without a reason."""
        if not field.data:
            raise ValidationError(_l("Choose a reason from the list."))

    def validate_explanation(self, field: TextAreaField) -> None:
        """Refuse another reason that is not explained."""
        if self.reason.data == Reason.OTHER_EXPLAINED and not field.data:
            raise ValidationError(_l("Enter an explanation of this reason."))

    def offer_reasons(self, verb: str) -> None:
        """Offer the reasons for "withhold", "remove" or "redact"."""
        self.reason.choices = choices(reason_labels(verb), nothing=_l("Choose a reason"))


class ReasonForm(ReasonFields, SeenForm):
    """A decision with a reason."""

    def chosen(self) -> Reason:
        """The reason."""
        return Reason(self.reason.data)
