"""What an officer says of comments that reached the organisation: how and when, from whom, and what they say."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from types import MappingProxyType
from typing import Any

from flask_babel import format_number
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from werkzeug.datastructures import MultiDict
from wtforms import (
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired, Length, Optional

from consult.accounts.forms import OptionalEmail
from consult.attachments.models import LONGEST_DESCRIPTION
from consult.comment_forms.models import Channel
from consult.consultations.models import Consultation
from consult.core.errors import DomainError
from consult.core.markup import LONGEST_COMMENT
from consult.core.stale_check import StaleForm
from consult.draft_submissions.forms.commenting import TOO_LONG
from consult.form_uploads.forms import ReceiptForm
from consult.staff_entries import labels
from consult.staff_entries.actions import EnteredSubmission
from consult.staff_entries.answers import EntryAnswers
from consult.staff_entries.named_clauses import TextPart
from consult.stakeholders.countries import offered
from consult.stakeholders.forms import category_choices, check_country, said_category
from consult.stakeholders.models import Capacity, Category
from consult.submissions import references, rules
from consult.submissions.labels import ATTRIBUTION_NAMES, TYPES
from consult.submissions.models import Attribution, CommentType
from consult.submissions.rules import NewComment
from consult.web import request_sizes
from consult.web.addresses import number_in
from consult.web.errors import say
from consult.web.forms import Hidden, KeyedForm, SeenForm, choices
from consult.web.page_language import locale_code

MOST_COMMENTS = 30
_OF_COMMENT = ("passage", "type", "comment", "proposal")
_NOT_KEPT = {"csrf_token", "key", "seen", "page", "shown_text", "names_shown", "beside", "file"}
_OF_RECEIPT = ("channel", "received_day", "received_time", "shown_moment")


class ButtonOfPage(SeenForm):
    """A button beside the form of an entry, with the marks of its page: what that shows, and its key."""

    page = Hidden()


class EntryForm(SeenForm, KeyedForm, ReceiptForm):
    """An entry: for each number from 1 it has the fields `passage-`, `type-`, `comment-` and `proposal-`. The fields of
    the questions follow from their types (consultations.questionnaire)."""

    channel = SelectField(_l("How it reached you"), choices=choices(labels.CHANNELS))
    name = StringField(_l("Name of a person"), [Length(max=120)])
    organisation = StringField(_l("Organisation or authority"), [Length(max=200)])
    category = SelectField(_l("Category"), [InputRequired(_l("Choose a category."))])
    category_other = StringField(_l("Category, if “Other”"), [Length(max=120)])
    country = SelectField(_l("Country"))
    capacity = RadioField(
        _l("Who comments"), [InputRequired(_l("Choose who comments."))], choices=choices(labels.CAPACITIES)
    )
    on_behalf_of = SelectMultipleField(_l("Countries they comment for"))
    email = OptionalEmail(_l("Email address"))
    attribution = RadioField(_l("How the name appears"), [InputRequired(_l("Choose how the name appears."))])
    file = FileField(_l("File"))
    description = StringField(_l("What the file contains"), [Length(max=LONGEST_DESCRIPTION)])
    attached = SelectMultipleField(_l("Attachments"), validate_choice=False)
    number = Hidden()
    page = Hidden()
    """The key of the page, by which it knows what it has saved itself while it was typed."""
    shown_text = Hidden()
    """Which text the page has shown that is in no entry (queries.shown_text); "" for none."""
    names_shown = Hidden()
    """For which comments the page has shown that their texts name clauses (named_clauses.mark)."""
    beside = Hidden()
    """"1" where the page shows what is typed beside what the entry says: until a button is pressed, both stay."""

    @classmethod
    def of(
        cls,
        consultation: Consultation,
        passages: Sequence[SelectChoice],
        *,
        shown_as: Sequence[Attribution],
        own: Mapping[Category, Mapping[str, str]],
        typed: Mapping[str, Sequence[str]] = MappingProxyType({}),
        sent: Mapping[str, str] | None = None,
        known: Mapping[str, Any] = MappingProxyType({}),
        received_at: datetime | None = None,
        seen: str = "",
    ) -> "EntryForm":
        """The form as it was `sent`, or as it was `typed` before, or with what is `known` of the comments.
        `received_at`: where that is known, the form does not ask for it. `seen`: the mark of what is typed."""
        before = MultiDict((name, one) for name, values in typed.items() for one in values)
        takes_comments = received_at is not None or not consultation.is_questionnaire
        number = _number_of_comments(before if sent is None else sent) if takes_comments else 0
        of_number = type("EntryFormOfNumber", (cls,), dict(_fields_of_comments(number)))
        more: dict[str, Any] = {} if sent is not None else {"formdata": before or None}
        made: EntryForm = of_number(
            consultation, data=known, language=str(known.get("language", "")), received_at=received_at,
            channel=Channel.LETTER.value, **more,
        )  # fmt: skip
        made.known_moment, made.comments, made.number.data = received_at, number, str(number)
        fields = before.items(multi=True) if sent is None else request_sizes.sent()
        made.answers = EntryAnswers.of(consultation, fields)
        if sent is None:
            made.key.data, made.seen.data = str(known.get("key", "")), seen
            made.page.data = references.new_key()
        made.offer(passages, shown_as, own)
        return made

    known_moment: datetime | None = None
    shown_as: Sequence[Attribution] = ()
    """The ways of being shown that the rule allows; an official position is shown with a name whatever it says."""
    unsaved_since: datetime | None = None
    """When what it shows was typed last that is in no entry; None where nothing is."""
    more_unsaved = 0
    """How many more texts its reader typed on other pages that are in no entry."""
    comments = 1
    """How many comments it has fields for: none for a questionnaire; an email to one may be a comment all the same."""
    answers: EntryAnswers
    wrong: Sequence[tuple[str, str]] = ()
    """(id of the question on the page, message) of every answer that is none, once they were checked."""

    def offer(
        self,
        passages: Sequence[SelectChoice],
        shown_as: Sequence[Attribution],
        own: Mapping[Category, Mapping[str, str]],
    ) -> None:
        """Offer these passages, these ways of being shown, and the lists of who someone is."""
        if self.known_moment is not None:
            for name in _OF_RECEIPT:
                del self[name]
        language = locale_code()
        self.category.choices = category_choices(own, may_be_unstated=True)
        self.country.choices = choices(offered(language), nothing=_l("Not stated"))
        self.on_behalf_of.choices = choices(offered(language, as_states=True))
        self.shown_as = [one for one in Attribution if one in set(shown_as)] or list(Attribution)
        official = {Attribution.ATTRIBUTED, *self.shown_as}
        self.attribution.choices = choices(
            {one: words for one, words in ATTRIBUTION_NAMES.items() if one in official}
        )
        for one in range(1, self.comments + 1):
            self[f"passage-{one}"].choices = passages

    @property
    def has_file(self) -> bool:
        """Whether a file was chosen."""
        return bool(getattr(self.file.data, "filename", ""))

    @property
    def is_beside(self) -> bool:
        """Whether what is typed is shown beside what the entry says."""
        return bool(self.beside.data)

    def complete(self, now: "EntryForm", typed: int) -> None:
        """Fill in what others added where nothing was typed here: answers, and the comments after the `typed` ones."""
        for group in self.groups()[typed:]:
            for one in group:
                one.data = now[one.name].data
        self.answers = self.answers.completed(now.answers)

    def name_of(self, field: Any) -> str:
        """With the number of the comment, of a field of one."""
        kind, _dash, number = str(field.name).partition("-")
        label = super().name_of(field)
        if kind not in _OF_COMMENT or not number.isdecimal():
            return label
        return " · ".join([_("Comment %(number)s", number=format_number(int(number))), label])

    def show_beside(self, now: "EntryForm") -> None:
        """Show what the entry says `now` beside what is typed, which the next press puts in its place."""
        self._show_beside(now)
        self.theirs = [*self.theirs, *now.answers.differing(self.answers)]
        self.beside.data = "1"

    def has_in_first(self, words: str) -> bool:
        """Whether the first comment has these words in it, however they are divided into lines."""
        return " ".join(words.split()) in " ".join((self["comment-1"].data or "").split())

    def put_around_first(self, left_out: Sequence[Any]) -> None:
        """Put these words before and after what is typed as the first comment."""
        before = [one.text for one in left_out if one.is_before]
        after = [one.text for one in left_out if not one.is_before]
        field = self["comment-1"]
        field.data = "\n\n".join([*before, field.data or "", *after])
        field.raw_data = [field.data]

    def passages(self) -> list[tuple[str, str]]:
        """The passages that are offered: value and words."""
        return [(one.value, one.label) for one in self["passage-1"].choices] if self.comments else []

    def place(self, number: int, key: str) -> None:
        """Put a comment on a passage."""
        field = self[f"passage-{number}"]
        field.data, field.raw_data = key, [key]

    def divided(self, number: int, parts: Sequence[TextPart]) -> dict[str, list[str]]:
        """What was sent, with a comment divided into these parts, each on its passage: what is proposed stays with the
        first of them, and those after it have the type that was chosen."""
        typed = self.typed_fields()
        for name in _OF_COMMENT:
            for one in range(self.comments, number, -1):
                typed[f"{name}-{one + len(parts) - 1}"] = typed.get(f"{name}-{one}", [])
        for at, part in enumerate(parts, number):
            typed[f"comment-{at}"] = [part.text]
            if at > number:
                typed[f"proposal-{at}"], typed[f"type-{at}"] = [""], typed.get(f"type-{number}", [])
            if at > number or part.key:
                typed[f"passage-{at}"] = [part.key]
        return typed

    def groups(self) -> list[tuple[Any, ...]]:
        """The fields of each comment."""
        return [tuple(self[f"{name}-{one}"] for name in _OF_COMMENT) for one in range(1, self.comments + 1)]

    def typed_fields(self) -> dict[str, list[str]]:
        """What was sent in every field that is kept."""
        own = {one.name: [str(value) for value in one.raw_data or []] for one in self if _is_kept(one)}
        return own | self.answers.fields()

    def in_words(self) -> list[tuple[str, str]]:
        """(label, words) of every field with something in it, and of every answer: for a page without the form."""
        nothing = EntryAnswers.of(self.answers.consultation, [])
        return [*self.typed(), *self.answers.differing(nothing)]

    def said(self) -> EnteredSubmission:
        """What it says, where it is valid. Comments that are left empty are none."""
        moment = self.known_moment or self.received_at
        channel = Channel.EMAIL if self.known_moment is not None else Channel(self.channel.data)
        return EnteredSubmission(
            channel, moment, self.who(), Attribution(self.attribution.data),
            [*self._comments(), *self.answers.texts(self.language.data)], self.answers.new(),
            list(self.attached.data or []), self.seen.data or "",
        )  # fmt: skip

    def _comments(self) -> list[NewComment]:
        return [
            NewComment(
                comment=comment.data or "", type=CommentType(kind.data), block_key=passage.data or "",
                proposal=proposal.data or "", language=self.language.data,
            )
            for passage, kind, comment, proposal in self._with_words()
        ]  # fmt: skip

    def _with_words(self) -> list[tuple[Any, ...]]:
        return [one for one in self.groups() if one[2].data or one[3].data]

    def who(self) -> dict[str, Any]:
        """Who comments (submissions.rules.WHO)."""
        is_of_several = self.capacity.data == Capacity.ON_BEHALF
        return {
            "name": self.name.data or "", "organisation": self.organisation.data or "",
            **said_category(self),
            "country": self.country.data or "", "capacity": Capacity(self.capacity.data),
            "on_behalf_of": list(self.on_behalf_of.data or []) if is_of_several else [],
            "email": (self.email.data or "").strip(), "language": self.language.data,
        }  # fmt: skip

    def validate_organisation(self, field: StringField) -> None:
        """Someone is named, and an organisation where it comments."""
        if not field.data and not self.name.data:
            raise ValidationError(_("Enter the name of the organisation or of the person."))
        if not field.data and self.capacity.data not in {Capacity.PERSONAL, None}:
            raise ValidationError(_("Enter the organisation or authority that comments."))

    def validate_country(self, field: SelectField) -> None:
        """An official position has a country, which the United Nations lists (M49)."""
        check_country(self.capacity, field)

    def validate_attribution(self, field: RadioField) -> None:
        """One that fits who comments."""
        if not self.capacity.data or not self.category.data or field.data not in set(Attribution):
            return
        try:
            rules.check_sender(self.who(), Attribution(field.data))
        except DomainError as trouble:
            raise ValidationError(say(trouble)) from None
        if self.capacity.data != Capacity.OFFICIAL_POSITION and field.data not in self.shown_as:
            raise ValidationError(_("The rules of this consultation do not allow this choice."))

    def validate(self, *args: Any, **kwargs: Any) -> bool:
        """Refuse an answer that is none, and an entry without a comment and without an answer."""
        is_valid = super().validate(*args, **kwargs)
        self.wrong = self.answers.wrong()
        if is_valid and not self.wrong and not self._with_words() and not self.answers.new():
            if not self.comments:
                self.form_errors.append(_("Enter an answer."))
            elif self.answers.questions:
                self["comment-1"].errors = [_("Enter a comment, a proposed change or an answer.")]
            else:
                self["comment-1"].errors = [_("Enter a comment or a proposed change.")]
            return False
        return is_valid and not self.wrong

    def shown_errors(self) -> list[tuple[str, str]]:
        """Those of the form, then those of the answers."""
        return [*super().shown_errors(), *self.wrong]

    def refused(self, trouble: DomainError, now: Callable[[], SeenForm] | None = None) -> None:
        """As of every form, with the answers that others typed meanwhile."""
        super().refused(trouble)
        there = now() if now is not None and isinstance(trouble, StaleForm) else None
        if isinstance(there, EntryForm):
            self.show_beside(there)


def _number_of_comments(fields: Mapping[str, str]) -> int:
    """How many comments a form has fields for: what it says, but never fewer than it sends, within the limit."""
    asked = number_in(fields.get("number", "")) or 1
    parted = (name.partition("-") for name in fields)
    sent = [number_in(number) or 0 for kind, _dash, number in parted if kind in _OF_COMMENT]
    return min(max(asked, 1, *sent), MOST_COMMENTS)


def _fields_of_comments(number: int) -> Iterator[tuple[str, Any]]:
    for one in range(1, number + 1):
        at_most = Length(max=LONGEST_COMMENT, message=TOO_LONG)
        yield f"passage-{one}", SelectField(_l("Passage"))
        yield (
            f"type-{one}",
            SelectField(
                _l("Type of comment"),
                [_type_of_comment],
                choices=choices(TYPES, nothing=_l("Choose the type")),
            ),
        )
        yield f"comment-{one}", TextAreaField(_l("Comment"), [Optional(), at_most])
        yield f"proposal-{one}", TextAreaField(_l("Proposed wording"), [Optional(), at_most])


def _type_of_comment(form: Any, field: SelectField) -> None:
    number = field.name.removeprefix("type-")
    if not field.data and (form[f"comment-{number}"].data or form[f"proposal-{number}"].data):
        raise ValidationError(_("Choose the comment type."))


def _is_kept(field: Any) -> bool:
    return field.name not in _NOT_KEPT and field.raw_data is not None
