"""Published comments as files: each column with its meaning and its value, of what the public may see."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from consult.comment_translations import export_columns as translated
from consult.consultations.models import Consultation
from consult.consultations.queries import asked, places
from consult.core.tables import formats
from consult.core.tables.columns import Column, Table, Wording
from consult.core.translatable import N_, pN_
from consult.drafts.passage_labels import said_passage
from consult.quotations.quotable import Cell
from consult.quotations.selectors import Selector
from consult.stakeholders.queries import labels_in
from consult.stakeholders.taxonomy import SUBCATEGORIES
from consult.submissions import export_columns as common
from consult.submissions import queries as submissions
from consult.submissions.labels import ATTRIBUTION_NAMES, NAME_REMOVED, SUBJECTS
from consult.submissions.lifecycle import Moderation
from consult.submissions.models import Subject
from consult.submissions.queries import PublicComment
from consult.summaries.exports import DISPOSITION, question_label
from consult.summaries.queries import PublicResponse, published_responses

AT_ONCE = 500
"""Comments whose published responses are read by one statement."""


@dataclass(frozen=True)
class Exported:
    """A public comment, and its published response where there is one."""

    comment: PublicComment
    translation: translated.Exported | None
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
    """Where the words that it quotes stand in its passage."""
    cell: Cell | None
    """The cell or the row of a table that these are."""

    @property
    def block_key(self) -> str:
        """The key of the passage that the comment is on."""
        return self.comment.block_key

    @property
    def place_as_read(self) -> str:
        """Its passage as its submitter read it."""
        return self.comment.place


def _passage(row: Exported, wording: Wording) -> str:
    if row.question is not None:
        return question_label(*row.question, wording)
    if row.comment.subject == Subject.GENERAL:
        return wording.translate(N_("Whole draft"))
    return said_passage(row.place, wording.say, wording.language) if wording.is_in_words else str(row.place)


def _name(row: Exported, wording: Wording) -> str:
    name = str(row.comment.name)
    return wording.say(NAME_REMOVED) if name == NAME_REMOVED else name


def _subcategory(row: Exported, wording: Wording) -> str:
    key = str(row.comment.subcategory)
    known = SUBCATEGORIES.get(row.comment.category, {}) if row.comment.category else {}
    if not wording.is_in_words:
        return key
    return wording.say(known[key]) if key in known else row.own_subcategory or key


def _comment(row: Exported) -> PublicComment:
    return row.comment


TABLE = Table(
    title=N_("Comments"),
    columns=(
        common.REFERENCE.of(_comment),
        Column("about", N_("About"), N_("Subject of the comment: a passage of the draft, a question, or the whole "
                                        "draft."),
               lambda row, w: w.code(row.comment.subject, SUBJECTS), 14),
        Column("place", N_("Passage or question"),
               N_("Clause and line in the draft, the question that was answered, or “Whole draft”. In files for "
                  "programs the clause is that of the original."),
               _passage, 34),
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
        Column("name", N_("Name"), N_("Name of the submitter, if public."), _name, 24),
        Column("organisation", N_("Organisation"), N_("Organisation of the submitter, if public."),
               lambda row, _w: row.comment.organisation, 30),
        common.CATEGORY.of(_comment),
        Column("subcategory", N_("Subcategory"), N_("Subcategory, as declared by the submitter."),
               _subcategory, 20),
        common.COUNTRY.of(_comment),
        common.COUNTRY_NAME.of(_comment),
        common.CAPACITY.of(_comment),
        common.CONFIRMED.of(_comment),
        common.ON_BEHALF_OF.of(_comment),
        Column("attribution", N_("Attribution"), N_("Form of attribution chosen by the submitter."),
               lambda row, w: w.code(row.comment.attribution, ATTRIBUTION_NAMES), 20),
        Column("received", pN_("column: a moment", "Received"),
               N_("Time at which the submission was received (UTC)."),
               lambda row, w: w.moment(row.comment.received_at), 20),
        Column("published", pN_("column: a moment", "Published"),
               N_("Time at which the comment was published (UTC)."),
               lambda row, w: w.moment(row.comment.posted_at), 20),
        Column("redacted", N_("Published with redactions"), N_("Whether the comment was published with redactions."),
               lambda row, w: w.yes_or_no(row.comment.moderation == Moderation.PUBLISHED_REDACTED), 12),
        common.LATE.of(_comment),
        common.SENT_AGAIN.of(_comment),
        DISPOSITION.of(lambda row: row.response),
        *(one.of(lambda row: row.translation) for one in translated.COLUMNS),
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
    more = [one.of(lambda row: row.translation) for one in translated.columns_for(consultation.id)]
    named = wording.language if formats.FORMATS[kind].is_for_people else ""
    exported = _in_batches(rows, consultation, wording.language, texts, named)
    title = consultation.best("title", wording.language)
    formats.write(kind, TABLE.having(more), exported, path, title=title, wording=wording)


def _in_batches(
    rows: Iterable[PublicComment], consultation: Consultation, language: str, texts: TextLanguages, named: str
) -> Iterator[Exported]:
    """The comments with their published responses and translations, which are read for many at once."""
    waiting: list[PublicComment] = []
    for row in rows:
        waiting.append(row)
        if len(waiting) == AT_ONCE:
            yield from _exported(waiting, consultation, language, texts, named)
            waiting.clear()
    yield from _exported(waiting, consultation, language, texts, named)


def _has_own_subcategory(row: PublicComment) -> bool:
    """Whether its submitter chose a subcategory that is not in the default list."""
    known = SUBCATEGORIES.get(row.category, {}) if row.category else {}
    return bool(row.subcategory) and row.subcategory not in known


def _exported(
    rows: list[PublicComment], consultation: Consultation, language: str, texts: TextLanguages, named: str
) -> list[Exported]:
    """`named`: in which language people read the names of passages; "" for programs, which get those of the
    original."""
    responses = published_responses([row.id for row in rows])
    questions = asked({row.question_id for row in rows if row.question_id is not None}, language)
    organisation = consultation.organisation.best("name", language)
    in_place = places(consultation, [row.block_key for row in rows], named)
    own = labels_in(consultation.organisation_id, language) if any(map(_has_own_subcategory, rows)) else {}
    quoted = submissions.quoted_places(rows)
    told = translated.translated_rows(rows, language, consultation.original_language, organisation)
    return [
        Exported(row.comment, row.translation, responses.get(row.comment.id),
                 questions.get(row.comment.question_id or 0), texts.of(row.comment),
                 in_place.get(row.comment.block_key, row.comment.place),
                 own.get((row.comment.category, row.comment.subcategory), "") if row.comment.category else "",
                 *quoted.get(row.comment.id, (None, None)))
        for row in told
    ]  # fmt: skip
