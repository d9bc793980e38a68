"""The disposition table as files: each column with its meaning and its value, over the one public query."""

from collections.abc import Iterator
from pathlib import Path

from consult.comment_translations import export_columns as translated
from consult.comment_translations.export_columns import Beside
from consult.core.tables import formats
from consult.core.tables.columns import Column, Table, Term, Wording
from consult.core.translatable import N_
from consult.drafts.passage_labels import said_passage
from consult.responses.labels import DISPOSITIONS
from consult.submissions import export_columns as common
from consult.submissions import queries as submissions
from consult.submissions.models import Subject
from consult.summaries import queries
from consult.summaries.queries import CommentWithResponse


def _passage(row: CommentWithResponse, wording: Wording) -> str:
    if row.subject == Subject.CLAUSE:
        return str(said_passage(row.place, wording.say))
    if row.question_position is not None:
        return question_label(row.question_position, row.question_text or "", wording)
    return wording.say(N_("Whole draft")) if wording.is_in_words else row.subject.value


def question_label(number: int, text: str, wording: Wording) -> str:
    """What an answer is about: the number of the question, in words also its text."""
    if not wording.is_in_words:
        return f"{Subject.QUESTION.value} {number}"
    return wording.say(N_("Question %(number)s: %(text)s")) % {"number": number, "text": text}


def _submitter(row: CommentWithResponse, wording: Wording) -> str:
    name, _beside = submissions.public_name(row, wording.language, wording.say)
    return f"{name}, {row.organisation}" if row.name and row.organisation else name


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
    lambda row, w: w.code(row.disposition, _LABELS),
    20,
)
"""Of a row with a `disposition`; tables of other packages take it from here."""


def _comment(row: Beside[CommentWithResponse]) -> CommentWithResponse:
    return row.comment


def _with_translations(*columns: Column) -> tuple[Column, ...]:
    """Columns of comments, and after them those of their translations: programs find the others where they were."""
    told = (one.of(lambda row: row.translation) for one in translated.COLUMNS)
    return (*(one.of(_comment) for one in columns), *told)


TABLE = Table(
    title=N_("Dispositions"),
    columns=_with_translations(
        common.REFERENCE,
        Column("place", N_("Passage or question"),
               N_("The passage or question that the comment is about, or that it is about the whole draft."),
               _passage, 34),
        Column("line", N_("Line"), N_("The line of the draft."), lambda row, _w: row.line or "", 8),
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


def rows(source: queries.Source, wording: Wording) -> Iterator[Beside[CommentWithResponse]]:
    """The rows of TABLE; streamed."""
    consultation = source.consultation
    return translated.with_translations(
        queries.disposition_table(source),
        wording.language,
        consultation.original_language,
        consultation.organisation.name,
    )


def write(kind: str, source: queries.Source, path: Path, wording: Wording | None = None) -> None:
    """Write the table of `source` to the file `path`; `kind` is a key of formats.FORMATS."""
    wording = wording or Wording()
    formats.write(kind, TABLE, rows(source, wording), path, title=source.consultation.title, wording=wording)
