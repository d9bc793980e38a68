"""The disposition table as files: each column with its meaning and its value, over the one public query."""

from collections.abc import Sequence
from pathlib import Path

from consult.core.tables import formats
from consult.core.tables.columns import Column, Table, Term, Wording
from consult.core.text_lines import lines_of
from consult.core.translatable import N_
from consult.drafts.passage_labels import said_place
from consult.responses.labels import DISPOSITIONS
from consult.stakeholders import facts
from consult.stakeholders.countries import name_of
from consult.stakeholders.taxonomy import CAPACITIES, CATEGORIES
from consult.submissions import queries as submissions
from consult.submissions.labels import TYPES
from consult.submissions.models import Subject
from consult.summaries import queries
from consult.summaries.queries import CommentWithResponse


def _place(row: CommentWithResponse, wording: Wording) -> str:
    if row.subject == Subject.CLAUSE:
        return str(said_place(row.place, wording.say))
    if row.question_position is not None:
        return question_place(row.question_position, row.question_text or "", wording)
    return wording.say(N_("Whole draft")) if wording.is_in_words else row.subject.value


def question_place(number: int, text: str, wording: Wording) -> str:
    """A question as the place of an answer: its number, in words also its text."""
    if not wording.is_in_words:
        return f"{Subject.QUESTION.value} {number}"
    return f"{wording.say(N_('Question'))} {number}: {text}"


def _commenter(row: CommentWithResponse, wording: Wording) -> str:
    name, _beside = submissions.public_name(row, wording.language, wording.say)
    return f"{name}, {row.organisation}" if row.name and row.organisation else name


def countries(codes: Sequence[str], wording: Wording) -> str:
    """Countries by their codes, with names in words."""
    if not wording.is_in_words:
        return " ".join(codes)
    return ", ".join(name_of(code, wording.language) for code in codes)


def _confirmed(row: CommentWithResponse, wording: Wording) -> str:
    code = facts.confirmed(row)
    return wording.say({"yes": N_("yes"), "no": N_("no")}[code]) if code else ""


def _answer(row: CommentWithResponse, wording: Wording) -> str:
    answer = row.answer or ""
    if not row.duplicate_of:
        return str(answer)
    return f"{wording.say(N_('Same as'))} {row.duplicate_of}. {answer}".strip()


CONFIRMED = N_(
    "Whether the organisation has confirmed for whom the submitter comments. “No” means claimed and not "
    "confirmed: the name of an organisation was given and not checked."
)
SENT_AGAIN = N_(
    "When the comment or its latest change was sent again and accepted (UTC), if an outage of this site had "
    "prevented that when it first arrived. It counts from its first arrival. Empty otherwise."
)
DESPITE = N_(
    "The same in every row: the reason why the response was published while objections to moderation "
    "decisions were open. Empty if none was open."
)
"""Meanings of columns."""

DISPOSITION_LABELS = {kind: words.label for kind, words in DISPOSITIONS.items()}

TABLE = Table(
    title=N_("Dispositions"),
    columns=(
        Column("reference", N_("Reference"), N_("The submission of the comment and the number of the comment in it."),
               lambda row, _w: f"{row.reference}/{row.number}", 18),
        Column("place", N_("Place"),
               N_("The passage or question that the comment is about, or that it is about the whole draft."),
               _place, 34),
        Column("line", N_("Line"), N_("The line of the draft."), lambda row, _w: row.line or "", 8),
        Column("quote", N_("Quotation"), N_("The quoted words of the draft, if any."),
               lambda row, _w: row.quote, 30),
        Column("type", N_("Type"), N_("The comment type that the submitter chose."),
               lambda row, w: w.code(row.type, TYPES), 14),
        Column("comment", N_("Comment"), N_("As it is published; words that were removed are marked."),
               lambda row, _w: lines_of(row.shown_comment), 60),
        Column("proposal", N_("Proposed wording"), N_("As it is published."),
               lambda row, _w: row.shown_proposal or "", 40),
        Column("reasons", N_("Reasons"), N_("As they are published."),
               lambda row, _w: lines_of(row.shown_rationale), 40),
        Column("commenter", N_("Submitter"), N_("The name as the submitter chose to publish it."), _commenter, 34),
        Column("category", N_("Category"), N_("The category that the submitter stated."),
               lambda row, w: w.code(row.category, CATEGORIES), 20),
        Column("country", N_("Country"), N_("Where it is public."),
               lambda row, w: countries([row.country] if row.country else (), w), 16),
        Column("capacity", N_("Commenting for"), N_("For whom the submitter comments, where that is public."),
               lambda row, w: w.code(row.capacity, CAPACITIES), 24),
        Column("on_behalf_of", N_("On behalf of"),
               N_("The countries for which the submitter comments, where that is public."),
               lambda row, w: countries(row.on_behalf_of or (), w), 20),
        Column("confirmed", N_("Confirmed"),
               CONFIRMED, _confirmed, 12),
        Column("late", N_("Late"), N_("Whether it was received after the deadline."),
               lambda row, w: w.say(N_("yes")) if row.is_late else "", 8),
        Column("sent_again", N_("Sent again after an outage"),
               SENT_AGAIN, lambda row, w: w.moment(row.sent_again_at), 24),
        Column("disposition", N_("Disposition"), N_("The disposition of the comment."),
               lambda row, w: w.code(row.disposition, DISPOSITION_LABELS), 20),
        Column("answer", N_("Response"),
               N_("The response of the organisation, or of the issue if the comment has no response of its own."),
               _answer, 60),
        Column("issue", N_("Issue"), N_("The issue that the comment belongs to."),
               lambda row, _w: row.issue_title or "", 30),
        Column("change", N_("Change"), N_("The change to the draft that results from the comment."),
               lambda row, _w: row.change or "", 40),
        Column("despite", N_("Reason for publishing despite objections"),
               DESPITE, lambda row, _w: row.despite or "", 30),
    ),
    terms=tuple(Term(kind.value, words.label, words.meaning) for kind, words in DISPOSITIONS.items()),
    terms_label=N_("Column or disposition"),
    note=N_("Comments that were withheld, withdrawn or are confidential are counted in the response summary."),
)  # fmt: skip
"""The allow-list of public columns."""


def write(kind: str, source: queries.Source, path: Path, wording: Wording | None = None) -> None:
    """Write the table of `source` to the file `path`; `kind` is a key of formats.FORMATS."""
    rows = queries.disposition_table(source)
    formats.write(kind, TABLE, rows, path, title=source.consultation.title, wording=wording or Wording())
