"""The disposition table as files: CSV for machines, XLSX for people.

Both are built from one allow-list of public columns, over the one public query; a column that is not in the list cannot
be in a file. CSV is UTF-8 with a byte order mark, so that spreadsheets read its letters as they are; cells that a
spreadsheet would take for a formula begin with an apostrophe. XLSX cells are strings and nothing else; there is no
hidden sheet, no author, and the second sheet says what the columns mean.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import xlsxwriter

from consult.core import clock, tables
from consult.core.text_lines import lines_of
from consult.core.words import N_
from consult.drafts.places import said_place
from consult.responses.labels import DISPOSITIONS
from consult.stakeholders import facts
from consult.stakeholders.countries import name_of
from consult.stakeholders.taxonomy import CAPACITIES, CATEGORIES
from consult.submissions import queries as submissions
from consult.submissions.labels import TYPES
from consult.submissions.models import Subject
from consult.summaries import queries

COLUMNS: dict[str, tuple[str, str, int]] = {
    "reference": (N_("Reference"), N_("Of the comment: its submission and its number there."), 18),
    "place": (
        N_("Place"),
        N_("Where in the draft, in words, or which question; or that it is on the whole."),
        34,
    ),
    "line": (N_("Line"), N_("The line of the draft."), 8),
    "quote": (N_("Quotation"), N_("The words of the draft that it is about, where it says which."), 30),
    "type": (N_("Type"), N_("The type that its submitter gave it."), 14),
    "comment": (N_("Comment"), N_("As it is published; words that were removed are marked."), 60),
    "proposal": (N_("Proposed wording"), N_("As it is published."), 40),
    "reasons": (N_("Reasons"), N_("As they are published."), 40),
    "commenter": (N_("Commenter"), N_("As the submitter chose to be named."), 34),
    "category": (N_("Category"), N_("Of the stakeholder, as declared."), 20),
    "country": (N_("Country"), N_("Where it is public."), 16),
    "capacity": (N_("Speaks"), N_("For whom the commenter says to speak, where that is public."), 24),
    "on_behalf_of": (
        N_("On behalf of"),
        N_("The countries for which the commenter says to speak, where that is public."),
        20,
    ),
    "confirmed": (
        N_("Confirmed"),
        N_(
            "Whether the organisation that consults has confirmed for whom the commenter speaks. “No” means claimed and"
            " not confirmed: the name of an organisation was given and not checked."
        ),
        12,
    ),
    "late": (N_("Late"), N_("Whether it came after the closing moment."), 8),
    "sent_again": (
        N_("Sent again after an outage"),
        N_(
            "When it, or its latest change, was sent again and taken (UTC), where an outage of this site had kept it"
            " from being taken when it first arrived; it counts from its first arrival. Empty otherwise."
        ),
        24,
    ),
    "disposition": (N_("Disposition"), N_("What became of the comment."), 20),
    "answer": (
        N_("Answer"),
        N_("The organisation's answer; the issue's where the comment has none of its own."),
        60,
    ),
    "issue": (N_("Issue"), N_("The issue it belongs to."), 30),
    "change": (N_("Change"), N_("What changes in the text because of it."), 40),
    "despite": (
        N_("Published despite"),
        N_(
            "In every row the same: why the response was published although objections of submitters to decisions of"
            " moderation were open; empty where none was."
        ),
        30,
    ),
}
"""The allow-list: name → words, meaning, width. Nothing else is ever exported."""

VERSION = ",".join(COLUMNS)
"""Of what a file is like: another release may write other columns of the same data."""

LONGEST_CELL = 32_767
"""Characters that a spreadsheet cell can hold."""

Say = Callable[[str], str]


def _unchanged(words: str) -> str:
    return words


def _cells(row: Any, language: str, say: Say | None) -> list[Any]:
    """One row of the table, in the order of COLUMNS; in words where there is `say`, else in codes."""
    name, _meta = submissions.public_name(row, language, say or _unchanged)
    answer = row.answer or ""
    if row.duplicate_of:
        answer = f"{(say or _unchanged)(N_('Same as'))} {row.duplicate_of}. {answer}".strip()
    kind, category = row.disposition, row.category
    cells = {
        "reference": f"{row.reference}/{row.number}",
        "place": said_place(row.place, say or _unchanged) if row.subject == Subject.CLAUSE else _on(row, say),
        "line": row.line or "",
        "quote": row.quote,
        "type": say(TYPES[row.type]) if say else row.type.value,
        "comment": lines_of(row.shown_comment),
        "proposal": row.shown_proposal or "",
        "reasons": lines_of(row.shown_rationale),
        "commenter": f"{name}, {row.organisation}" if row.name and row.organisation else name,
        "category": (say(CATEGORIES[category]) if say else category.value) if category else "",
        "country": (name_of(row.country, language) if say else row.country) if row.country else "",
        "capacity": (say(CAPACITIES[row.capacity]) if say else row.capacity.value) if row.capacity else "",
        "on_behalf_of": _countries(row.on_behalf_of or (), language, say),
        "confirmed": _confirmed(row, say),
        "late": ((say or _unchanged)(N_("yes")) if row.is_late else ""),
        "sent_again": _moment(row.sent_again_at, say),
        "disposition": (say(DISPOSITIONS[kind].label) if say else kind.value) if kind else "",
        "answer": answer,
        "issue": row.issue_title or "",
        "change": row.change or "",
        "despite": row.despite or "",
    }
    return [cells[column] for column in COLUMNS]


def _countries(codes: Sequence[str], language: str, say: Say | None) -> str:
    return ", ".join(name_of(code, language) for code in codes) if say else " ".join(codes)


def _moment(at: datetime | None, say: Say | None) -> str:
    if at is None:
        return ""
    moment = at.astimezone(UTC)
    return f"{moment:%Y-%m-%d %H:%M:%S}" if say else moment.isoformat(timespec="seconds")


def _confirmed(row: Any, say: Say | None) -> str:
    code = facts.confirmed(row)
    return say({"yes": N_("yes"), "no": N_("no")}[code]) if say and code else code


def _on(row: Any, say: Say | None) -> str:
    if say is None:
        return f"{row.subject.value} {row.question_position or ''}".strip()
    if row.subject == Subject.QUESTION:
        return f"{say(N_('Question'))} {row.question_position}: {row.question_text}"
    return say(N_("On the whole"))


def csv_lines(source: queries.Source) -> Iterator[str]:
    """The table as CSV, piece by piece: names of columns, then one line for each public comment."""
    yield tables.BOM + tables.csv_lines([COLUMNS])
    for row in queries.disposition_table(source):
        yield tables.csv_lines([_cells(row, "en", None)])


def write_xlsx(source: queries.Source, path: Path, *, language: str = "en", say: Say = _unchanged) -> None:
    """The table as a workbook at `path`, in the words of `say`; the second sheet explains its columns."""
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with xlsxwriter.Workbook(str(path), options) as book:
        book.set_properties(
            {
                "title": source.consultation.title,
                "author": "",
                "company": "",
                "created": clock.now().replace(tzinfo=None),
            }
        )
        head = book.add_format({"bold": True, "bottom": 1, "valign": "top", "text_wrap": True})
        plain = book.add_format({"valign": "top", "text_wrap": True})
        _sheet_of_rows(
            book.add_worksheet(_title(say(N_("Dispositions")))), source, language, say, head, plain
        )
        _sheet_of_columns(book.add_worksheet(_title(say(N_("Columns")))), say, head, plain)


def _title(words: str) -> str:
    """A name that a sheet may have."""
    return "".join(c for c in words if c not in "[]:*?/\\'")[:31] or "1"


def _sheet_of_rows(
    sheet: Any, source: queries.Source, language: str, say: Say, head: Any, plain: Any
) -> None:
    for at, (label, _meaning, width) in enumerate(COLUMNS.values()):
        sheet.set_column(at, at, width)
        sheet.write_string(0, at, say(label), head)
    sheet.freeze_panes(1, 1)
    last = 0
    for last, row in enumerate(queries.disposition_table(source), start=1):
        for at, value in enumerate(_cells(row, language, say)):
            if isinstance(value, int):
                sheet.write_number(last, at, value, plain)
            else:
                sheet.write_string(last, at, _fitting(value), plain)
    sheet.repeat_rows(0)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)


def _fitting(text: str) -> str:
    return text if len(text) <= LONGEST_CELL else f"{text[: LONGEST_CELL - 1]}…"


def _sheet_of_columns(sheet: Any, say: Say, head: Any, plain: Any) -> None:
    sheet.set_column(0, 0, 24)
    sheet.set_column(1, 1, 80)
    rows = [(say(label), say(meaning)) for label, meaning, _width in COLUMNS.values()]
    rows += [(say(words.label), say(words.meaning)) for words in DISPOSITIONS.values()]
    rows.append(
        (
            "",
            say(
                N_("Comments that were withheld, withdrawn or are confidential are counted in the response.")
            ),
        )
    )
    sheet.write_string(0, 0, say(N_("Column or disposition")), head)
    sheet.write_string(0, 1, say(N_("Meaning")), head)
    for at, (label, meaning) in enumerate(rows, start=1):
        sheet.write_string(at, 0, label, plain)
        sheet.write_string(at, 1, meaning, plain)
