"""The rows of the charts on the page of statistics, out of stored counts, in the language of the page."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from flask_babel import pgettext
from markupsafe import Markup

from consult.moderation.models import Reason
from consult.moderation.reasons import WORDS
from consult.reading import shown_comments, statistics
from consult.stakeholders.countries import REGIONS, name_of, region_of
from consult.stakeholders.models import PARTNERSHIP
from consult.stakeholders.taxonomy import CATEGORIES
from consult.submissions import labels
from consult.submissions.queries import Totals
from consult.web.page_language import language_name, locale_code

Bar = tuple[str, int, str]
"""(words, count, where these comments are read)."""

MOST_BARS = 12
"""Clauses shown at once; where there are more, the busiest."""

KINDS = ("withheld", "removed", "redacted")
"""Uses of a reason, by their names in moderation.queries.reasons_of."""


def moderation(totals: Totals) -> list[tuple[str, int, str]]:
    """(label, count, tone) of the comments received by status; the counts add up."""
    parts = [
        (_("Published as written"), totals.published, "ok"),
        (_("Published with redactions"), totals.published_redacted, "ok-2"),
        (_("Withheld"), totals.withheld, "bad"),
        (_("Removed after publication"), totals.removed, "warn"),
        (_("Withdrawn by submitters"), totals.withdrawn, "plain"),
        (_("Pending"), totals.pending, "info"),
    ]
    return [part for part in parts if part[1] or part[2] in {"ok", "bad"}]


def reason(code: str) -> str:
    """A reason in words."""
    return _(WORDS[Reason(code)].label) if code in list(Reason) else code


def reasons(counts: Mapping[str, int]) -> list[tuple[str, int]]:
    """(words, count) of the reasons for withholding and removing, the most frequent first."""
    return sorted(
        ((reason(code), count) for code, count in counts.items()), key=lambda row: (-row[1], row[0])
    )


def reasons_by_use(counts: Mapping[str, int]) -> list[tuple[str, int, int, int]]:
    """(words, withheld, removed, redacted) of every reason used, in the order of the published list."""
    rows = []
    for code in Reason:
        withheld, removed, redacted = (counts.get(f"{kind}/{code.value}", 0) for kind in KINDS)
        rows.append((reason(code), withheld, removed, redacted))
    return [row for row in rows if any(row[1:])]


def _comments(slug: str, **chosen: Any) -> str:
    """The address of the comments that are chosen."""
    return url_for("reading.comments", slug=slug, **chosen)


def categories(counts: Mapping[str, int], slug: str) -> list[Bar]:
    """The Partnership's four categories always; the others where they have comments."""
    return [
        (_(words), counts.get(kind, 0), _comments(slug, category=kind) if counts.get(kind) else "")
        for kind, words in CATEGORIES.items()
        if counts.get(kind) or kind in PARTNERSHIP
    ]


def regions(counts: Mapping[str, int], slug: str) -> list[Bar]:
    """Regions of UN M49, and those of whom it is not shown."""
    found = statistics.regions(counts)
    rows = [
        (_(words), found[name], _comments(slug, region=name))
        for name, words in REGIONS.items()
        if name in found
    ]
    return rows + ([(pgettext("region", "Not published"), found[""], "")] if found.get("") else [])


def countries(counts: Mapping[str, int]) -> list[tuple[str, str, int]]:
    """(country, region, count) of those whose country is public, and the others together."""
    language = locale_code()
    rows = [
        (name_of(code, language), _(REGIONS[region_of(code)]) if region_of(code) else "", count)
        for code, count in counts.items()
        if code
    ]
    rows.sort(key=lambda row: (-row[2], row[0]))
    return rows + ([(pgettext("country", "Not published"), "", counts[""])] if counts.get("") else [])


def types(counts: Mapping[str, int], slug: str) -> list[Bar]:
    """Types of comment."""
    return [
        (_(words), counts[kind], _comments(slug, type=kind))
        for kind, words in labels.TYPES.items()
        if counts.get(kind)
    ]


def languages(counts: Mapping[str, int], slug: str) -> list[Bar]:
    """Languages that comments are written in, the most frequent first."""
    rows = [
        (language_name(code), count, _comments(slug, language=code) if code else "")
        for code, count in counts.items()
    ]
    return sorted(rows, key=lambda row: (-row[1], row[0]))


def clauses(labels: Mapping[str, Markup], counts: Mapping[str, int], slug: str) -> list[Bar]:
    """Clauses with comments, in the order of the text; `labels` by the keys of all clauses."""
    return [
        (label, counts[key], _comments(slug, clause=key)) for key, label in labels.items() if counts.get(key)
    ]


def busiest(bars: Sequence[Bar]) -> list[Bar]:
    """Those with most comments, where there are more than a reader takes in at once; else none."""
    return sorted(bars, key=lambda bar: -bar[1])[:MOST_BARS] if len(bars) > MOST_BARS else []


def times(counts: Mapping[str, int]) -> tuple[bool, list[tuple[str, int]]]:
    """(whether by weeks, [(day, count)]) of when comments were published."""
    language = locale_code()
    by_weeks, found = statistics.over_time(counts)
    return by_weeks, [(shown_comments.day(day, language), count) for day, count in found]
