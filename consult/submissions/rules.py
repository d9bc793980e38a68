"""What makes a comment, and anyone who sends it, fit to be filed. Pure: one module for every way in.

The web form asks these rules while someone writes; `actions.file` asks them of everything that comes in.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple, Protocol, Self

from consult.core import markup
from consult.core.errors import NotFound, NotPossible, too_long
from consult.core.language_tags import canonical
from consult.core.translatable import N_
from consult.documents.paged.blocks import is_page
from consult.drafts import page_parts
from consult.quotations import quoting
from consult.stakeholders.countries import speaks_as_state
from consult.stakeholders.models import Capacity
from consult.submissions.models import DELETIONS, SAID, Attribution, CommentType, ProposalKind, Subject
from consult.submissions.proposals import is_made, is_of_quotation

WHO = frozenset(
    {
        "name", "organisation", "category", "subcategory", "category_other", "country", "capacity", "on_behalf_of",
        "email", "language",
    }
)  # fmt: skip
"""What a submission says of its submitter."""


LONGEST_TAG = 35
"""Characters of the tag of a language (BCP 47 asks for so many at least)."""
LONGEST_KEY = 100
"""Characters of an idempotency key."""

_KEY = re.compile(rf"[A-Za-z0-9._:~-]{{1,{LONGEST_KEY}}}")
_COUNTRY = re.compile(r"[A-Za-z0-9]{0,8}")
_BLOCK_KEY = re.compile(r"[^\x00-\x1f\x7f-\x9f\ud800-\udfff]{1,1000}")

LONGEST_WORDS = {"name": 120, "organisation": 200, "subcategory": 120, "category_other": 120, "email": 254}
"""Characters of what a submitter types about themselves."""

MOST_COUNTRIES = 300
"""Countries that one submitter comments for."""

NOT_QUOTED = N_("The quotation is not in this passage. Choose words of the passage or leave the field empty.")
QUOTED_TWICE = N_(
    "The quoted words stand at several places of this passage. Choose the place that the row means."
)
NO_PASSAGE = N_(
    "This passage is no longer in the draft. Choose another passage, or comment on the whole draft."
)
NOTHING_TO_SEND = N_("No comments to submit")


class NotQuoted(NotPossible):
    """The words that a comment narrows its passage to are not in it: a quote is public, and cannot be redacted."""

    def __init__(self) -> None:
        super().__init__(NOT_QUOTED)


class QuotedTwice(NotPossible):
    """The words that the row of a form quotes stand at several places, and it does not say which is meant."""

    def __init__(self) -> None:
        super().__init__(QUOTED_TWICE)


class AskedQuestion(Protocol):
    """A question of a consultation."""

    @property
    def id(self) -> Any:
        """The number of the question."""

    @property
    def consultation_id(self) -> Any:
        """The number of its consultation."""


class Passage(Protocol):
    """A passage that a comment may be about."""

    @property
    def key(self) -> str:
        """The key of the block."""

    @property
    def words(self) -> str:
        """Where it is, in words."""

    @property
    def order(self) -> int:
        """The position of the passage in the text."""

    @property
    def text(self) -> str:
        """What stands there."""

    @property
    def is_page(self) -> bool:
        """Whether it is the image of a page."""


@dataclass(frozen=True, kw_only=True)
class NewComment:
    """One comment as it came in, to be filed."""

    comment: str
    type: CommentType = CommentType.GENERAL
    subject: Subject | None = None
    """None: a passage where there is a block, else the whole."""
    block_key: str = ""
    question: AskedQuestion | None = None
    quote: str = ""
    quote_prefix: str = ""
    """What stands before the quotation, where a page knows it: it tells which of several places is meant."""
    quote_start: int | None = None
    """Where the quotation begins (the column of a comment), where that is known; None to find it."""
    quote_mark: str = ""
    """The mark of the place of the quotation (quotations.places), of the row of a form that has one."""
    asks_place: bool = False
    """Of the row of a form: whether a quotation is refused whose words stand at several places and that names none."""
    proposal: str = ""
    proposal_kind: ProposalKind = ProposalKind.CHANGE
    rationale: str = ""
    page_part: str = ""
    line: str = ""
    """The line that the row of a form names: on a page it is the part that the comment is on."""
    language: str | None = None
    """None: that of the language version it was written on, else that of the submission."""
    key: str = ""
    """Its own idempotency key; "" for one made of that of the submission."""
    number: int | None = None
    """The number that its submitter was shown; None for its place among those that are filed with it."""
    version_id: int | None = None
    """The version it was written on; None for that of the consultation."""
    said_from: str | None = None
    is_autosaved: bool = False
    """These two as the columns of a comment."""

    @property
    def about(self) -> Subject:
        """What it is about."""
        return self.subject or (Subject.CLAUSE if self.block_key else Subject.GENERAL)

    @property
    def words(self) -> dict[str, Any]:
        """What it says, for adding.check_change. The row of a form that names a line, and no part, keeps the part."""
        said = {name: getattr(self, name) for name in _WORDS}
        return {**said, "page_part": self.page_part or (None if self.line else "")}


_WORDS = (
    "type", "quote", "quote_prefix", "quote_start", "quote_mark", "asks_place", "comment", "proposal",
    "proposal_kind", "rationale",
)  # fmt: skip
"""What a NewComment says, but for the part of a page."""


@dataclass(frozen=True, kw_only=True)
class NewAnswer:
    """One answer as it came in, to be filed. Its text, where it has one, is a NewComment about the question."""

    question_id: int
    value: Mapping[str, Any]


class CommentWords(NamedTuple):
    """What a comment says, cleaned: the columns SAID of a comment, of an edition, and of a draft comment."""

    type: CommentType
    quote: str
    comment: str
    proposal: str
    rationale: str
    proposal_kind: ProposalKind = ProposalKind.CHANGE
    page_part: str = ""
    quote_start: int | None = None

    @classmethod
    def of(cls, row: Any) -> Self:
        """What such a row says."""
        return cls(*(getattr(row, name) for name in SAID))

    def write(self, row: Any) -> None:
        """Have such a row say it."""
        for name in SAID:
            setattr(row, name, getattr(self, name))


def unsaid() -> dict[str, Any]:
    """The columns of a submission, or of a draft of one, before its submitter has said who they are."""
    names = ("name", "organisation", "subcategory", "category_other", "country", "email")
    return {**dict.fromkeys(names, ""), "language": "en", "on_behalf_of": []}


@dataclass(frozen=True)
class About:
    """What a comment is about: a passage of the text, where it is still there, a question, or the whole."""

    subject: Subject
    passage: Passage | None = None
    question: AskedQuestion | None = None

    def check(self, consultation_id: int | None) -> None:
        """Raise NotPossible where a comment on a passage has none that is in the text, or an answer no question;
        NotFound for a question of another consultation."""
        if self.subject == Subject.CLAUSE and self.passage is None:
            raise NotPossible(NO_PASSAGE)
        if (self.subject == Subject.QUESTION) != (self.question is not None):
            raise NotPossible(N_("Choose a question to answer."))
        if self.question is not None and self.question.consultation_id != consultation_id:
            raise NotFound

    @property
    def columns(self) -> dict[str, Any]:
        """The columns of a comment that say it."""
        passage = self.passage if self.subject == Subject.CLAUSE else None
        return {
            "subject": self.subject,
            "question_id": self.question.id if self.question is not None else None,
            "block_key": passage.key if passage is not None else "",
            "place": passage.words if passage is not None else "",
            "place_order": passage.order if passage is not None else 0,
        }


def say(
    about: About,
    *,
    type: CommentType,  # noqa: A002 -- the word of the field
    quote: str,
    comment: str,
    proposal: str,
    rationale: str,
    proposal_kind: ProposalKind = ProposalKind.CHANGE,
    page_part: str = "",
) -> CommentWords:
    """What a comment on this says, cleaned; a proposal that reads like the passage it would replace is none, and
    neither is a new passage without words.

    A proposed change is enough: it needs no comment beside it; an answer to a question has none. Raises
    NotPossible where there are no words, or too many, and for what is no part of a page. Whether the quote stands in
    the passage: `check_quote`; whether the passage is a page: `check_page_part`.
    """
    words = [markup.plain(text) for text in (comment, proposal, rationale)]
    if any(len(text) > markup.LONGEST_COMMENT for text in words):
        raise too_long(markup.LONGEST_COMMENT)
    kind = ProposalKind(proposal_kind) if about.subject == Subject.CLAUSE else ProposalKind.CHANGE
    quoted = quotation(quote)
    if is_of_quotation(kind) and not quoted:
        raise NotQuoted
    original = quoted if is_of_quotation(kind) else about.passage.text if about.passage is not None else ""
    if kind in DELETIONS or (original and markup.line(words[1]) == markup.line(original)):
        words[1] = ""
    if kind not in DELETIONS and not words[1]:
        kind = ProposalKind.CHANGE
    if not words[0] and not (is_made(kind, words[1]) and about.question is None):
        raise NotPossible(N_("Enter a comment."))
    said, proposed, reasons = words
    return CommentWords(
        CommentType(type), quoted, said, proposed, reasons, kind, page_parts.cleaned(page_part)
    )


def quotation(quote: str) -> str:
    """The words of a quote, cleaned."""
    return markup.line(quote)[:500]


def check_quote(quote: str, printed: quoting.PrintedBlock | None) -> None:
    """Raise NotQuoted where the words of a quote are not in the block as it is printed, or there is no block."""
    if quote and (printed is None or not quoting.stands_in(quote, printed)):
        raise NotQuoted


def check_page_part(page_part: str, printed: Any) -> None:
    """Raise NotPossible where a comment is on a part of a page, and its block is no image of a page, or not there."""
    if page_part and (printed is None or not is_page(printed)):
        raise NotPossible(page_parts.NO_PAGE)


def check_key(key: str) -> None:
    """Raise NotPossible for an idempotency key that is empty, too long, or has other characters than keys have."""
    if not _KEY.fullmatch(key):
        raise NotPossible(
            # Translators: signs are characters such as "." and "-".
            N_("The key of a request has at most %(most)s characters: A to Z, a to z, 0 to 9 and %(signs)s"),
            most=LONGEST_KEY,
            signs=". _ : ~ -",
        )


def check_identifiers(comment: NewComment) -> None:
    """Raise NotPossible where a comment names its passage, its language or itself with what no identifier is."""
    for key in (comment.key, comment.said_from):
        if key:
            check_key(key)
    if comment.block_key and not _BLOCK_KEY.fullmatch(comment.block_key):
        raise NotPossible(NO_PASSAGE)
    if comment.language is not None:
        language_tag(comment.language)


def language_tag(language: str) -> str:
    """The language of a comment or of its submitter, as it is kept. Raises NotPossible for what is no tag of one."""
    tag = canonical(language)
    if not tag:
        raise NotPossible(N_("Choose a language."))
    return tag


def clean_who(who: Mapping[str, Any]) -> dict[str, Any]:
    """What a submission says of its submitter, cleaned.

    Raises NotPossible where a text is too long, or a code is none; TypeError for a word that says nothing of them.
    """
    unknown = set(who) - WHO
    if unknown:
        raise TypeError(f"{sorted(unknown)} say nothing of who someone is")
    said = {
        name: markup.line(value) if type(value) is str else value
        for name, value in who.items()
        if value is not None
    }
    for name, longest in LONGEST_WORDS.items():
        if len(said.get(name, "")) > longest:
            raise too_long(longest)
    if "language" in said:
        said["language"] = language_tag(said["language"])
    countries = said.get("on_behalf_of", [])
    codes = [said.get("country", ""), *countries]
    if len(countries) > MOST_COUNTRIES or not all(map(_COUNTRY.fullmatch, codes)):
        raise NotPossible(N_("Choose options from the list."))
    return said


def check_sender(who: Mapping[str, Any], attribution: Attribution) -> None:
    """Raise NotPossible where it is not said who sends it and for whom, or they cannot be shown like that."""
    capacity = who.get("capacity")
    name, organisation, country = (who.get(one, "") for one in ("name", "organisation", "country"))
    if who.get("category") is None or capacity is None:
        raise NotPossible(N_("Enter who you are and for whom you comment."))
    if capacity == Capacity.OFFICIAL_POSITION and attribution != Attribution.ATTRIBUTED:
        raise NotPossible(N_("An official position is always published with a name."))
    if capacity == Capacity.OFFICIAL_POSITION and country and not speaks_as_state(country):
        raise NotPossible(N_("Choose the country whose official position this is."))
    if capacity == Capacity.ON_BEHALF and not all(map(speaks_as_state, who.get("on_behalf_of", ()))):
        raise NotPossible(N_("Choose options from the list."))
    if attribution == Attribution.ATTRIBUTED and not (name or organisation):
        raise NotPossible(N_("Enter a name, so that it can be published."))
    if attribution == Attribution.ORGANISATION_ONLY and not organisation:
        raise NotPossible(N_("Enter the organisation, so that it can be published."))
