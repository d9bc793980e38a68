"""Published comments as CSV: the columns of a list, of what the public may see, and no text that a sheet would run."""

from collections.abc import Iterable, Iterator
from typing import Any

from consult.core import tables
from consult.stakeholders.countries import name_of
from consult.stakeholders.facts import confirmed

COLUMNS = (
    "reference", "about", "place", "block", "quote", "type", "comment", "proposed_wording", "reasons", "language",
    "name", "organisation", "category", "subcategory", "country", "country_name", "capacity", "confirmed",
    "attribution", "received", "published", "redacted", "late", "sent_again",
)  # fmt: skip
"""What a file of comments holds; anything else stays out of it."""


VERSION = ",".join(COLUMNS)
"""Of what a file is like: another release may write other columns of the same data."""


def csv(rows: Iterable[Any], language: str) -> Iterator[str]:
    """The file, in pieces; it begins with a byte order mark, so that spreadsheets read it as UTF-8."""
    yield tables.BOM + tables.csv_lines([COLUMNS])
    bundle: list[tuple[str, ...]] = []
    for row in rows:
        bundle.append(_cells(row, language))
        if len(bundle) == 500:
            yield tables.csv_lines(bundle)
            bundle.clear()
    yield tables.csv_lines(bundle)


def _cells(row: Any, language: str) -> tuple[str, ...]:
    said = (row.shown_text or "").split("\n")
    return (
        f"{row.reference}/{row.number}", row.subject.value, row.place, row.block_key,
        row.quote, row.type.value,
        said[0], row.shown_proposal or "", said[-1] if row.shown_rationale else "", row.language,
        row.name, row.organisation, row.category.value if row.category else "", row.subcategory, row.country,
        name_of(row.country, language) if row.country else "", row.capacity.value if row.capacity else "",
        confirmed(row), row.attribution.value,
        row.received_at.isoformat(timespec="seconds"), row.posted_at.isoformat(timespec="seconds"),
        "yes" if row.moderation.value == "published_redacted" else "no", "yes" if row.is_late else "no",
        row.sent_again_at.isoformat(timespec="seconds") if row.sent_again_at else "",
    )  # fmt: skip
