"""One comment: on a passage, on the whole draft, or as the text of an answer."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Self

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import MultiDict
from wtforms import RadioField, SelectField, StringField, TextAreaField, ValidationError
from wtforms.validators import Length, Optional, StopValidation

from consult.core.errors import NotPossible
from consult.core.language_tags import canonical
from consult.core.markup import LONGEST_COMMENT, line
from consult.core.translatable import nN_
from consult.draft_submissions.forms.access_code import LONGEST_CODE
from consult.drafts import page_parts
from consult.organisations.forms import offered_languages
from consult.quotations import quotable
from consult.quotations.quotable import Quotable
from consult.submissions.labels import PROPOSAL_CHOICES, TYPE_HINTS
from consult.submissions.models import OF_QUOTATION, CommentType, ProposalKind
from consult.submissions.proposals import is_made, is_of_quotation, new_passage, of_passage, rescoped
from consult.web.errors import say
from consult.web.forms import Hidden, HiddenNumber, KeyedForm, SeenForm, choices

TOO_LONG = nN_(
    "This is longer than %(most)s character. Shorten it or divide it into two comments.",
    "This is longer than %(most)s characters. Shorten it or divide it into two comments.",
    LONGEST_COMMENT,
)


SELECTED = "words"
"""The choice of words that were selected, among the parts of a passage."""


class _TypeOfComment:
    """A type is chosen; where a passage is to be deleted or added, that says enough: the draft requires something else
    then."""

    def __call__(self, form: "CommentForm", field: RadioField) -> None:
        """Raises StopValidation where none is chosen; sets the one that follows from the proposal."""
        if field.data and not field.errors:
            return
        field.errors = []
        if field.data in {None, ""} and form.chosen_kind is not ProposalKind.CHANGE:
            field.data = CommentType.SUBSTANTIVE.value
            raise StopValidation
        raise StopValidation(_("Choose the comment type."))


class CommentForm(KeyedForm, SeenForm):
    """One comment on a passage of the text, on the whole, or an answer to a question.

    `seen` is the mark of what the comment said when its page was opened; "" of a new one.
    """

    sheet = Hidden()
    begun = Hidden()
    """What the page was opened with that is not complete, or not sent, yet: see actions.unfinished.Begun."""
    beside = Hidden()
    """The mark of what another page has saved since, where the page shows that: its main button writes over it."""
    quote_prefix = Hidden()
    """What stands before the words that were selected: see quotations.selectors."""
    quote_start = HiddenNumber()
    """Where the words begin that it is on, where that is known already."""
    quote_part = StringField(_l("What do you comment on?"), [Length(max=40)])
    """The part of the passage that is chosen (Quotable.id): "" for all of it, SELECTED for the words in `quote`. A page
    that was made by the version before has no such field, and chooses by the words."""
    proposal_of = Hidden()
    """The quoted words with which the field of the proposal began; "" where it began with the passage."""
    code = StringField(
        _l("Access code of your draft submission"),
        [Optional(), Length(max=LONGEST_CODE)],
        render_kw={"autocomplete": "off"},
    )
    quote = StringField(_l("Quotation from the passage"), [Optional(), Length(max=500)])
    type = RadioField(
        _l("What type of comment is it?"),
        [_TypeOfComment()],
        choices=choices(TYPE_HINTS),
    )
    comment = TextAreaField(_l("Your comment"), [Length(max=LONGEST_COMMENT, message=TOO_LONG)])
    proposal = TextAreaField(
        _l("Proposed wording"), [Optional(), Length(max=LONGEST_COMMENT, message=TOO_LONG)]
    )
    proposal_kind = RadioField(
        _l("What do you propose for this passage?"),
        choices=choices(PROPOSAL_CHOICES),
        default=ProposalKind.CHANGE.value,
    )
    rationale = TextAreaField(_l("Reasons"), [Optional(), Length(max=LONGEST_COMMENT, message=TOO_LONG)])
    language = SelectField(_l("Language of this comment"), validate_choice=False)

    page_line = StringField(_l("Line"), [Optional(), Length(max=20)])
    page_top = StringField(_l("Upper edge"), [Optional(), Length(max=20)])
    page_bottom = StringField(_l("Lower edge"), [Optional(), Length(max=20)])
    page_left = StringField(_l("Left edge"), [Optional(), Length(max=20)])
    page_right = StringField(_l("Right edge"), [Optional(), Length(max=20)])

    original = ""
    """The words of the passage, which a proposal starts from and which propose nothing."""
    is_answer = False
    parts: Sequence[Quotable] = ()
    """The parts of the passage that can be chosen."""

    def validate_quote_part(self, field: StringField) -> None:
        """A part that the passage has."""
        if field.data not in {None, "", SELECTED, *(one.id for one in self.parts)}:
            raise ValidationError(_l("Choose an option from the list."))

    def validate_comment(self, field: TextAreaField) -> None:
        """A proposed wording is enough; an answer has none."""
        if field.data or (self.proposes and not self.is_answer) or self.kind is ProposalKind.INSERT:
            return  # a new passage without words has an error of its own
        if self.is_answer:
            raise ValidationError(_l("Enter your comment."))
        raise ValidationError(_l("Enter your comment, or propose another wording."))

    def validate_proposal(self, _field: TextAreaField) -> None:
        """A new passage has words."""
        if self.kind is ProposalKind.INSERT and not self.proposed:
            raise ValidationError(_l("Enter the new passage."))

    @property
    def quoted(self) -> str:
        """The words that it is on, where it is not on the whole passage."""
        return "" if self.is_answer else line(self.quote.data or "")

    @property
    def starts_from(self) -> str:
        """The words that a proposal changes, with which its field begins; "" where they are not offered."""
        return self.quoted or self.original

    @property
    def _began_with(self) -> str:
        return line(self.proposal_of.data or "") or line(self.original)

    @property
    def is_edited(self) -> bool:
        """Whether the field of the proposal has other words than those with which it began."""
        return line(self.proposal.data or "") not in {"", self._began_with, line(self.starts_from)}

    @property
    def chosen_kind(self) -> ProposalKind:
        """What is proposed, as it is chosen: apart from whether it is for the passage or for quoted words."""
        told = self.proposal_kind.data
        return of_passage(ProposalKind(told)) if told in set(ProposalKind) else ProposalKind.CHANGE

    @property
    def kind(self) -> ProposalKind:
        """What is proposed, for the passage or for what is quoted of it."""
        return self._proposal()[0]

    @property
    def proposed(self) -> str:
        """The words that are proposed: none of a deletion, and where none are changed."""
        return self._proposal()[1]

    def _proposal(self) -> tuple[ProposalKind, str]:
        kind, typed = self.chosen_kind, self.proposal.data or ""
        if kind is ProposalKind.DELETE:
            return (OF_QUOTATION[kind] if self.quoted else kind), ""
        if not self.is_edited:
            return kind, ""
        if kind is ProposalKind.INSERT:
            return kind, new_passage(self.original, new_passage(self._began_with, typed))
        began = line(self.proposal_of.data or "")
        kind, words = rescoped(typed, began, self.quoted, line(self.original))
        if kind is ProposalKind.CHANGE_QUOTATION and not line(words):
            return ProposalKind.DELETE_QUOTATION, ""
        return kind, words

    @property
    def proposes(self) -> bool:
        """Whether it proposes something else than what stands there."""
        kind, words = self._proposal()
        return is_made(kind, line(words))

    def follow_choice(self) -> None:
        """Begin the field of the proposal with the words that it is for by now, or with the wording of these."""
        if self.chosen_kind is ProposalKind.INSERT:
            return
        began, kind, words = self._began_with, *self._proposal()
        if self.is_edited and self.chosen_kind is ProposalKind.CHANGE:
            is_of_words = is_of_quotation(kind)
            self.proposal.data = words
        else:
            is_of_words = bool(self.quoted)
            if line(self.proposal.data or "") in {"", began}:
                self.proposal.data = self.starts_from
        self.proposal_of.data = self.quoted if is_of_words else ""

    def offer_languages(self, first: Sequence[str]) -> None:
        """Offer all languages, `first` those of the consultation."""
        self.language.choices = offered_languages([*first, self.language.data])

    def validate_language(self, field: SelectField) -> None:
        """One that is known, by its usual code; a page without the field keeps the language that there is."""
        if field.data:
            field.data = canonical(field.data)
            if not field.data:
                raise ValidationError(_l("Choose an option from the list."))

    def validate_page_line(self, field: StringField) -> None:
        """Lines, where any are named."""
        _refusing(lambda: page_parts.lines(field.data or ""))

    def validate_page_top(self, _field: StringField) -> None:
        """The rectangle, which this field begins."""
        _refusing(self._page_box)

    def _page_box(self) -> page_parts.Box | None:
        sides = (self.page_left, self.page_top, self.page_right, self.page_bottom)
        return page_parts.box_of(*(field.data or "" for field in sides))

    @property
    def page_part(self) -> str:
        """The part of the page as it is kept; "" for none, and where what was typed is none."""
        try:
            return str(page_parts.PagePart(page_parts.lines(self.page_line.data or ""), self._page_box()))
        except NotPossible:
            return ""

    @property
    def page_fields(self) -> list[Any]:
        """The fields of the part of the page."""
        return [self.page_line, self.page_top, self.page_bottom, self.page_left, self.page_right]

    def show_beside(self, now: "CommentForm") -> None:
        """Show what another page has saved, which is in the form `now`. What is kept while it is typed, and by every
        button but the main one, goes on to stand beside that."""
        opened_on = self.seen.data
        self._show_beside(now)
        self.seen.data, self.beside.data = opened_on, now.seen.data

    @property
    def written_over(self) -> str:
        """The mark of what the press of the main button writes over."""
        return self.beside.data or self.seen.data

    @classmethod
    def of(cls, words: Mapping[str, str]) -> "CommentForm":
        """The form as if `words` (see as_typed) had been sent, to see what is missing."""
        return cls(formdata=MultiDict(typed_again(words)), meta={"csrf": False}, key="")

    def about(self, original: str, *, is_answer: bool, parts: Sequence[Quotable] = ()) -> Self:
        """The form of a comment on a passage that reads `original` and has these parts, or of an answer."""
        self.original, self.is_answer, self.parts = original, is_answer, parts
        if self.quote_part.raw_data and self.quote_part.data != SELECTED:
            chosen = next((one for one in parts if one.id == self.quote_part.data), None)
            self.quote.data = chosen.words if chosen is not None else ""
            self.quote_start.data = chosen.start if chosen is not None else None
            self.quote_prefix.data = ""
        return self

    @property
    def part(self) -> Quotable | None:
        """The part of the passage that it is on; None of the whole, and of other words."""
        start = self.quote_start.data
        return (
            quotable.same(self.parts, self.quoted, start)
            if start is not None or not self.quote_prefix.data
            else None
        )

    def overlook_missing(self) -> None:
        """Say nothing of what is not typed yet: the change is shown, and nothing is saved by that."""
        for field in (self.type, self.comment, self.proposal):
            if not field.data or (field is self.proposal and not self.proposed):
                field.errors = []

    def missing(self) -> list[str]:
        """What keeps the words from being a comment, a sentence each."""
        self.validate()
        return [str(error) for field in self.typed_fields for error in field.errors]

    @property
    def typed_fields(self) -> list[Any]:
        """The fields with the words of the comment."""
        return [
            self.quote, *self.page_fields, self.type, self.comment, self.proposal_kind, self.proposal, self.rationale,
            self.language,
        ]  # fmt: skip

    def as_typed(self) -> dict[str, str]:
        """The words as far as they were typed."""
        typed = {field.name: field.data or "" for field in self.typed_fields}
        kind = typed["type"] if typed["type"] in set(CommentType) else ""
        proposal = typed["proposal"] if self.chosen_kind is ProposalKind.INSERT else self.proposed
        return typed | {
            "type": kind, "proposal_kind": self.kind.value, "proposal": proposal if self.is_edited else "",
            "page_part": self.page_part, **self._place(),
        }  # fmt: skip

    def _place(self) -> dict[str, str]:
        """Where the quoted words stand, as far as it is known; nothing where none are quoted."""
        start = self.quote_start.data
        told = {
            "quote_prefix": self.quote_prefix.data[-100:],
            "quote_start": "" if start is None else str(start),
        }
        return {name: words for name, words in told.items() if words and self.quoted}

    def words(self) -> dict[str, Any]:
        """What actions.change_comment takes."""
        return {
            "type": CommentType(self.type.data),
            "quote": self.quote.data or "",
            "quote_prefix": self.quote_prefix.data[-100:],
            "quote_start": self.quote_start.data if self.quoted else None,
            "comment": self.comment.data or "",
            "proposal": self.proposed,
            "proposal_kind": self.kind,
            "rationale": self.rationale.data or "",
            "page_part": self.page_part if self.page_line.raw_data else None,
            "language": self.language.data or None,
        }


def typed_again(words: Mapping[str, str]) -> dict[str, str]:
    """The fields of a form with the words of a comment: what it proposes, and for which words, are two of them."""
    kind = words.get("proposal_kind", "")
    told = ProposalKind(kind) if kind in set(ProposalKind) else ProposalKind.CHANGE
    of = words.get("quote", "") if is_of_quotation(told) or not words.get("proposal") else ""
    return {**words, "proposal_kind": of_passage(told).value, "proposal_of": of}


def page_fields_of(kept: str) -> dict[str, str]:
    """What the fields of a form say of a part of a page that is kept."""
    part = page_parts.read(kept)
    typed = {"page_line": part.line}
    if part.box is not None:
        sides = {
            "top": part.box.top,
            "bottom": part.box.bottom,
            "left": part.box.left,
            "right": part.box.right,
        }
        typed |= {f"page_{side}": f"{value:g}" for side, value in sides.items()}
    return typed


def _refusing(read: Callable[[], object]) -> None:
    """Raise ValidationError with the sentence for which `read` raises NotPossible."""
    try:
        read()
    except NotPossible as trouble:
        raise ValidationError(say(trouble)) from None
