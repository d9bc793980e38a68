"""The response as a reader sees it: figures and words of an edition, with the comments the public may read now."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, NamedTuple

from flask_babel import format_number, gettext, pgettext
from markupsafe import Markup, escape

from consult.comment_translations.queries import PublicTranslation, for_page
from consult.consultations import queries as consultations
from consult.consultations.models import Consultation
from consult.consultations.queries import places
from consult.core import bidi, markup
from consult.core.multilingual import Words, best
from consult.core.redline import Operation, ops
from consult.core.sorting import in_order
from consult.drafts.passage_pages import passage_shown
from consult.moderation.reasons import WORDS
from consult.responses import queries as responses
from consult.responses.lifecycle import Disposition
from consult.responses.queries import NOT_SHOWN
from consult.stakeholders.countries import REGIONS
from consult.stakeholders.taxonomy import CATEGORIES
from consult.submissions import queries as submissions
from consult.submissions.models import Attribution, Subject
from consult.summaries import composition, queries
from consult.summaries.figures import NOT_TAKEN, compute_figures, numbers
from consult.summaries.labels import GROUPS, SECTIONS
from consult.summaries.lifecycle import State
from consult.summaries.models import ResponseSummary
from consult.summaries.queries import CommentWithResponse
from consult.summaries.translatable_texts import Sections
from consult.web.page_language import language_name, locale_code
from consult.web.text_languages import isolated, texts_language, translated

IN_TABLE = 100
"""Comments of the disposition table that the page shows; the files have all."""

SINGLES = 40
NAMED = 300
CHANGES = 500
ALIKE = 55
"""Percent of similarity from which a change is taken for new wording of the draft's words."""

BEHIND = 12
"""References shown behind one issue; the rest are counted."""


def _(message: str, **values: object) -> str:
    return str(gettext(message, **values))


class SectionText(NamedTuple):
    """The words of a section as a page shows them, and their language, "" where no one said which."""

    html: Markup
    language: str


@dataclass(frozen=True)
class Report:
    """Everything the page of the response shows."""

    consultation: Consultation
    summary: ResponseSummary
    figures: dict[str, Any]
    numbers: dict[str, int]
    words: dict[str, SectionText]
    bar: list[tuple[str, int, str]]
    dispositions: list[tuple[Disposition, int]]
    table: Sequence[CommentWithResponse]
    places: Mapping[str, Words]
    """Block key → its position in the text that the reader gets, where the draft is in several languages."""
    singles: Sequence[CommentWithResponse]
    changes: list[dict[str, Any]]
    not_taken: list[dict[str, Any]]
    behind: dict[str, list[str]]
    translations: Mapping[int, PublicTranslation]
    """Id of a comment of `table` or `singles` → what stands beside it in another language."""
    questions: Mapping[int, Words]
    """By their numbers, those that comments of the page answer."""
    redlines: dict[str, list[Operation]]
    """Issue, or reference of a comment → its change as a redline of the draft's words, where it is new wording."""
    named: list[tuple[str, list[tuple[str, str, str]]]]
    unnamed: dict[Attribution, int]
    said: responses.ResponseWords
    """The texts of issues and responses in the language of the page."""

    def of(self, text: str | None) -> Words:
        """A text of an issue or of a response, as the page shows it."""
        return self.said.of(text)

    def redline_of(self, key: str, change: str | None) -> list[Operation] | None:
        """The redline of a change; None where the page shows the change in another language than it was written in."""
        return self.redlines.get(key) if self.said.of(change) == change else None

    @property
    def is_whole_table(self) -> bool:
        """Whether the page shows every row of the disposition table."""
        return len(self.table) < IN_TABLE


def report(consultation: Consultation, summary: ResponseSummary) -> Report:
    """The report of an edition: as published, or as it would be published now."""
    source, figures = _source(consultation, summary)
    counts = {Disposition(kind): count for kind, count in figures["dispositions"].items()}
    behind = queries.references_by_issue(source, BEHIND)
    rows = _rows(source, figures)
    singles, changed, lacking, table = rows
    in_place, questions = _places(consultation, rows, figures), _questions(consultation)
    passage = partial(passage_of, in_place=in_place, questions=questions)
    not_taken = _not_taken(figures, lacking, behind, passage)
    return Report(
        consultation=consultation,
        summary=summary,
        figures=figures,
        numbers=numbers(figures),
        words={key: _section(summary, key, figures) for key in SECTIONS},
        bar=[(_(label), sum(counts.get(k, 0) for k in kinds), tone) for label, kinds, tone in GROUPS],
        dispositions=[(kind, counts[kind]) for kind in Disposition if kind in counts],
        table=table,
        places=in_place,
        singles=singles,
        changes=_changes(figures, changed, behind, passage),
        not_taken=not_taken,
        translations=for_page([*table, *singles], locale_code(), consultation.original_language),
        questions=questions,
        behind=behind,
        redlines=_redlines(figures, source, [*singles, *changed]),
        named=_named(source),
        unnamed=responses.unnamed(consultation.id),
        said=_said(consultation, figures, rows, not_taken),
    )


class _Rows(NamedTuple):
    """The comments of the page."""

    singles: Sequence[CommentWithResponse]
    changed: Sequence[CommentWithResponse]
    lacking: Sequence[CommentWithResponse]
    table: Sequence[CommentWithResponse]


def _source(consultation: Consultation, summary: ResponseSummary) -> tuple[queries.Source, dict[str, Any]]:
    """Where the comments and responses of an edition are, and its figures."""
    if summary.state == State.PUBLISHED:
        return queries.Source(consultation, summary), summary.figures
    return queries.Source(consultation, None), compute_figures(consultation)


def _rows(source: queries.Source, figures: dict[str, Any]) -> _Rows:
    issues = [one["reference"] for one in figures["issues"] if one["disposition"] in NOT_TAKEN]
    return _Rows(
        singles=queries.with_own_words(source, SINGLES),
        changed=queries.changed_singly(source, CHANGES),
        lacking=queries.not_taken_singly(source, NOT_TAKEN, issues, 200),
        table=list(queries.disposition_table(source, IN_TABLE)),
    )


def _places(consultation: Consultation, rows: _Rows, figures: dict[str, Any]) -> Mapping[str, Words]:
    keys = {row.block_key or "" for some in rows for row in some}
    keys |= {part[0].removeprefix("clause:") for part in figures["clauses"]}
    return places(consultation, keys, texts_language())


def _said(
    consultation: Consultation, figures: dict[str, Any], rows: _Rows, not_taken: list[dict[str, Any]]
) -> responses.ResponseWords:
    shown = _texts_of([*rows.singles, *rows.changed, *rows.table])
    texts = [*_texts_of_issues(figures), *shown, *(one["response"] for one in not_taken)]
    return responses.response_words(consultation, texts_language(), texts)


def _texts_of_issues(figures: dict[str, Any]) -> list[str]:
    names = ("title", "views", "answer", "change", "place")
    return [issue[name] for issue in figures["issues"] for name in names]


def _texts_of(rows: Sequence[CommentWithResponse]) -> list[str | None]:
    return [text for row in rows for text in (row.response, row.change, row.issue_title)]


def _section(summary: ResponseSummary, key: str, figures: dict[str, Any]) -> SectionText:
    words = best(Sections(summary), key, texts_language(), summary.original_language)
    return SectionText(prose(words, figures), words.language)


def _questions(consultation: Consultation) -> dict[int, Words]:
    return {
        one.position: translated(one, "text", consultation) for one in consultations.questions(consultation)
    }


def prose(text: str, figures: dict[str, Any]) -> Markup:
    """An officer's words with their numbers, as clean markup."""
    return markup.prose(composition.filled(text, figures, lambda number: str(format_number(number))))


def _redlines(
    figures: dict[str, Any], source: queries.Source, rows: Sequence[CommentWithResponse]
) -> dict[str, list[Operation]]:
    texts = queries.texts_by_issue(source)
    found = {
        issue["reference"]: _redline(issue["change"], texts.get(issue["reference"], ()))
        for issue in figures["issues"]
        if issue["change"]
    }
    for row in rows:
        if row.change and row.block_text:
            found[f"{row.reference}/{row.number}"] = _redline(row.change, [row.block_text])
    return {key: steps for key, steps in found.items() if steps}


def _redline(change: str, texts: Iterable[str]) -> list[Operation]:
    """The change against the draft's words that it most resembles; nothing where it describes rather than words."""
    from rapidfuzz import fuzz

    best = max(texts, key=lambda text: fuzz.ratio(text, change), default="")
    return ops(best, change) if best and fuzz.ratio(best, change) >= ALIKE else []


def _changes(
    figures: dict[str, Any],
    changed: Sequence[CommentWithResponse],
    behind: dict[str, list[str]],
    passage: Callable[[CommentWithResponse], Markup],
) -> list[dict[str, Any]]:
    found = [
        {
            "key": issue["reference"],
            "place": issue["place"],
            "change": issue["change"],
            "issue": issue["title"],
            "references": behind.get(issue["reference"], []),
            "comments": issue["comments"],
        }
        for issue in figures["issues"]
        if issue["change"]
    ]
    return found + [
        {
            "key": f"{row.reference}/{row.number}",
            "place": passage(row),
            "change": row.change,
            "issue": "",
            "references": [f"{row.reference}/{row.number}"],
            "comments": 1,
        }
        for row in changed
    ]


def _not_taken(
    figures: dict[str, Any],
    singly: Sequence[CommentWithResponse],
    behind: dict[str, list[str]],
    passage: Callable[[CommentWithResponse], Markup],
) -> list[dict[str, Any]]:
    found = [
        {
            "title": issue["title"],
            "is_passage": False,
            "disposition": Disposition(issue["disposition"]),
            "response": issue["answer"],
            "references": behind.get(issue["reference"], []),
            "comments": issue["comments"],
        }
        for issue in figures["issues"]
        if issue["disposition"] in NOT_TAKEN
    ]
    return found + [
        {
            "title": passage(row),
            "is_passage": True,
            "disposition": row.disposition,
            "response": row.response,
            "references": [f"{row.reference}/{row.number}"],
            "comments": 1,
        }
        for row in singly
    ]


def passage_of(
    row: CommentWithResponse, in_place: Mapping[str, Words], questions: Mapping[int, Words]
) -> Markup:
    """Where a comment belongs, in words, for a page; `in_place`: positions in the text that the reader gets;
    `questions` by their numbers, in the language of the page."""
    if row.subject == Subject.CLAUSE:
        return passage_shown(in_place.get(row.block_key or "") or Words(row.place, row.text_language))
    if row.question_text is not None:
        words = questions.get(row.question_position or 0, row.question_text)
        return bidi.filled(
            _("Question %(number)s: %(text)s"), number=row.question_position, text=isolated(words)
        )
    return escape(_("Whole draft"))


def _named(source: queries.Source) -> list[tuple[str, list[tuple[str, str, str]]]]:
    """Category in words → (name, what stands beside it, reference of the submission)."""
    found: dict[str, list[tuple[str, str, str]]] = {}
    rows = queries.respondents(source, NAMED)
    for row in in_order(rows, lambda row: row.organisation or row.name, language()):
        name, meta = submissions.public_name(row, language(), _)
        category = _(CATEGORIES[row.category]) if row.category else ""
        beside = " · ".join(words for words in meta if words != category)
        found.setdefault(category, []).append((name, beside, row.reference))
    order = {_(label): place for place, label in enumerate(CATEGORIES.values())}
    return sorted(found.items(), key=lambda item: order.get(item[0], len(order)))


def language() -> str:
    """The language of the page."""
    return locale_code()


# -- words for the figures ---------------------------------------------------------------------------------------------


def region_words(key: str) -> str:
    """A region of the figures in words."""
    if key == NOT_SHOWN:
        return _("Not shown: confidential, or without a name and in a small group")
    return _(REGIONS[key]) if key in REGIONS else _("No single country")


def language_words(key: str) -> str:
    """A language of the figures in words."""
    return str(pgettext("language", "Confidential")) if key == NOT_SHOWN else language_name(key)


def reason_words(key: str) -> str:
    """A moderation reason of the figures in words."""
    return _({reason.value: words.label for reason, words in WORDS.items()}.get(key, key))
