"""Real comments of a public record, read as what people would have typed, and what became of them there."""

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

DISPOSITIONS = {
    "Accept": "accepted",
    "Accept in Principle": "accepted_in_principle",
    "Partially Accept": "partially_accepted",
    "Declined": "not_accepted",
    "Noted": "noted",
}
"""Their labels in our words (domain: NIST's Accept, Declined … are ISO's accepted, not accepted …)."""

_FROM_WORDS = (
    (r"accept(?:ed)? in principle", "accepted_in_principle"),
    (r"\bdeclined?\b|not accept", "not_accepted"),
    (r"\baccept", "accepted"),
)


@dataclass(frozen=True)
class Entry:
    """One entry of the record; `twin` is the number of the entry it repeats, where that is in the record too."""

    number: int
    organisation: str
    kind: str
    reference: str
    comment: str
    proposal: str
    is_editorial: bool
    disposition: str
    answer: str
    twin: int | None

    @property
    def clause(self) -> str:
        """The clause number it names ("2.7.1"), or ""."""
        found = re.search(r"(?:^|Sec(?:tion)?\.?:? ?)(\d+(?:\.\d+)+)", self.reference)
        return found.group(1) if found else ""

    @property
    def who(self) -> dict[str, Any]:
        """What the sender would say of themselves on the first page."""
        category, capacity = {
            "1": ("government.national_agency_or_regulator", "organisation"),
            "2": ("industry", "organisation"),
            "3": ("academia", "organisation"),
            "4": ("individual", "personal"),
        }.get(self.kind, ("individual", "personal"))
        person = capacity == "personal"
        return {
            "capacity": capacity,
            "category": category,
            "name": (self.organisation or "Not given") if person else "",
            "organisation": "" if person else self.organisation,
            "country": "USA",
        }

    @property
    def is_empty(self) -> bool:
        """Nothing was said."""
        return not self.comment and not self.proposal

    @property
    def is_link_dump(self) -> bool:
        """Nothing but addresses of files."""
        return not self.comment and bool(self.proposal)


def entries(file: Path) -> list[Entry]:
    """The entries of the record, in its order."""
    rows = [json.loads(line) for line in file.read_text().splitlines()]
    numbers = {row["issue"] for row in rows}
    return [_entry(_straightened(row), numbers) for row in rows]


def _straightened(row: dict[str, Any]) -> dict[str, Any]:
    """One row was typed a column too far to the left; anyone who takes it in moves it back."""
    if re.match(r"\d - ", row["organization"]):
        return row | {
            "organization": "Not given",
            "organization_type": row["organization"],
            "reference": row["organization_type"],
            "comment": row["reference"],
            "suggested_change": row["comment"],
        }
    return row


def _entry(row: dict[str, Any], numbers: set[int]) -> Entry:
    words = " ".join(remark["text"] for remark in row["thread"])
    named = [int(number) for number in re.findall(r"#(\d+)|\[(\d+)\]", words) for number in number if number]
    repeats = "duplicate" in row["labels"] or "duplicate of" in words.lower()
    twin = next((number for number in named if number in numbers), None) if repeats else None
    disposition = next((DISPOSITIONS[label] for label in row["labels"] if label in DISPOSITIONS), "")
    if twin:
        disposition = "duplicate"
    elif not disposition:
        found = (kind for pattern, kind in _FROM_WORDS if re.search(pattern, words, re.IGNORECASE))
        disposition = next(found, "noted")
    return Entry(
        number=row["issue"],
        organisation=row["organization"].strip(),
        kind=row["organization_type"][:1],
        reference=row["reference"],
        comment="" if row["comment"] == "[blank]" else row["comment"].strip(),
        proposal="" if row["suggested_change"] == "[blank]" else row["suggested_change"].strip(),
        is_editorial="Editorial" in row["labels"],
        disposition=disposition,
        answer=row["thread"][-1]["text"] if row["thread"] else "",
        twin=twin,
    )
