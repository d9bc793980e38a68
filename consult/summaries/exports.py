"""The disposition table as files: each column with its meaning and its value, over the one public query."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import islice
from operator import attrgetter
from pathlib import Path
from typing import Any

from consult.comment_forms.queries import rows_of
from consult.comment_forms.rows import RowNumbering
from consult.comment_translations import export_columns as translated
from consult.comment_translations.export_columns import AT_ONCE, WithTranslations
from consult.consultations.models import Consultation
from consult.consultations.queries import Position, asked, positions
from consult.core.tables import formats
from consult.core.tables.columns import Column, Table, Term, Wording
from consult.core.translatable import N_, pN_
from consult.drafts.passage_labels import said_passage
from consult.quotations.quotable import Cell
from consult.responses.labels import DISPOSITIONS
from consult.responses.queries import ResponseWords, response_words
from consult.submissions import export_columns as common
from consult.submissions import queries as submissions
from consult.submissions.models import Subject
from consult.summaries import queries
from consult.summaries.queries import CommentWithResponse


def _passage(row: CommentWithResponse, wording: Wording) -> str:
    if row.subject == Subject.CLAUSE:
        return str(said_passage(row.place, wording.say, wording.language if wording.is_in_words else "en"))
    if row.question_position is not None:
        return question_label(row.question_position, row.question_text or "", wording)
    return wording.translate(N_("Whole draft"))


def question_label(number: int, text: str, wording: Wording) -> str:
    """What an answer is about, in the language of the file."""
    return wording.translate(N_("Question %(number)s: %(text)s")) % {"number": number, "text": text}


def _submitter(row: CommentWithResponse, wording: Wording) -> str:
    name, _beside = submissions.public_name(row, wording.language, wording.say)
    if not row.name or not row.organisation:
        return name
    # Translators: Only the mark and its spaces are used, between a name and what is said of it.
    return wording.say(pN_("parts of a line", "%(name)s, %(text)s")) % {
        "name": name,
        "text": row.organisation,
    }


def _response(row: CommentWithResponse, wording: Wording) -> str:
    if not row.duplicate_of:
        return row.response or ""
    repeated = {"reference": row.duplicate_of, "text": row.response or ""}
    # Translators: the response to a comment that repeats another one; text is the response to that one.
    return (wording.say(N_("Same as %(reference)s. %(text)s")) % repeated).strip()


DESPITE = N_(
    "The same in every row: the reason why the response was published while objections to moderation "
    "decisions were open. Empty if none was open."
)
_LABELS = {kind: words.label for kind, words in DISPOSITIONS.items()}

DISPOSITION = Column(
    "disposition",
    N_("Disposition"),
    N_("Disposition of the comment, once the response is published."),
    lambda disposition, w: w.code(disposition, _LABELS),
    20,
    made_of=attrgetter("disposition"),
)
"""Of a row with a `disposition`; tables of other packages take it from here."""


@dataclass(frozen=True)
class DisposedComment(WithTranslations[CommentWithResponse]):
    """A comment with its response, and both with their translations."""

    words: ResponseWords
    form_row: RowNumbering | None = None
    """How its writer numbered and placed the row of a form that it came in; only for staff."""
    cell: Cell | None = None
    """The cell or the row of a table that it quotes."""


def _translated(name: str) -> Callable[[Any, Any], str]:
    """The translation of one text of the response, "" for none."""
    return lambda row, _w: row.words.translations.get(getattr(row.comment, name) or "", "")


RESPONSE_TRANSLATIONS = (
    Column("response_translation", N_("Response (translation)"),
           N_("The response as the organisation translated it into the language of the file. The original counts."),
           _translated("response"), 60),
    Column("issue_translation", N_("Issue (translation)"),
           N_("The issue as the organisation translated it into the language of the file. The original counts."),
           _translated("issue_title"), 30),
    Column("change_translation", N_("Change (translation)"),
           N_("The change as the organisation translated it into the language of the file. The original counts."),
           _translated("change"), 40),
)  # fmt: skip
"""Each of a row of TABLE."""


_comment = attrgetter("comment")
_translation = attrgetter("translation")
_form_row = attrgetter("form_row")


def _with_translations(*columns: Column) -> tuple[Column, ...]:
    """Columns of comments, after them those of their translations, then later ones: programs find the others where
    they were."""
    told = (one.of(_translation) for one in translated.COLUMNS)
    later = (
        common.LANGUAGE.of(_comment), *RESPONSE_TRANSLATIONS, common.BLOCK.of(_comment),
        common.PLACE_AS_READ.of(_comment), common.QUOTED_CELL,
    )  # fmt: skip
    return (*(one.of(_comment) for one in columns), *told, *later)


TABLE = Table(
    title=N_("Dispositions"),
    columns=_with_translations(
        common.REFERENCE,
        Column("place", N_("Passage or question"),
               N_("The passage or question that the comment is about, or “Whole draft”. In files for programs the "
                  "passage is that of the original."),
               _passage, 34),
        Column("line", N_("Line"),
               N_("The line of the passage in the same text as “Passage or question”. The line that the submitter read "
                  "is in “Passage as read”."),
               lambda row, _w: row.line or "", 8),
        common.QUOTE,
        common.TYPE,
        common.COMMENT,
        common.PROPOSED_WORDING,
        common.REASONS,
        common.TEXT_LANGUAGE,
        Column("submitter", N_("Submitter"), N_("The name as the submitter chose to publish it."), _submitter, 34),
        common.CATEGORY,
        common.COUNTRY,
        common.COUNTRY_NAME,
        common.CAPACITY,
        common.ON_BEHALF_OF,
        common.CONFIRMED,
        common.LATE,
        common.SENT_AGAIN,
        DISPOSITION,
        Column("response", N_("Response"),
               N_("The response of the organisation, or of the issue if the comment has no response of its own."),
               _response, 60),
        Column("issue", N_("Issue"), N_("The issue that the comment belongs to."),
               lambda row, _w: row.issue_title or "", 30),
        Column("change", N_("Change"), N_("The change to the draft that results from the comment."),
               lambda row, _w: row.change or "", 40),
        Column("despite", N_("Reason for publishing despite objections"),
               DESPITE, lambda row, _w: row.despite or "", 30),
        Column("adopted_text", N_("Address of the adopted text"),
               N_("The same in every row: the address of the adopted text. Empty if none was given."),
               lambda row, _w: row.adopted_text or "", 30),
    ),
    terms=tuple(Term(kind.value, words.label, words.meaning) for kind, words in DISPOSITIONS.items()),
    terms_label=N_("Column or disposition"),
    note=N_("Comments that were withheld, withdrawn or are confidential are counted in the response summary."),
)  # fmt: skip
"""The allow-list of public columns."""


_AS_NAMED = N_("As the writer of an uploaded form named it.")

FORM_ROWS = tuple(
    one.of(_form_row)
    for one in (
        Column("form_row", N_("Row of the form"),
               N_("The number that the writer of an uploaded form gave the row, or else that of the row."),
               lambda row, _w: row.shown_number, 12),
        Column("clause_as_written", N_("Clause as written"),
               N_("Clause, paragraph and document as the writer of an uploaded form named them. They are not "
                  "moderated."),
               lambda row, _w: row.reference, 30),
        Column("page_as_written", N_("Page as written"), _AS_NAMED, lambda row, _w: row.page, 10),
        Column("line_as_written", N_("Line as written"), _AS_NAMED, lambda row, _w: row.line, 10),
    )
)  # fmt: skip
"""Further columns for staff, who have the table before it is published: each of a Disposed."""


def rows(source: queries.Source, wording: Wording, named: str = "") -> Iterator[DisposedComment]:
    """The rows of TABLE; streamed. `named`: in which language people read the names of passages; "" for programs, which
    get those of the original."""
    consultation = source.consultation
    found = translated.with_translations(
        _named(queries.disposition_table(source), consultation, named, wording.language),
        wording.language,
        consultation.original_language,
        consultation.organisation.best("name", wording.language),
    )
    while some := list(islice(found, AT_ONCE)):
        said = [
            text
            for row in some
            for text in (row.comment.response, row.comment.issue_title, row.comment.change)
        ]
        words = response_words(consultation, wording.language, said)
        written = rows_of([row.comment.id for row in some]) if source.summary is None else {}
        cells = submissions.cells_of([row.comment for row in some])
        yield from (
            DisposedComment(
                row.comment, row.translation, words, written.get(row.comment.id), cells.get(row.comment.id)
            )
            for row in some
        )


def _named(
    found: Iterable[CommentWithResponse], consultation: Consultation, places_in: str, language: str
) -> Iterator[CommentWithResponse]:
    """The rows with their positions as the text in the language `places_in` has them, which is read for many at once,
    and with the questions for a reader of `language`."""
    remaining = iter(found)
    while some := list(islice(remaining, AT_ONCE)):
        known = positions(consultation, [row.block_key or "" for row in some], places_in)
        questions = asked({row.question_id for row in some if row.question_id is not None}, language)
        for row in some:
            position = known.get(row.block_key or "", Position(row.place, row.line))
            _number, question = questions.get(row.question_id or 0, (0, row.question_text))
            yield replace(row, place=position.words, line=position.line, question_text=question)


def write(kind: str, source: queries.Source, path: Path, wording: Wording | None = None) -> None:
    """Write the table of `source` to the file `path`; `kind` is a key of formats.FORMATS."""
    wording, consultation = wording or Wording(), source.consultation
    more = [one.of(_translation) for one in translated.columns_for(consultation.id)]
    more += FORM_ROWS if source.summary is None else ()
    named = wording.language if formats.FORMATS[kind].is_for_people else ""
    title = consultation.best("title", wording.language)
    formats.write(kind, TABLE.having(more), rows(source, wording, named), path, title=title, wording=wording)
