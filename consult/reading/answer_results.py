"""The answers to the questions of a consultation: as tables and charts on a page, and as a table for files."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

from flask_babel import gettext as _

from consult.attachments import queries as attachments
from consult.attachments.models import Attachment
from consult.consultations import queries as consultations
from consult.consultations import questionnaire
from consult.consultations.models import Consultation, Question
from consult.consultations.questionnaire import content_shown
from consult.core.tables import formats
from consult.core.tables.columns import Column, Table, Wording
from consult.core.translatable import N_
from consult.organisations.rules import Attribution, AttributionRule, PolicyKind
from consult.questions.results import Group, QuestionResults, Share, results, shares
from consult.questions.types import END_WORDS, Option, Results, said, type_of
from consult.stakeholders.taxonomy import CATEGORIES
from consult.submissions import queries as submissions
from consult.web.formats import listed, number_or_year
from consult.web.text_languages import translated

MOST_FILES = 100
"""So many files are listed with the answers to one question; the list of attachments has all."""


@dataclass(frozen=True)
class ShownResults:
    """The answers to one question, for a page."""

    question: Question
    found: QuestionResults
    texts: int
    """Texts of answers that the public can read."""
    section: int
    files: Sequence[Attachment]
    """Those among the answers that the public can read."""

    @property
    def answers(self) -> int:
        """How many answered it."""
        return self.found.all.answers

    @property
    def kind(self) -> str:
        """How they are shown: a Results."""
        return self.found.kind.value

    @property
    def type(self) -> str:
        """The type of the question, in words."""
        return str(_(type_of(self.question.type).label))

    @property
    def options(self) -> list[tuple[str, str]]:
        """(code, words) of what can be chosen."""
        return [(one.code, said(one, _)) for one in type_of(self.question.type).options(self.found.content)]

    @property
    def ends(self) -> Sequence[str]:
        """The words for the lowest and the highest point of a scale, where it has them."""
        return self.found.content.options[:2] if END_WORDS in type_of(self.question.type).uses else ()

    @property
    def rows(self) -> list[tuple[str, str]]:
        """(code, words) of the rows of a matrix."""
        return [(one.code, said(one, _)) for one in type_of(self.question.type).rows(self.found.content)]

    @property
    def bars(self) -> list[tuple[str, int]]:
        """(words, how many) for a chart."""
        if self.found.kind is Results.NUMBERS:
            return [(_range(least, most), count) for least, most, count in self.found.bins]
        if self.found.kind is Results.DATES:
            years = sorted(self.found.all.cells.items())
            return [(year, count) for (_row, year), count in years]
        return [(words, self.found.all.cells["", code]) for code, words in self.options]

    @property
    def matrix(self) -> list[list[str | int]]:
        """Each row with the count of each option."""
        return [
            [words, *(self.found.all.cells[row, code] for code, _words in self.options)]
            for row, words in self.rows
        ]

    @property
    def by_group(self) -> list[list[str | int]]:
        """Each group with the count of each option, and of its answers."""
        return [
            [named(group), *(group.cells["", code] for code, _words in self.options), group.answers]
            for group in self.found.groups
        ]

    @property
    def middle(self) -> tuple[str, str, str] | None:
        """The ends of the middle half of the numbers, and their median."""
        found = self.found.quartiles
        return None if found is None else (*map(number_or_year, found),)  # type: ignore[return-value]


def _range(least: Decimal, most: Decimal) -> str:
    # What someone answered is written with all its digits, the ends of a range with as many as tell it from others.
    if least == most:
        return number_or_year(least)
    return f"{number_or_year(_rounded(least))}–{number_or_year(_rounded(most))}"


def _rounded(end: Decimal) -> Decimal:
    return end if end == int(end) else Decimal(f"{end:.6g}")


def named(group: Group) -> str:
    """A group of stakeholders in words."""
    return listed(_(CATEGORIES[name]) for name in group.names if name in CATEGORIES)  # type: ignore[index]


def protects(consultation: Consultation) -> bool:
    """Whether submitters may leave their name out, so that small groups are shown together."""
    rule = consultations.rules(consultation).get(PolicyKind.ATTRIBUTION)
    choices = AttributionRule.read_or_default(rule.settings if rule is not None else None).choices
    return bool({Attribution.ANONYMOUS_TO_PUBLIC, Attribution.CONFIDENTIAL} & set(choices))


def results_of(consultation: Consultation) -> list[ShownResults]:
    """The answers to every question, in order."""
    questions = consultations.questions(consultation)
    counted, texts = (
        submissions.counted_answers(consultation.id),
        submissions.published_texts(consultation.id),
    )
    order, is_protected = [one.value for one in CATEGORIES], protects(consultation)
    section_of = {
        key: section.number for section in questionnaire.sections_of(questions) for key in section.questions
    }
    asks_for_files = any(type_of(one.type).results is Results.FILES for one in questions)
    files = attachments.public_answers(consultation.id) if asks_for_files else {}
    return [
        ShownResults(
            one,
            results(content_shown(one, consultation), counted.get(one.id, ()), order, protects=is_protected),
            texts.get(one.id, 0),
            section_of[one.id],
            files.get(one.id, ()),
        )
        for one in questions
    ]


def mark(found: Sequence[ShownResults]) -> str:
    """A short text that differs where the numbers do."""
    counts = [(one.question.id, one.answers, sorted(one.found.all.cells.items())) for one in found]
    return hashlib.sha256(repr(counts).encode()).hexdigest()[:16]


class ExportedShare(NamedTuple):
    """How many chose an option of a question."""

    question: Question
    text: str
    row: Option | None
    option: Option | None
    share: Share

    def words(self, option: Option | None, wording: Wording) -> str:
        """An option or a row, in the language of the reader."""
        if option is None:
            return ""
        return wording.translate(option.text) if option.is_message else option.text


TABLE = Table(
    N_("Answers to questions"),
    (
        Column("number", N_("Question"), N_("Number of the question."), lambda one, w: one.question.position, 10),
        Column("text", N_("Text of the question"), N_("What was asked."), lambda one, w: one.text, 60),
        Column("type", N_("Type of question"), N_("How the question is answered."),
               lambda one, w: w.say(type_of(one.question.type).label) if w.is_in_words else one.question.type, 20),
        Column("row", N_("Row"), N_("Row of a matrix."), lambda one, w: one.words(one.row, w), 30),
        Column("option", N_("Option"),
               N_("What was chosen; of a number the number, of a date its year, of a file “file”."),
               lambda one, w: one.words(one.option, w) or one.share.option, 40),
        Column("groups", N_("Stakeholder category"),
               N_("Categories of those who answered; empty for all. Small categories are counted together."),
               lambda one, w: "; ".join(
                   w.translate(CATEGORIES[name]) if w.is_in_words else name
                   for name in one.share.group.names if name in CATEGORIES
               ), 40),
        Column("count", N_("Number"), N_("How many chose it."), lambda one, w: one.share.count, 10),
        Column("answers", N_("Answers"), N_("How many of this category answered the question."),
               lambda one, w: one.share.group.answers, 10),
    ),
    note=N_("Respondents were not selected at random. The numbers are not votes."),
)  # fmt: skip


def exported(found: Iterable[ShownResults], texts: Mapping[int, str]) -> Iterable[ExportedShare]:
    """The rows of TABLE; `texts`: of the questions, by their ids."""
    for one in found:
        kind = type_of(one.question.type)
        rows = {option.code: option for option in kind.rows(one.found.content)}
        options = {option.code: option for option in kind.options(one.found.content)}
        for share in shares(one.found):
            yield ExportedShare(
                one.question, texts[one.question.id], rows.get(share.row), options.get(share.option), share
            )


def write(
    kind: str, consultation: Consultation, found: Sequence[ShownResults], path: Path, wording: Wording
) -> None:
    """Write the answers to the file `path`; `kind` is a key of formats.FORMATS."""
    texts = {one.question.id: translated(one.question, "text", consultation) for one in found}
    title = consultation.best("title", wording.language)
    formats.write(kind, TABLE, exported(found, texts), path, title=title, wording=wording)
