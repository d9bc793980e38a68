"""The form in which the author of a question says what it asks."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    DecimalField,
    IntegerField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.validators import InputRequired, Length, NumberRange, Optional
from wtforms.widgets import CheckboxInput, ListWidget, TextInput

from consult.consultations.models import QUESTION_TRANSLATED, AuthoredQuestion, Consultation, Question
from consult.consultations.questionnaire import content_shown
from consult.core.bidi import in_html
from consult.core.errors import NotPossible
from consult.core.multilingual import like
from consult.core.stale_check import form_version
from consult.drafts import queries as drafts
from consult.questions.definitions import LONGEST_LINE, Condition, Definition
from consult.questions.numbers import typed_again, written
from consult.questions.types import END_WORDS, TYPES, said, type_of
from consult.web.errors import say
from consult.web.forms import Form, SeenForm, choices
from consult.web.page_language import as_text
from consult.web.text_languages import in_language, translated

LONGEST_CHOICE = 200
"""Characters of what identifies a passage or an option of an earlier question."""

MOST_WORDS = 10_000

GREATEST = 10**12
"""The greatest limit of a number."""


class OptionsField(SelectMultipleField):  # type: ignore[misc]
    """Several of a list, as checkboxes."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class WrittenNumberField(DecimalField):  # type: ignore[misc]
    """A number as people write it, read as answers to questions are, and shown with all its digits."""

    widget = TextInput()

    def process_formdata(self, valuelist: list[str]) -> None:
        """The number; what could be two numbers is asked for again."""
        try:
            self.data = Decimal(written(valuelist[0].strip())) if valuelist and valuelist[0].strip() else None
        except NotPossible as trouble:
            self.data = None
            raise ValueError(say(trouble)) from trouble

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return "" if self.data is None else typed_again(format(self.data, "f"))


class QuestionForm(SeenForm):
    """Step: a question to stakeholders."""

    section = StringField(
        _l("Heading of a section that begins with this question"),
        [Length(max=QUESTION_TRANSLATED["section"])],
    )
    text = StringField(
        _l("Question"), [InputRequired(_l("Enter a question.")), Length(max=QUESTION_TRANSLATED["text"])]
    )
    explanation = TextAreaField(_l("Explanation"), [Length(max=QUESTION_TRANSLATED["explanation"])])
    type = SelectField(
        _l("Type of question"),
        choices=choices({code: one.label for code, one in TYPES.items()}),
        default="text",
    )
    options = TextAreaField(
        _l("Options, one in each line"), [Length(max=QUESTION_TRANSLATED["options"])],
        description=_l("Of a matrix, its columns."),
    )  # fmt: skip
    lowest_words = StringField(
        _l("Words for the lowest point of a scale"), [Length(max=LONGEST_LINE)],
        description=_l("For example: not at all ready."),
    )  # fmt: skip
    highest_words = StringField(
        _l("Words for the highest point of a scale"), [Length(max=LONGEST_LINE)],
        description=_l("For example: ready today."),
    )  # fmt: skip
    has_other = BooleanField(_l("Something else can be answered"))
    rows = TextAreaField(_l("Rows of a matrix, one in each line"), [Length(max=QUESTION_TRANSLATED["rows"])])
    least = WrittenNumberField(_l("Lowest number or point"), [Optional(), NumberRange(-GREATEST, GREATEST)])
    most = WrittenNumberField(_l("Highest number or point"), [Optional(), NumberRange(-GREATEST, GREATEST)])
    unit = StringField(_l("Unit of a number"), [Length(max=QUESTION_TRANSLATED["unit"])])
    most_words = IntegerField(_l("Words at most"), [Optional(), NumberRange(min=1, max=MOST_WORDS)])
    is_required = BooleanField(_l("An answer is required"))
    block_key = SelectField(_l("Clause that the question is about"), default="")
    condition = OptionsField(_l("Ask only where an earlier answer is"))

    def has_end_words(self) -> bool:
        """Whether the chosen type has words for its ends."""
        return END_WORDS in type_of(self.type.data or "text").uses

    def validate_highest_words(self, field: StringField) -> None:
        """Both ends have words, or none."""
        if self.has_end_words() and bool(field.data) != bool(self.lowest_words.data):
            raise ValidationError(_l("Enter words for both ends of the scale, or for neither."))

    def validate_condition(self, field: OptionsField) -> None:
        """Options of one question."""
        if len({one.partition(":")[0] for one in field.data or []}) > 1:
            raise ValidationError(_l("Choose options of one question only."))

    def asked(self) -> AuthoredQuestion:
        """What the question asks, as far as it was filled in."""
        chosen = self.condition.data or []
        cause = chosen[0].partition(":")[0] if chosen else ""
        condition = Condition(int(cause), tuple(one.partition(":")[2] for one in chosen)) if cause else None
        definition = Definition(
            is_required=bool(self.is_required.data),
            has_other=bool(self.has_other.data),
            most_words=self.most_words.data,
            least=self.least.data,
            most=self.most.data,
            block_key=self.block_key.data or "",
            condition=condition,
        )
        texts = {name: self[name].data or "" for name in QUESTION_TRANSLATED}
        if self.has_end_words() and (self.lowest_words.raw_data or self.highest_words.raw_data):
            texts["options"] = "\n".join(filter(None, (self.lowest_words.data, self.highest_words.data)))
        return AuthoredQuestion(**texts, type=self.type.data or "text", definition=definition)


def question_form(
    consultation: Consultation, questions: Sequence[Question], changed: Question | None, **more: Any
) -> QuestionForm:
    """The form of a new question, or of the one that is `changed`."""
    form = QuestionForm(data=_shown(changed), seen=form_version(changed, *AuthoredQuestion._fields), **more)
    form.block_key.choices = choices([("", _("Whole draft")), *_clauses(consultation)])
    earlier = [one for one in questions if changed is None or one.position < changed.position]
    form.condition.choices = choices(
        [
            (f"{one.id}:{code}", like(asked, f"{one.position}. {asked}: {label}"))
            for one, code, label in _options(earlier, consultation)
            for asked in [translated(one, "text", consultation)]
        ]
    )
    return form


def _shown(changed: Question | None) -> Mapping[str, Any]:
    if changed is None:
        return {}
    texts = {name: getattr(changed, name) for name in QUESTION_TRANSLATED}
    definition = changed.definition
    condition = definition.condition
    own = {
        name: getattr(definition, name)
        for name in ("is_required", "has_other", "most_words", "least", "most", "block_key")
    }
    if END_WORDS in type_of(changed.type).uses:
        low, high = (*changed.content.options, "", "")[:2]
        texts |= {"options": "", "lowest_words": low, "highest_words": high}
    codes = [f"{condition.question}:{code}" for code in condition.codes] if condition is not None else []
    return {**texts, **own, "type": changed.type, "condition": codes}


def _clauses(consultation: Consultation) -> list[tuple[str, str]]:
    version = consultation.version
    if version is None:
        return []
    return [
        (one.key, in_language(as_text(in_html(f"{one.number} {one.title}".strip())), version.language))
        for one in drafts.outline(version.id)
    ]


def _options(questions: Sequence[Question], consultation: Consultation) -> list[tuple[Question, str, str]]:
    return [
        (one, option.code, said(option, _))
        for one in questions
        if type_of(one.type).can_be_cause
        for option in type_of(one.type).options(content_shown(one, consultation))
    ]


def types_with(setting: str) -> list[str]:
    """The codes of the types that use a setting: for the small script that hides the others."""
    return [code for code, one in TYPES.items() if setting in one.uses]


class ReuseForm(Form):
    """Copy the questions of an earlier consultation."""

    source = SelectField(_l("Earlier consultation"))
