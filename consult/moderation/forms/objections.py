"""Objections of submitters, and their results."""

from flask_babel import lazy_gettext as _l
from wtforms import RadioField, TextAreaField
from wtforms.validators import InputRequired, Length

from consult.moderation.actions import LONGEST_EXPLANATION, LONGEST_OBJECTION
from consult.moderation.forms.reasons import SeenForm
from consult.web.forms import Form
from consult.web.forms import SeenForm as AnySeenForm


class ObjectionForm(Form):
    """A submitter objects."""

    text = TextAreaField(
        _l("Reason for your objection"),
        validators=[
            InputRequired(_l("Enter the reason for your objection.")),
            Length(max=LONGEST_OBJECTION),
        ],
    )


class _SettlementFields:
    """The outcome of another look, and the reply."""

    outcome = RadioField(_l("Result of the review"), validators=[InputRequired(_l("Choose one."))])
    answer = TextAreaField(
        _l("Reply to the submitter"),
        validators=[
            InputRequired(_l("Enter a reply to the submitter.")),
            Length(max=LONGEST_EXPLANATION),
        ],
    )


class SettleForm(_SettlementFields, SeenForm):
    """A moderator looks again, and answers for what they saw."""


class SettleAttachmentForm(_SettlementFields, AnySeenForm):
    """The same of a decision on an attachment."""
