"""The list: searched, narrowed, counted; and the front page.

Search finds a consultation when each word stands somewhere in its title, denomination, purpose, topics or in its
organisation's name, whatever the case and the accents. Words are looked for inside of words: that serves Chinese and
Arabic, which put no blanks where a dictionary of stems would need them, and compounds; and there are thousands of
consultations, not millions, so that reading them all costs a few milliseconds. Another form of a word is found by its
stem, which is stored. It also finds a consultation by the words of its text in any language in which that is published;
these are many and have an index (drafts.words).
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ARRAY,
    BigInteger,
    ColumnElement,
    Result,
    Select,
    Text,
    and_,
    any_,
    cast,
    func,
    literal,
    or_,
    select,
    text,
    true,
    union_all,
)

from consult.consultations import queries as consultations
from consult.consultations.lifecycle import PUBLIC, Phase
from consult.consultations.models import Consultation, ConsultationStems, Family
from consult.core import clock
from consult.core.database import db
from consult.core.folding import folded
from consult.core.multilingual import (
    Words,
    best_column,
    best_list,
    best_with_language,
    with_language,
    words_of_translations,
)
from consult.core.paging import Page, page_of, sorted_page
from consult.core.sorting import order_of
from consult.drafts.models import BlockWords
from consult.drafts.words import has_all, queries_of
from consult.organisations.models import Organisation, OrganisationStems
from consult.portal.queries.rows import ListedConsultation, lines_of, phase_at, public
from consult.portal.search import Filters

PAGE = 20

SEARCHED = 2000
"""Characters of a purpose that are searched."""


Typed = Sequence[ColumnElement[Any] | None]
"""The query of each word that is searched for (drafts.words)."""


def typed(filters: Filters) -> Typed:
    """What the words searched for are for PostgreSQL; one statement, none without words."""
    return queries_of(filters.words)


def matching(filters: Filters, queries: Typed) -> list[int] | None:
    """Ids of the public consultations in which every word searched for stands, in what is said of them or together in
    a passage of their text; None where nothing is searched for. `queries`: see `typed`."""
    if not filters.words:
        return None
    everything = (
        select(
            Consultation.id,
            func.concat_ws(
                "\n",
                Consultation.title,
                Consultation.denomination,
                func.left(Consultation.purpose, SEARCHED),
                Consultation.plain_language_summary,
                func.array_to_string(Consultation.topics, "\n"),
                Organisation.name,
                Organisation.short_name,
                words_of_translations(Consultation.translations),
                words_of_translations(Organisation.translations),
            ).label("words"),
            ConsultationStems.words.label("said"),
            OrganisationStems.words.label("who"),
        )
        .join(Organisation, Organisation.id == Consultation.organisation_id)
        .outerjoin(ConsultationStems, ConsultationStems.consultation_id == Consultation.id)
        .outerjoin(OrganisationStems, OrganisationStems.organisation_id == Organisation.id)
        .where(Consultation.state.in_(PUBLIC))
        .cte("everything")
        .prefix_with("MATERIALIZED", dialect="postgresql")
    )
    plain = (
        select(
            everything.c.id, folded(everything.c.words).label("words"), everything.c.said, everything.c.who
        )
        .cte("plain")
        .prefix_with("MATERIALIZED", dialect="postgresql")
    )
    pairs = zip(filters.words, queries, strict=True)
    found: Any = select(plain.c.id).where(*(_has_word(plain.c, word, query) for word, query in pairs))
    in_text = has_all(queries)
    if in_text is not None:
        texts = consultations.present_texts()
        versions = select(BlockWords.version_id).where(in_text)
        found = found.union(
            select(Consultation.id)
            .join(texts.rows, texts.consultation_id == Consultation.id)
            .where(Consultation.state.in_(PUBLIC), texts.version_id.in_(versions))
        )
    return list(db.session.execute(found).scalars())


def _has_word(plain: Any, word: str, query: ColumnElement[Any] | None) -> ColumnElement[bool]:
    """That what is said of a consultation has a word: as a part of a word, or by its stem."""
    stems = [] if query is None else [column.op("@@")(query) for column in (plain.said, plain.who)]
    return or_(plain.words.contains(word, autoescape=True), *stems)


def _among(ids: Sequence[int] | None) -> list[ColumnElement[bool]]:
    return [] if ids is None else [Consultation.id == any_(cast(list(ids), ARRAY(BigInteger)))]


def _conditions(filters: Filters, now: datetime) -> dict[str, ColumnElement[bool]]:
    """Each chosen filter as a condition, by name."""
    found: dict[str, ColumnElement[bool]] = {}
    if filters.phase:
        found["phase"] = phase_at(now) == filters.phase
    if filters.organisation:
        found["organisation"] = Organisation.slug == filters.organisation
    if filters.family:
        found["family"] = Consultation.family == Family(filters.family)
    if filters.topic:
        found["topic"] = Consultation.topics.any_() == filters.topic
    if filters.language:
        found["language"] = Consultation.languages.any_() == filters.language
    closes_on = func.date(func.timezone(Consultation.timezone, Consultation.closes_at))
    dates = [closes_on >= filters.closes_from] if filters.closes_from else []
    dates += [closes_on <= filters.closes_to] if filters.closes_to else []
    if dates:
        found["closes"] = and_(*dates)
    return found


_ORDERS: dict[str, tuple[Any, str, bool]] = {
    "closing": (Consultation.closes_at, "closes_at", False),
    "opening": (Consultation.opens_at, "opens_at", False),
    "closed": (Consultation.closes_at, "closes_at", True),
    "newest": (Consultation.announced_at, "announced_at", True),
}
"""Order → its column, the name of that in the rows, and whether the greatest comes first."""

BY_TITLE = "title"
"""The order in which titles are sorted by the language of the reader."""


def listed(
    filters: Filters, after: str = "", ids: Sequence[int] | None = None, language: str = ""
) -> Page[ListedConsultation]:
    """A page of the list, among `ids` (see `matching`); two statements, and one more by title."""
    now = clock.now()
    rows = public(*_among(ids), *_conditions(filters, now).values())
    if filters.order == BY_TITLE:
        page = _by_title(rows, after, language)
    else:
        by, name, is_descending = _ORDERS[filters.order]
        page = page_of(
            rows,
            by=(by, Consultation.id),
            values=lambda row: (getattr(row, name), row.id),
            after=after,
            size=PAGE,
            newest_first=is_descending,
        )
    return replace(page, rows=lines_of(page.rows, now))


def _by_title(rows: Select[Any], after: str, language: str) -> Page[Any]:
    """By the titles that the list shows, in the order of `language`: all of them are read, which are thousands."""
    title = best_column(Consultation.title, Consultation.translations, "title", language)
    titles = db.session.execute(
        rows.with_only_columns(Consultation.id, title.label("title"), maintain_column_froms=True)
    ).all()
    page = sorted_page(
        titles,
        order=lambda words, key: (order_of(words, language), key),
        values=lambda row: (row.title, row.id),
        kinds=(str, int),
        after=after,
        size=PAGE,
    )
    shown = [row.id for row in page.rows]
    found = (
        {row.id: row for row in db.session.execute(rows.where(Consultation.id.in_(shown)))} if shown else {}
    )
    return replace(page, rows=[found[key] for key in shown if key in found])


IN_FEED = 50


def changed_last(filters: Filters, ids: Sequence[int] | None = None) -> list[ListedConsultation]:
    """What the feed of a list tells of, among `ids` (see `matching`): the consultations that changed last."""
    now = clock.now()
    rows = public(*_among(ids), *_conditions(filters, now).values())
    rows = rows.order_by(text("updated_at DESC"), Consultation.id.desc()).limit(IN_FEED)
    return lines_of(db.session.execute(rows).all(), now)


@dataclass
class Counts:
    """How many consultations each choice of a filter would show, the other filters as they are."""

    total: int = 0
    phase: dict[str, int] = field(default_factory=dict)
    organisation: dict[str, int] = field(default_factory=dict)
    family: dict[str, int] = field(default_factory=dict)
    topic: dict[str, int] = field(default_factory=dict)
    language: dict[str, int] = field(default_factory=dict)
    names: dict[str, Words] = field(default_factory=dict)
    """Names of the organisations by slug."""
    topics: dict[str, Words] = field(default_factory=dict)
    """Topics as readers of the list know them, by their originals."""


MOST_TRANSLATED = 300
"""Consultations whose translations of their topics are read for the list."""


def _topics(topics: Collection[str], language: str) -> dict[str, Words]:
    """Topic → the same in `language`, where a consultation has it translated."""
    if not topics:
        return {}
    rows = (
        select(Consultation.topics, Consultation.translations, Consultation.original_language)
        .where(
            Consultation.state.in_(PUBLIC), Consultation.topics.op("&&")(cast(sorted(topics), ARRAY(Text)))
        )
        .order_by(Consultation.id.desc())
        .limit(MOST_TRANSLATED)
    )
    found: dict[str, Words] = {}
    for row in db.session.execute(rows):
        own = best_list(row, "topics", language, row.original_language)
        for topic, words in zip(row.topics, own, strict=False) if len(own) == len(row.topics) else ():
            if topic not in found or words.language == language:
                found[topic] = words
    return found


def counts(filters: Filters, ids: Sequence[int] | None = None, language: str = "") -> Counts:
    """Every count beside the list, among `ids` (see `matching`), in one statement; and the topics in `language`, in
    another one."""
    now = clock.now()
    chosen = _conditions(filters, now)
    flags = {name: chosen.get(name, true()).label(f"ok_{name}") for name in
             ("phase", "organisation", "family", "topic", "language", "closes")}  # fmt: skip
    name = best_with_language(
        Organisation.name, Organisation.translations, "name", language, Organisation.original_language
    )
    found = (
        select(
            phase_at(now).label("phase"), Organisation.slug, name.label("name"), Consultation.family,
            Consultation.topics, Consultation.languages, *flags.values(),
        )
        .join(Organisation, Organisation.id == Consultation.organisation_id)
        .where(Consultation.state.in_(PUBLIC), *_among(ids))
        .cte("found")
    )  # fmt: skip
    nothing = literal("")

    def of(axis: str, value: Any, label: Any = nothing, source: Any = found) -> Select[Any]:
        others = [found.c[f"ok_{name}"] for name in flags if name != axis]
        grouped = [value] + ([label] if label is not nothing else [])
        counted = select(literal(axis), value, label, func.count()).select_from(source).where(*others)
        return counted.group_by(*grouped)

    def each(axis: str, array: Any) -> Select[Any]:
        values = func.unnest(array).table_valued("value", name=axis).render_derived()
        return of(axis, values.c.value, source=found.join(values, true()))

    rows: Result[str, str, str, int] = db.session.execute(
        union_all(
            select(literal("total"), nothing, nothing, func.count()).select_from(found).where(
                *(found.c[f"ok_{name}"] for name in flags)
            ),
            of("phase", found.c.phase),
            of("organisation", found.c.slug, found.c.name),
            of("family", cast(found.c.family, Text)),
            each("topic", found.c.topics),
            each("language", found.c.languages),
        )
    )  # fmt: skip
    counted = Counts()
    for axis, value, label, number in rows:
        if axis == "total":
            counted.total = number
        elif value:
            getattr(counted, axis)[value] = number
            if axis == "organisation":
                counted.names[value] = with_language(label)
    counted.topics = _topics(counted.topic, language)
    return counted


def front(open_: int = 8, others: int = 4) -> dict[Phase, list[ListedConsultation]]:
    """What the front page shows of each phase, in two statements: closing soonest, opening soonest, last response."""
    now = clock.now()
    here = phase_at(now)
    parts = (
        public(here == Phase.OPEN.value).order_by(Consultation.closes_at, Consultation.id).limit(open_),
        public(here == Phase.ANNOUNCED.value).order_by(Consultation.opens_at, Consultation.id).limit(others),
        public(here == Phase.RESPONDED.value)
        .order_by(Consultation.concluded_at.desc(), Consultation.id.desc())
        .limit(others),
    )
    rows = db.session.execute(union_all(*(select(part.subquery()) for part in parts))).all()
    found: dict[Phase, list[ListedConsultation]] = {Phase.OPEN: [], Phase.ANNOUNCED: [], Phase.RESPONDED: []}
    for one in lines_of(rows, now):
        found[one.phase].append(one)
    return found
