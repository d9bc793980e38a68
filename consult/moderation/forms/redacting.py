"""Words of a comment that are hidden, and shown again."""

from collections.abc import Mapping
from typing import Any

from flask import request
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, ValidationError

from consult.moderation import spans
from consult.moderation.actions import LONGEST_EXPLANATION
from consult.moderation.forms.reasons import SeenForm, reason_labels
from consult.moderation.models import Reason
from consult.moderation.spans import Span
from consult.web.forms import Hidden, choices


class RedactForm(SeenForm):
    """Hide words: places of signals or selections ("span", many), the last selection, and words typed."""

    hide_words = StringField(_l("Other words to redact"), validators=[Length(max=500)])
    hide_reason = SelectField(_l("Reason"), default=Reason.PERSONAL_DATA.value)
    hide_explanation = TextAreaField(
        _l("Explanation to the submitter"),
        validators=[Length(max=LONGEST_EXPLANATION)],
    )
    field = Hidden()
    start = Hidden()
    end = Hidden()

    def __init__(self, **values: Any) -> None:
        """Offer the reasons for hiding words."""
        super().__init__(**values)
        self.hide_reason.choices = choices(reason_labels("redact"))

    def validate_hide_explanation(self, field: TextAreaField) -> None:
        """Another reason is explained."""
        if self.hide_reason.data == Reason.OTHER_EXPLAINED and not field.data:
            raise ValidationError(_l("Enter an explanation of this reason."))

    def spans(self, texts: Mapping[str, str]) -> list[Span]:
        """What is to be hidden of `texts`; none, with an error at its field, where something is not in them."""
        reason = Reason(self.hide_reason.data)
        if not {"field", "start", "end"} <= set(
            request.form
        ):  # a form that is cut off hides less than was chosen
            self.hide_words.errors = [_l("This form was incomplete. Choose the words again.")]
            return []
        found = self._read(texts)
        if None in found:
            self.hide_words.errors = [_l("The chosen words are not in this text. Choose the words again.")]
            return []
        chosen = [one for one in found if one is not None]
        typed = spans.of_words(self.hide_words.data or "", reason, texts)
        if self.hide_words.data and not typed:
            self.hide_words.errors = [_l("The comment does not contain the chosen words.")]
            return []
        if not chosen and not typed:
            self.hide_words.errors = [_l("Choose or enter the words to redact.")]
        return sorted({*chosen, *typed})

    ticked: set[str] | None = None
    """The places that are ticked when the form is shown again; None for those that were sent."""

    def keep(self, before: Mapping[str, str] | None, now: Mapping[str, str]) -> int:
        """Tick the places that were chosen in the text `before` where their words stand `now`; how many are gone."""
        chosen = self._read(before) if before is not None else []
        kept = [spans.moved(one, before, now) if one and before else [] for one in chosen]
        self.ticked = {spans.written(one) for some in kept for one in some}
        for one in (self.field, self.start, self.end):
            one.data = ""
        return sum(not some for some in kept)

    def _read(self, texts: Mapping[str, str]) -> list[Span | None]:
        """The places that were ticked or selected; None for each that is not one of `texts`."""
        lengths = {name: len(text) for name, text in texts.items()}
        written = request.form.getlist("span")
        if self.start.data and self.end.data:
            written.append(f"{self.field.data or 'comment'}:{self.start.data}:{self.end.data}")
        reasons = set(Reason)
        reason = Reason(self.hide_reason.data) if self.hide_reason.data in reasons else Reason.PERSONAL_DATA
        return [spans.read(one, reason, lengths) for one in written]


class RestoreWordsForm(SeenForm):
    """Show hidden words again: which, and that it is meant."""

    words = SelectMultipleField(_l("Words to restore"))
    explanation = TextAreaField(
        _l("Explanation to the submitter"),
        validators=[Length(max=LONGEST_EXPLANATION)],
    )
    confirmed = BooleanField(
        _l("I have read the words, and anyone may read them"),
        [InputRequired(_l("Select the box. You cannot recall words that were published."))],
    )

    def __init__(self, *, hidden: Mapping[int, str], **values: Any) -> None:
        """`hidden`: the words that are hidden, by the id of their redaction."""
        super().__init__(**values)
        self.words.choices = choices(hidden.items())

    def validate_words(self, field: SelectMultipleField) -> None:
        """At least one place."""
        if not field.data:
            raise ValidationError(_l("Choose the words to restore."))

    def chosen(self) -> list[int]:
        """The ids of the redactions."""
        return [int(one) for one in self.words.data]
