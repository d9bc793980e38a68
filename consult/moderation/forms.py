"""What moderators and submitters type."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from flask import request
from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    FileField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import AnyOf, InputRequired, Length, Optional, ValidationError

from consult.accounts.forms import OptionalEmail
from consult.attachments.models import LONGEST_DESCRIPTION, LONGEST_NAME
from consult.core.jobs import MANY
from consult.core.language_tags import canonical
from consult.documents.attached.kinds import CHOOSE
from consult.moderation import spans
from consult.moderation.actions import LONGEST_EXPLANATION, LONGEST_OBJECTION, ReviewToken
from consult.moderation.models import SHOWS_ALL, AttachmentVerb, Reason
from consult.moderation.reasons import WORDS, fitting
from consult.moderation.spans import Span
from consult.organisations.forms import offered_languages
from consult.web.forms import Form, Hidden, HiddenNumber, KeyedForm, choices
from consult.web.forms import SeenForm as AnySeenForm


def _labels(verb: str) -> dict[Reason, str]:
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


class MoveForm(AnySeenForm):
    """Another passage for a comment, and why."""

    passage = SelectField(_l("Passage"))
    reason = TextAreaField(
        _l("Reason"), [InputRequired(_l("Enter a reason.")), Length(max=LONGEST_EXPLANATION)]
    )


class _Reasoned:
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
        self.reason.choices = choices(_labels(verb), nothing=_l("Choose a reason"))


class ReasonForm(_Reasoned, SeenForm):
    """A decision with a reason."""

    def chosen(self) -> Reason:
        """The reason."""
        return Reason(self.reason.data)


class AttachmentForm(_Reasoned, AnySeenForm):
    """A decision on an attachment: its reason, but for what shows all of it."""

    def __init__(self, *, verb: AttachmentVerb, of: str, **values: Any) -> None:
        """`verb` is what the form does with the attachment that has the reference `of`."""
        super().__init__(**values)
        self.verb = verb
        if verb in SHOWS_ALL:
            del self.reason, self.explanation
            return
        is_redacted = verb is AttachmentVerb.REDACT
        self.offer_reasons("redact" if is_redacted else "withhold")
        for field in (self.reason, self.explanation):
            field.id = field.label.field_id = f"{verb.value}-{of}-{field.name}"

    def chosen(self) -> tuple[Reason | None, str]:
        """The reason and its explanation; neither for what shows all."""
        if self.verb in SHOWS_ALL:
            return None, ""
        return Reason(self.reason.data), self.explanation.data or ""


class PublicTextForm(AnySeenForm):
    """What the public reads as the name and the description of an attachment."""

    name = StringField(_l("File name for the public"), validators=[Length(max=LONGEST_NAME)])
    description = StringField(_l("Description for the public"), validators=[Length(max=LONGEST_DESCRIPTION)])

    def __init__(self, *, of: str, **values: Any) -> None:
        """`of` is the reference of the attachment."""
        super().__init__(**values)
        for field in (self.name, self.description):
            field.id = field.label.field_id = f"public-{of}-{field.name}"


class RedactFileForm(Form):
    """Rectangles of the pages of a file that are made black."""

    boxes = TextAreaField(_l("Rectangles"), validators=[Length(max=20_000)])

    def __init__(self, *, pages: int, **values: Any) -> None:
        """`pages` is how many the file has."""
        super().__init__(**values)
        self.pages = pages

    def validate_boxes(self, field: TextAreaField) -> None:
        """One or more, each on a page of the file."""
        try:
            found = self.rectangles()
        except ValueError:
            found = []
        if not found:
            raise ValidationError(
                _l("Enter at least one rectangle on a page of the file, such as 1 100 250 400 30.")
            )

    def rectangles(self) -> list[tuple[int, int, int, int, int]]:
        """Page from 1, then left, top, width and height in thousandths. Raises ValueError for anything else."""
        found = []
        for words in (self.boxes.data or "").splitlines():
            if words.strip():
                page, left, top, width, height = (int(one) for one in words.split())
                if not 1 <= page <= self.pages or not all(
                    0 <= one <= 1000 for one in (left, top, width, height)
                ):
                    raise ValueError(words)
                found.append((page, left, top, width, height))
        return found


class UploadCopyForm(Form):
    """A copy of a file that was redacted elsewhere."""

    file = FileField(_l("Redacted copy"))

    def validate_file(self, field: FileField) -> None:
        """One with a name."""
        if not getattr(field.data, "filename", ""):
            raise ValidationError(_l(CHOOSE))

    def refuse_file(self, message: str) -> None:
        """Say at the field why the file is not taken."""
        self.file.errors = [*self.file.errors, message]


class WithholdForm(ReasonForm):
    """Keep a comment from the public."""

    def __init__(self, **values: Any) -> None:
        """Offer the reasons for withholding."""
        super().__init__(**values)
        self.offer_reasons("withhold")


class RemoveForm(ReasonForm):
    """Take a comment off the public pages."""

    def __init__(self, **values: Any) -> None:
        """Offer the reasons for removing."""
        super().__init__(**values)
        self.offer_reasons("remove")
        for field in (
            self.reason,
            self.explanation,
        ):  # the form to withhold an amendment may stand on the same page
            field.id = field.label.field_id = f"remove-{field.name}"


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
        self.hide_reason.choices = choices(_labels("redact"))

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


_PAIR = re.compile(r"([0-9]{1,9}):([0-9]{1,9})")


class AllForm(ReasonForm):
    """One decision for a whole submission; `shown` are the comments that were shown as touched."""

    verb = Hidden(validators=[AnyOf(["publish", "withhold", "remove"])])
    shown = Hidden(validators=[Length(max=100_000)])
    reason = SelectField(_l("Reason"), validate_choice=False)

    def __init__(self, **values: Any) -> None:
        """Offer the reasons for the verb that was chosen."""
        super().__init__(**values)
        verb = self.verb.data if self.verb.data in {"withhold", "remove"} else "withhold"
        self.offer_reasons(verb)

    def validate_reason(self, field: SelectField) -> None:
        """One of the list; publishing needs none."""
        if self.verb.data != "publish" and field.data not in set(Reason):
            raise ValidationError(_l("Choose a reason from the list."))

    def pairs(self) -> set[tuple[int, int]]:
        """(number, edition) of the comments that were shown; none where one of them cannot be read."""
        parts = [_PAIR.fullmatch(one) for one in (self.shown.data or "").split(",")]
        return set() if None in parts else {(int(one[1]), int(one[2])) for one in parts if one is not None}


_SEEN = re.compile(r"([A-Z0-9-]{1,40}/[1-9][0-9]{0,8}):([0-9]{1,18}):([0-9]{1,18})")


class SeveralForm(ReasonForm):
    """One decision for several comments of the queue; `shown` are those that it is for, as they were shown."""

    verb = Hidden(validators=[AnyOf(["publish", "withhold"])])
    shown = Hidden(validators=[Length(max=10_000)])
    reason = SelectField(_l("Reason"), validate_choice=False)
    done = 0
    """How many were decided, where the form is shown again for the others."""

    def __init__(self, **values: Any) -> None:
        """Offer the reasons for withholding."""
        super().__init__(**values)
        self.offer_reasons("withhold")

    def validate_reason(self, field: SelectField) -> None:
        """One of the list; publishing needs none."""
        if self.verb.data != "publish" and field.data not in set(Reason):
            raise ValidationError(_l("Choose a reason from the list."))

    def validate_shown(self, field: Hidden) -> None:
        """At least one comment."""
        if not self.seen_of_each():
            raise ValidationError(_l("Select the comments in the queue first."))

    def seen_of_each(self) -> dict[str, ReviewToken]:
        """Reference of a comment → what was shown of it; none where one of them cannot be read."""
        parts = [_SEEN.fullmatch(one) for one in (self.shown.data or "").split(",")]
        if None in parts or len(parts) > MANY:
            return {}
        return {one[1]: ReviewToken(int(one[2]), int(one[3])) for one in parts if one is not None}

    def see_each(self, now: Mapping[str, ReviewToken]) -> None:
        """What the page shows now of each comment, for the next press."""
        self.shown.data = ",".join(f"{name}:{seen.edition}:{seen.decision}" for name, seen in now.items())
        self.shown.raw_data = None


class ObjectionForm(Form):
    """A submitter objects."""

    text = TextAreaField(
        _l("Reason for your objection"),
        validators=[
            InputRequired(_l("Enter the reason for your objection.")),
            Length(max=LONGEST_OBJECTION),
        ],
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


class _Settling:
    """The outcome of another look, and the reply."""

    outcome = RadioField(_l("Result of the review"), validators=[InputRequired(_l("Choose one."))])
    answer = TextAreaField(
        _l("Reply to the submitter"),
        validators=[
            InputRequired(_l("Enter a reply to the submitter.")),
            Length(max=LONGEST_EXPLANATION),
        ],
    )


class SettleForm(_Settling, SeenForm):
    """A moderator looks again, and answers for what they saw."""


class SettleAttachmentForm(_Settling, AnySeenForm):
    """The same of a decision on an attachment."""


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
