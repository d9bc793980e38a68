"""Filters of the list of comments: their names in addresses and their labels on the page."""

from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Any, NamedTuple, TypeVar
from urllib.parse import urlencode

from flask_babel import format_number, ngettext
from flask_babel import gettext as _
from markupsafe import Markup

from consult.core.markup import LONGEST_SEARCH, line
from consult.core.multilingual import Words
from consult.reading import queries, statistics
from consult.reading.queries import Filters
from consult.responses.labels import DISPOSITIONS
from consult.responses.lifecycle import Disposition
from consult.stakeholders.countries import REGIONS
from consult.stakeholders.models import Category
from consult.stakeholders.taxonomy import CATEGORIES
from consult.submissions import labels
from consult.submissions.models import CommentType, Subject
from consult.submissions.rules import LONGEST_TAG
from consult.web.formats import bracketed, quoted
from consult.web.page_language import as_text, is_language, language_name

KEPT = ("q", "clause", "type", "category", "region", "language", "disposition", "sort")
"""Names of arguments of the address."""

ABOUT = {"general": Subject.GENERAL, "questions": Subject.QUESTION}
"""Subjects of comments besides a clause, by their names in addresses."""

Option = tuple[str, str]
Choice = tuple[str, str, list[Option], str]
"""(name, label, [(value, words)], chosen)."""

_One = TypeVar("_One", bound=StrEnum)


class Clause(NamedTuple):
    """What a clause is called, and the language of that: "" where it is a sentence of the page."""

    label: Markup
    language: str


def one_of(kinds: type[_One], asked: str | None) -> _One | None:
    """The member of `kinds` that was asked for, or None: an address is not a form."""
    return kinds(asked) if asked in list(kinds) else None


def asked(arguments: Mapping[str, str], clauses: Mapping[str, Clause]) -> Filters:
    """What an address asks for; words it does not know ask for nothing. `clauses` by their keys."""
    about, region = arguments.get("clause", ""), arguments.get("region", "")
    language = arguments.get("language", "")[:LONGEST_TAG]
    return Filters(
        words=line(arguments.get("q", ""))[:LONGEST_SEARCH],
        clause=about if about in clauses else "",
        subject=ABOUT.get(about) if about not in clauses else None,
        type=one_of(CommentType, arguments.get("type")),
        category=one_of(Category, arguments.get("category")),
        region=region if region in REGIONS else "",
        language=language if is_language(language) else "",
        disposition=one_of(Disposition, arguments.get("disposition")),
    )


def unknown(arguments: Mapping[str, str], filters: Filters) -> list[tuple[str, str]]:
    """(name in words, value) of what an address asks for and `filters` left out: no comment could be like it."""
    known: dict[str, tuple[str, object]] = {
        "clause": (_("Clause"), filters.clause or filters.subject),
        "type": (_("Type"), filters.type),
        "category": (_("Category"), filters.category),
        "region": (_("Region"), filters.region),
        "language": (_("Language"), filters.language),
        "disposition": (_("Response"), filters.disposition),
    }
    return [
        (words, arguments[name][:80])
        for name, (words, value) in known.items()
        if arguments.get(name) and not value
    ]


def address(arguments: Mapping[str, str], **changes: str) -> str:
    """The same question with `changes`, as a query string; from the first page on."""
    kept = {name: arguments.get(name, "")[:200] for name in KEPT} | changes
    return urlencode({name: value for name, value in kept.items() if value})


def choices(
    filters: Filters,
    counts: Mapping[str, Mapping[str, int]],
    clauses: Mapping[str, Clause],
    visible: int,
    *,
    has_draft: bool = True,
) -> list[Choice]:
    """Every filter that has something to choose, with how many comments each choice has."""
    about: list[Option] = [
        (key, Words(_counted(as_text(one.label), counts["clause"][key]), one.language))
        for key, one in clauses.items()
        if key in counts["clause"]
    ]
    if visible > sum(counts["block"].values()):
        about += [("general", _("Whole draft"))] if has_draft else []
        about += [("questions", _("Answers to questions"))]
    chosen = filters.clause or next((name for name, what in ABOUT.items() if what == filters.subject), "")
    regions = statistics.regions(counts["country"])
    found = [
        ("clause", _("Clause"), about, chosen),
        ("type", _("Type"), _options(labels.TYPES, counts["type"]), filters.type or ""),
        ("category", _("Category"), _options(CATEGORIES, counts["category"]), filters.category or ""),
        ("region", _("Region"), _options(REGIONS, regions), filters.region),
        ("language", _("Language"), _languages(filters, counts["language"]), filters.language),
    ]
    return [choice for choice in found if choice[2]]


def is_none(filters: Filters, counts: Mapping[str, Mapping[str, int]], visible: int) -> bool:
    """Whether the stored counts know of one of `filters` that no comment is like it."""
    regions = statistics.regions(counts["country"])
    elsewhere = visible - sum(counts["block"].values())
    return (
        (filters.type is not None and not counts["type"].get(filters.type))
        or (filters.category is not None and not counts["category"].get(filters.category))
        or (bool(filters.region) and not regions.get(filters.region))
        or (bool(filters.language) and not counts["language"].get(filters.language))
        or (filters.subject is not None and not elsewhere)
    )


def stored_count(filters: Filters, counts: Mapping[str, Mapping[str, int]]) -> int | None:
    """How many comments `filters` leave, where they are one filter whose values are counted; else None."""
    used: list[tuple[object, Callable[[], int]]] = [
        (filters.type, lambda: counts["type"].get(filters.type or "", 0)),
        (filters.category, lambda: counts["category"].get(filters.category or "", 0)),
        (filters.clause, lambda: counts["clause"].get(filters.clause, 0)),
        (filters.region, lambda: statistics.regions(counts["country"]).get(filters.region, 0)),
        (filters.language, lambda: counts["language"].get(filters.language, 0)),
    ]
    asked_for = [count for value, count in used if value]
    others = (filters.words, filters.subject, filters.disposition)
    return asked_for[0]() if len(asked_for) == 1 and not any(others) else None


def dispositions(filters: Filters, kinds: Mapping[Disposition, int]) -> Choice:
    """The filter by disposition."""
    told = [(kind.value, _(DISPOSITIONS[kind].label)) for kind in kinds if kind != Disposition.WITHDRAWN]
    return ("disposition", _("Response"), told, filters.disposition or "")


def _options(words: Mapping[Any, str], counts: Mapping[str, int]) -> list[Option]:
    return [(str(key), _counted(_(label), counts[key])) for key, label in words.items() if counts.get(key)]


def _languages(filters: Filters, counts: Mapping[str, int]) -> list[Option]:
    """The languages of comments, most comments first; none to choose where all are in one."""
    codes = sorted(counts, key=lambda code: (-counts[code], code))
    is_choice = len(codes) > 1 or bool(filters.language)
    return [(code, _counted(language_name(code), counts[code])) for code in codes] if is_choice else []


def _counted(words: str, count: int) -> str:
    """A choice with its number in brackets; without where the words end with some: "Chinese (Traditional) · 3"."""
    pattern = "{0} · {1}" if words.endswith((")", "）")) else str(bracketed("{0}", "{1}"))
    return pattern.format(words, format_number(count))


def in_use(filters: Filters, clauses: Mapping[str, Clause]) -> list[tuple[str, str]]:
    """(name, words) of every filter in use."""
    about = clauses[filters.clause].label if filters.clause else ""
    used = {
        "q": quoted(filters.words) if filters.words else "",
        "clause": about or (_(labels.SUBJECTS[filters.subject]) if filters.subject else ""),
        "type": _(labels.TYPES[filters.type]) if filters.type else "",
        "category": _(CATEGORIES[filters.category]) if filters.category else "",
        "region": _(REGIONS[filters.region]) if filters.region else "",
        "language": language_name(filters.language) if filters.language else "",
        "disposition": _(DISPOSITIONS[filters.disposition].label) if filters.disposition else "",
    }
    return [(name, words) for name, words in used.items() if words]


def found(count: int) -> str:
    """So many comments, in words; beyond what is counted, "more than"."""
    if count > queries.MOST_COUNTED:
        return str(
            ngettext(
                "More than %(most)s comment",
                "More than %(most)s comments",
                queries.MOST_COUNTED,
                most=format_number(queries.MOST_COUNTED),
            )
        )
    return str(ngettext("%(num)s comment", "%(num)s comments", count))
