"""Published comments as files: each column with its meaning and its value, of what the public may see."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from operator import attrgetter
from pathlib import Path
from typing import NamedTuple

from consult.comment_translations import export_columns as translated
from consult.consultations.models import Consultation
from consult.consultations.queries import asked, places
from consult.core.tables import formats
from consult.core.tables.columns import Column, Table, Wording
from consult.core.translatable import N_, pN_
from consult.drafts.passage_labels import said_passage
from consult.quotations.quotable import Cell
from consult.quotations.selectors import Selector
from consult.stakeholders.models import Category
from consult.stakeholders.queries import labels_in
from consult.stakeholders.taxonomy import SUBCATEGORIES
from consult.submissions import export_columns as common
from consult.submissions import queries as submissions
from consult.submissions.labels import ATTRIBUTION_NAMES, NAME_REMOVED, SUBJECTS
from consult.submissions.lifecycle import Moderation
from consult.submissions.models import Subject
from consult.submissions.queries import PublicComment
from consult.summaries.exports import DISPOSITION, question_label
from consult.summaries.queries import PublicResponse, has_published_responses, published_responses

AT_ONCE = 1000
"""Comments whose published responses, questions and translations are each read by one statement."""


class ExportedComment(NamedTuple):
    """A public comment, and its published response where there is one."""

    comment: PublicComment
    translation: translated.ExportedTranslation | None
    response: PublicResponse | None
    question: tuple[int, str] | None
    """The number and the text of the question that it answers."""
    text_language: str
    """Of the text that it was written on; "" where it is not on a passage."""
    place: str
    """Its passage as readers of the language of the file know it."""
    own_subcategory: str
    """That which its submitter chose of the organisation's own, in the language of the file; "" for others."""
    quoted: Selector | None
    """Where the words that it quotes stand in its passage; only in files that have it."""
    cell: Cell | None
    """The cell or the row of a table that these are."""
    block_key: str
    """The key of the passage that the comment is on."""
    place_as_read: str
    """Its passage as its submitter read it."""


def _passage(found: tuple[tuple[int, str] | None, str, Subject], wording: Wording) -> str:
    question, place, subject = found
    if question is not None:
        return question_label(*question, wording)
    if subject == Subject.GENERAL:
        return wording.translate(N_("Whole draft"))
    return said_passage(place, wording.say, wording.language) if wording.is_in_words else str(place)


def _name(name: str, wording: Wording) -> str:
    return wording.say(NAME_REMOVED) if name == NAME_REMOVED else name


def _subcategory(found: tuple[Category | None, str, str], wording: Wording) -> str:
    category, key, own = found
    known = SUBCATEGORIES.get(category, {}) if category else {}
    if not wording.is_in_words:
        return key
    return wording.say(known[key]) if key in known else own or key


_comment = attrgetter("comment")
_translation = attrgetter("translation")
_response = attrgetter("response")


TABLE = Table(
    title=N_("Comments"),
    columns=(
        common.REFERENCE.of(_comment),
        Column("about", N_("About"), N_("Subject of the comment: a passage of the draft, a question, or the whole "
                                        "draft."),
               lambda subject, w: w.code(subject, SUBJECTS), 14, made_of=attrgetter("subject")).of(_comment),
        Column("place", N_("Passage or question"),
               N_("Clause and line in the draft, the question that was answered, or “Whole draft”. In files for "
                  "programs the clause is that of the original."),
               _passage, 34, made_of=attrgetter("question", "place", "comment.subject")),
        common.BLOCK.of(_comment),
        common.QUOTE.of(_comment),
        Column("quote_selectors", N_("Place of the quotation"),
               N_("Selectors of the quoted words in the text of the passage (W3C Web Annotation); positions are "
                  "characters of the text that the submitter read."),
               lambda row, _w: row.quoted.as_json if row.quoted is not None else [], is_nested=True),
        common.TYPE.of(_comment),
        common.COMMENT.of(_comment),
        common.PROPOSED_WORDING.of(_comment),
        common.REASONS.of(_comment),
        common.LANGUAGE.of(_comment),
        common.TEXT_LANGUAGE,
        Column("name", N_("Name"), N_("Name of the submitter, if public."), _name, 24,
               made_of=attrgetter("name")).of(_comment),
        Column("organisation", N_("Organisation"), N_("Organisation of the submitter, if public."),
               lambda organisation, _w: organisation, 30, made_of=attrgetter("organisation")).of(_comment),
        common.CATEGORY.of(_comment),
        Column("subcategory", N_("Subcategory"), N_("Subcategory, as declared by the submitter."),
               _subcategory, 20, made_of=attrgetter("comment.category", "comment.subcategory", "own_subcategory")),
        common.COUNTRY.of(_comment),
        common.COUNTRY_NAME.of(_comment),
        common.CAPACITY.of(_comment),
        common.CONFIRMED.of(_comment),
        common.ON_BEHALF_OF.of(_comment),
        Column("attribution", N_("Attribution"), N_("Form of attribution chosen by the submitter."),
               lambda attribution, w: w.code(attribution, ATTRIBUTION_NAMES), 20,
               made_of=attrgetter("attribution")).of(_comment),
        Column("received", pN_("column: a moment", "Received"),
               N_("Time at which the submission was received (UTC)."),
               lambda at, w: w.moment(at), 20, made_of=attrgetter("received_at")).of(_comment),
        Column("published", pN_("column: a moment", "Published"),
               N_("Time at which the comment was published (UTC)."),
               lambda at, w: w.moment(at), 20, made_of=attrgetter("posted_at")).of(_comment),
        Column("redacted", N_("Published with redactions"), N_("Whether the comment was published with redactions."),
               lambda state, w: w.yes_or_no(state == Moderation.PUBLISHED_REDACTED), 12,
               made_of=attrgetter("moderation")).of(_comment),
        common.LATE.of(_comment),
        common.SENT_AGAIN.of(_comment),
        DISPOSITION.of(_response),
        *(one.of(_translation) for one in translated.COLUMNS),
        common.PLACE_AS_READ,
        common.PAGE_PART.of(_comment),
        common.QUOTED_CELL,
    ),
    note=N_("Files do not include withheld, removed, withdrawn or confidential comments."),
)  # fmt: skip
"""The allow-list of public columns."""


@dataclass(frozen=True)
class TextLanguages:
    """The language of the original, and those of versions in other languages by their ids."""

    original: str
    others: Mapping[int, str]

    def of(self, row: PublicComment) -> str:
        """The language of the text that a comment was written on; "" where it is not on a passage."""
        return self.others.get(row.version_id or 0, self.original) if row.subject == Subject.CLAUSE else ""


def write(
    kind: str,
    rows: Iterable[PublicComment],
    path: Path,
    *,
    consultation: Consultation,
    wording: Wording,
    texts: TextLanguages,
) -> None:
    """Write public comments of a consultation to the file `path`; `kind` is a key of formats.FORMATS."""
    more = [one.of(_translation) for one in translated.columns_for(consultation.id)]
    of = formats.FORMATS[kind]
    asked_for = _AskedFor(
        consultation, wording.language, texts, wording.language if of.is_for_people else "", of.has_objects,
        has_published_responses(consultation.id),
    )  # fmt: skip
    title = consultation.best("title", wording.language)
    formats.write(kind, TABLE.having(more), _in_batches(rows, asked_for), path, title=title, wording=wording)


class _AskedFor(NamedTuple):
    """What a file is made of beside its comments, and for whom."""

    consultation: Consultation
    language: str
    texts: TextLanguages
    named: str
    """In which language people read the names of passages; "" for programs, which get those of the original."""
    has_objects: bool
    """Whether the file has columns whose cells are objects."""
    has_responses: bool
    """Whether there can be a published response to a comment."""


def _in_batches(rows: Iterable[PublicComment], asked_for: _AskedFor) -> Iterator[ExportedComment]:
    """The comments with their published responses and translations, which are read for many at once."""
    remaining = iter(rows)
    while some := list(islice(remaining, AT_ONCE)):
        yield from _exported(some, asked_for)


def _has_own_subcategory(row: PublicComment) -> bool:
    """Whether its submitter chose a subcategory that is not in the default list."""
    known = SUBCATEGORIES.get(row.category, {}) if row.category else {}
    return bool(row.subcategory) and row.subcategory not in known


def _exported(rows: list[PublicComment], asked_for: _AskedFor) -> list[ExportedComment]:
    consultation, language = asked_for.consultation, asked_for.language
    responses = published_responses([row.id for row in rows]) if asked_for.has_responses else {}
    questions = asked({row.question_id for row in rows if row.question_id is not None}, language)
    organisation = consultation.organisation.best("name", language)
    in_place = places(consultation, {row.block_key for row in rows}, asked_for.named)
    own = labels_in(consultation.organisation_id, language) if any(map(_has_own_subcategory, rows)) else {}
    quoted = submissions.selectors_of(rows) if asked_for.has_objects else {}
    cells = submissions.cells_of(rows)
    told = translated.translations_of(rows, language, consultation.original_language, organisation)
    return [
        ExportedComment(row, told.get(row.id), responses.get(row.id), questions.get(row.question_id or 0),
                 asked_for.texts.of(row), in_place.get(row.block_key, row.place),
                 own.get((row.category, row.subcategory), "") if own and row.category else "",
                 quoted.get(row.id), cells.get(row.id), row.block_key, row.place)
        for row in rows
    ]  # fmt: skip
