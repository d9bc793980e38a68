"""Columns of a public comment for exports: every table that has one of them takes it from here.

A row is a PublicComment, or has its fields.
"""

from collections.abc import Sequence
from typing import Any

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
from consult.stakeholders.taxonomy import CAPACITIES, CATEGORIES
from consult.submissions.labels import TYPES
from consult.submissions.proposals import written
from consult.submissions.queries import PublicComment


def _countries(codes: Sequence[str], wording: Wording) -> str:
    if not wording.is_in_words:
        return " ".join(codes)
    return listed([name_of(code, wording.language) for code in codes], wording.language)


def _country_name(row: PublicComment, wording: Wording) -> str:
    return name_of(row.country, wording.language) if row.country else ""


def _confirmed(row: PublicComment, wording: Wording) -> str:
    code = descriptions.confirmed(row)
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


def _place_as_read(row: Any, wording: Wording) -> str:
    """In the language of the text, whose headings it has: "1 范围，第1行", in every file."""
    language = row.text_language or "en"
    return said_passage(row.place_as_read, lambda word: wording.say_in(word, language), language)


BLOCK = Column(
    "block",
    N_("Key of the passage"),
    N_("Key of the passage in the draft; the address of the passage ends with it."),
    lambda row, _w: row.block_key or "",
    16,
)
PLACE_AS_READ = Column(
    "place_as_read",
    N_("Passage as read"),
    N_(
        "Clause and line in the text that the submitter read, which can be in another language than the original."
    ),
    lambda row, w: _place_as_read(row, w) if row.block_key else "",
    34,
)
QUOTE = Column(
    "quote", N_("Quotation"), N_("The quoted words of the draft, if any."), lambda row, _w: row.quote, 30
)
QUOTED_CELL = Column(
    "quoted_cell",
    N_("Cell of the quotation"),
    N_(
        "Where the quotation is a cell or a row of a table: the headings of its row and column in the text that the "
        "submitter read."
    ),
    lambda row, w: str(cell_words(row.cell, w.say)) if row.cell is not None else "",
    30,
)
"""Of a row with a `cell`."""
PAGE_PART = Column(
    "page_part",
    N_("Part of the page"),
    N_(
        "Of a comment on the image of a page: the line and the rectangle. In files for programs it is a fragment, with "
        "the rectangle as Media Fragments of W3C have it, in hundredths of the page: left, top, width and height."
    ),
    lambda row, w: (
        page_parts.in_words(page_parts.read(row.page_part), w.say) if w.is_in_words else row.page_part
    ),
    24,
)
TYPE = Column(
    "type",
    N_("Type"),
    N_("The comment type that the submitter chose."),
    lambda row, w: w.code(row.type, TYPES),
    14,
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
    lambda row, _w: written(row.proposal_kind, row.shown_proposal or "", row.quote),
    40,
)
LANGUAGE = Column(
    "language",
    N_("Language"),
    N_("Language of the comment (BCP 47)."),
    lambda row, _w: row.language,
    10,
)
TEXT_LANGUAGE = Column(
    "text_language",
    N_("Language version"),
    N_("Language of the text that the submitter read (BCP 47), of a comment on a passage."),
    lambda row, _w: row.text_language or "",
    10,
)
REASONS = Column(
    "reasons",
    N_("Reasons"),
    N_(
        "As they are published. The reason replaces redacted words, in square brackets and in the language of the "
        "comment."
    ),
    lambda row, w: _lines(row.shown_rationale, row.language, w),
    40,
)
CATEGORY = Column(
    "category",
    N_("Category"),
    N_("Stakeholder category, as declared by the submitter."),
    lambda row, w: w.code(row.category, CATEGORIES),
    20,
)
COUNTRY = Column(
    "country",
    N_("Country code"),
    N_("ISO 3166-1 alpha-3 code, if the country is public."),
    lambda row, _w: row.country,
    10,
)
COUNTRY_NAME = Column(
    "country_name", N_("Country"), N_("Name of the country, if it is public."), _country_name, 16
)
CAPACITY = Column(
    "capacity",
    N_("Commenting for"),
    N_("For whom the submitter comments, where that is public."),
    lambda row, w: w.code(row.capacity, CAPACITIES),
    24,
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
)
ON_BEHALF_OF = Column(
    "on_behalf_of",
    N_("On behalf of"),
    N_("The countries for which the submitter comments, where that is public."),
    lambda row, w: _countries(row.on_behalf_of, w),
    20,
)
LATE = Column(
    "late",
    pN_("column: yes or no", "Late"),
    N_("Whether the submission was received after the deadline and the grace period."),
    lambda row, w: w.yes_or_no(row.is_late),
    8,
)
SENT_AGAIN = Column(
    "sent_again",
    N_("Sent again after an outage"),
    N_(
        "When the comment or its latest change was sent again and accepted (UTC), if an outage of this site had "
        "prevented that when it first arrived. It counts from its first arrival. Empty otherwise."
    ),
    lambda row, w: w.moment(row.sent_again_at),
    24,
)
