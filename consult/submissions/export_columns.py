"""Columns of a public comment for exports: every table that has one of them takes it from here.

A row is a PublicComment, or has its fields.
"""

from collections.abc import Sequence
from operator import attrgetter
from typing import NamedTuple

from markupsafe import Markup

from consult.core import redaction_marks
from consult.core.tables.columns import Column, Wording
from consult.core.text_lines import lines_of
from consult.core.translatable import N_, listed, pN_
from consult.drafts import page_parts
from consult.drafts.passage_labels import said_passage
from consult.quotations.quotable import cell_words
from consult.stakeholders import descriptions
from consult.stakeholders.countries import name_of
from consult.stakeholders.models import Capacity
from consult.stakeholders.taxonomy import CAPACITIES, CATEGORIES
from consult.submissions.labels import TYPES
from consult.submissions.models import ProposalKind
from consult.submissions.proposals import written
from consult.submissions.queries import PublicSubmitter


def _countries(codes: Sequence[str], wording: Wording) -> str:
    if not wording.is_in_words:
        return " ".join(codes)
    return listed([name_of(code, wording.language) for code in codes], wording.language)


def _country_name(code: str, wording: Wording) -> str:
    return name_of(code, wording.language) if code else ""


class _Claim(NamedTuple):
    """For whom someone says to comment, as far as that is public."""

    capacity: Capacity | None
    organisation: bool
    """Whether its name was given."""
    is_confirmed: bool


def _claim(row: PublicSubmitter) -> _Claim:
    return _Claim(row.capacity, bool(row.organisation), row.is_confirmed)


def _confirmed(claim: _Claim, wording: Wording) -> str:
    code = descriptions.confirmed(claim)
    return wording.yes_or_no(code == "yes") if code else ""


REFERENCE = Column(
    "reference",
    N_("Reference"),
    N_("The submission of the comment and the number of the comment in it."),
    lambda row, _w: f"{row.reference}/{row.number}",
    18,
)


def _lines(html: Markup | None, language: str, wording: Wording) -> str:
    """Stored HTML as lines; redactions are marked with the reason in the language of the comment, so that all files
    have the same words."""
    return lines_of(redaction_marks.drawn(html, lambda word: wording.say_in(word, language))) if html else ""


def _reasons(found: tuple[Markup | None, str], wording: Wording) -> str:
    html, language = found
    return _lines(html, language, wording)


def _place_as_read(found: tuple[str, str, str], wording: Wording) -> str:
    """In the language of the text, whose headings it has: "1 范围，第1行", in every file."""
    block_key, place, text_language = found
    language = text_language or "en"
    return said_passage(place, lambda word: wording.say_in(word, language), language) if block_key else ""


def _proposed_wording(found: tuple[ProposalKind, str | None, str], _wording: Wording) -> str:
    kind, proposal, quote = found
    return written(kind, proposal or "", quote)


BLOCK = Column(
    "block",
    N_("Key of the passage"),
    N_("Key of the passage in the draft; the address of the passage ends with it."),
    lambda key, _w: key or "",
    16,
    made_of=attrgetter("block_key"),
)
PLACE_AS_READ = Column(
    "place_as_read",
    N_("Passage as read"),
    N_(
        "Clause and line in the text that the submitter read, which can be in another language than the original."
    ),
    _place_as_read,
    34,
    made_of=attrgetter("block_key", "place_as_read", "text_language"),
)
QUOTE = Column(
    "quote",
    N_("Quotation"),
    N_("The quoted words of the draft, if any."),
    lambda quote, _w: quote,
    30,
    made_of=attrgetter("quote"),
)
QUOTED_CELL = Column(
    "quoted_cell",
    N_("Cell of the quotation"),
    N_(
        "Where the quotation is a cell or a row of a table: the headings of its row and column in the text that the "
        "submitter read."
    ),
    lambda cell, w: str(cell_words(cell, w.say)) if cell is not None else "",
    30,
    made_of=attrgetter("cell"),
)
"""Of a row with a `cell`."""
PAGE_PART = Column(
    "page_part",
    N_("Part of the page"),
    N_(
        "Of a comment on the image of a page: the line and the rectangle. In files for programs it is a fragment, with "
        "the rectangle as Media Fragments of W3C have it, in hundredths of the page: left, top, width and height."
    ),
    lambda part, w: page_parts.in_words(page_parts.read(part), w.say) if w.is_in_words else part,
    24,
    made_of=attrgetter("page_part"),
)
TYPE = Column(
    "type",
    N_("Type"),
    N_("The comment type that the submitter chose."),
    lambda kind, w: w.code(kind, TYPES),
    14,
    made_of=attrgetter("type"),
)
COMMENT = Column(
    "comment",
    N_("Comment"),
    N_(
        "As it is published. The reason replaces redacted words, in square brackets and in the language of the "
        "comment."
    ),
    lambda row, w: _lines(row.shown_comment, row.language, w),
    60,
)
PROPOSED_WORDING = Column(
    "proposed_wording",
    N_("Proposed wording"),
    N_("As it is published. […] replaces redacted words."),
    _proposed_wording,
    40,
    made_of=attrgetter("proposal_kind", "shown_proposal", "quote"),
)
LANGUAGE = Column(
    "language",
    N_("Language"),
    N_("Language of the comment (BCP 47)."),
    lambda code, _w: code,
    10,
    made_of=attrgetter("language"),
)
TEXT_LANGUAGE = Column(
    "text_language",
    N_("Language version"),
    N_("Language of the text that the submitter read (BCP 47), of a comment on a passage."),
    lambda code, _w: code or "",
    10,
    made_of=attrgetter("text_language"),
)
REASONS = Column(
    "reasons",
    N_("Reasons"),
    N_(
        "As they are published. The reason replaces redacted words, in square brackets and in the language of the "
        "comment."
    ),
    _reasons,
    40,
    made_of=attrgetter("shown_rationale", "language"),
)
CATEGORY = Column(
    "category",
    N_("Category"),
    N_("Stakeholder category, as declared by the submitter."),
    lambda category, w: w.code(category, CATEGORIES),
    20,
    made_of=attrgetter("category"),
)
COUNTRY = Column(
    "country",
    N_("Country code"),
    N_("ISO 3166-1 alpha-3 code, if the country is public."),
    lambda code, _w: code,
    10,
    made_of=attrgetter("country"),
)
COUNTRY_NAME = Column(
    "country_name",
    N_("Country"),
    N_("Name of the country, if it is public."),
    _country_name,
    16,
    made_of=attrgetter("country"),
)
CAPACITY = Column(
    "capacity",
    N_("Commenting for"),
    N_("For whom the submitter comments, where that is public."),
    lambda capacity, w: w.code(capacity, CAPACITIES),
    24,
    made_of=attrgetter("capacity"),
)
CONFIRMED = Column(
    "confirmed",
    pN_("column: yes or no", "Confirmed"),
    N_(
        "Whether the organisation has confirmed for whom the submitter comments. “No” means that the submitter "
        "declared it and no one confirmed it."
    ),
    _confirmed,
    12,
    made_of=_claim,
)
ON_BEHALF_OF = Column(
    "on_behalf_of",
    N_("On behalf of"),
    N_("The countries for which the submitter comments, where that is public."),
    _countries,
    20,
    made_of=attrgetter("on_behalf_of"),
)
LATE = Column(
    "late",
    pN_("column: yes or no", "Late"),
    N_("Whether the submission was received after the deadline and the grace period."),
    lambda is_late, w: w.yes_or_no(is_late),
    8,
    made_of=attrgetter("is_late"),
)
SENT_AGAIN = Column(
    "sent_again",
    N_("Sent again after an outage"),
    N_(
        "When the comment or its latest change was sent again and accepted (UTC), if an outage of this site had "
        "prevented that when it first arrived. It counts from its first arrival. Empty otherwise."
    ),
    lambda at, w: w.moment(at),
    24,
    made_of=attrgetter("sent_again_at"),
)
