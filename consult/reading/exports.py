"""Published comments as CSV: the columns of a list, of what the public may see, and no text that a sheet would run."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from consult.core import tables
from consult.core.text_lines import lines_of
from consult.stakeholders.countries import name_of
from consult.stakeholders.facts import confirmed
from consult.summaries.queries import PublicAnswer, public_answers

COLUMNS = (
    "reference", "about", "place", "block", "quote", "type", "comment", "proposed_wording", "reasons", "language",
    "name", "organisation", "category", "subcategory", "country", "country_name", "capacity", "confirmed",
    "on_behalf_of", "attribution", "received", "published", "redacted", "late", "sent_again", "disposition",
)  # fmt: skip
"""What a file of comments holds; anything else stays out of it."""


VERSION = ",".join(COLUMNS)
"""Of what a file is like: another release may write other columns of the same data."""


def csv(rows: Iterable[Any], language: str) -> Iterator[str]:
    """The file, in pieces; it begins with a byte order mark, so that spreadsheets read it as UTF-8."""
    yield tables.BOM + tables.csv_lines([COLUMNS])
    bundle: list[Any] = []
    for row in rows:
        bundle.append(row)
        if len(bundle) == 500:
            yield tables.csv_lines(_answered(bundle, language))
            bundle.clear()
    yield tables.csv_lines(_answered(bundle, language))


def _answered(rows: Sequence[Any], language: str) -> list[tuple[str, ...]]:
    answers = public_answers([row.id for row in rows])
    return [_cells(row, language, answers.get(row.id)) for row in rows]


def _cells(row: Any, language: str, answer: PublicAnswer | None) -> tuple[str, ...]:
    return (
        f"{row.reference}/{row.number}", row.subject.value, row.place, row.block_key,
        row.quote, row.type.value,
        lines_of(row.shown_comment), row.shown_proposal or "", lines_of(row.shown_rationale), row.language,
        row.name, row.organisation, row.category.value if row.category else "", row.subcategory, row.country,
        name_of(row.country, language) if row.country else "", row.capacity.value if row.capacity else "",
        confirmed(row), " ".join(row.on_behalf_of or ()), row.attribution.value,
        row.received_at.isoformat(timespec="seconds"), row.posted_at.isoformat(timespec="seconds"),
        "yes" if row.moderation.value == "published_redacted" else "no", "yes" if row.is_late else "no",
        row.sent_again_at.isoformat(timespec="seconds") if row.sent_again_at else "",
        answer.disposition.value if answer else "",
    )  # fmt: skip
