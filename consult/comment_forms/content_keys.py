"""The keys of what rows say: what makes a row the same as one that was imported before. The keys that stand in our own
forms, whatever their rows say, are in `row_keys`."""

import hashlib
import json
from collections import Counter
from collections.abc import Sequence

from consult.comment_forms import queries, row_keys
from consult.comment_forms.fields import Field
from consult.comment_forms.placing import PlacedRow
from consult.comment_forms.rows import FormRow, LeftOutRow
from consult.core.translatable import N_

COMMENT_KEY = "form:{}"
"""The key of the comment that a row became in a draft submission, where no key of our own forms says it (row_keys)."""

_NAMES = (Field.ORGANISATION, Field.NAME, Field.EMAIL)

KNOWN = N_("This row was imported before.")


def is_of_form(comment_key: str) -> bool:
    """Whether a comment with this key came in a form."""
    return comment_key.startswith((COMMENT_KEY.format(""), row_keys.comment_key("")))


def divided(
    consultation_id: int, rows: Sequence[PlacedRow], sha256: str
) -> tuple[list[tuple[PlacedRow, str]], tuple[LeftOutRow, ...]]:
    """The rows of a file that are new to a consultation, each with its key, and those that were imported before: the
    same row of the same file, however its columns were read, or one that says the same."""
    keyed = list(zip(rows, content_keys([one.row for one in rows], sha256), strict=True))
    places = {place_key(sha256, one.row.table, one.row.row): key for one, key in keyed}
    before = queries.imported(consultation_id, list(places.values()))
    before |= {places[one] for one in queries.imported_places(consultation_id, list(places))}
    known = (one.row for one, key in keyed if key in before)
    return (
        [(one, key) for one, key in keyed if key not in before],
        tuple(LeftOutRow(row.table, row.row, row.own, KNOWN, row.comment[:200]) for row in known),
    )


def place_key(sha256: str, table: str, row: int) -> str:
    """The key of a row by where it stands: the file, its table and the number of the row."""
    return hashlib.sha256(f"{sha256} {table} {row}".encode()).hexdigest()


def key_of_missing(sha256: str, number: int) -> str:
    """The key of a row that a file has no more, by the number of its comment: that of no place in any file, as the hash
    of a file does not come first."""
    return hashlib.sha256(f"missing {sha256} {number}".encode()).hexdigest()


def key_of_another(key: str) -> str:
    """The key of a row that says what a comment with this key said, beside the row that this comment is now."""
    return hashlib.sha256(f"another {key}".encode()).hexdigest()


def content_keys(rows: Sequence[FormRow], sha256: str = "") -> list[str]:
    """A key for each row: the same for the same words of the same submitter on the same place, in whatever file. Of two
    rows of one file that say the same, each has its own. `sha256`: of a file whose rows may be of anyone; a row that
    names no one is then the same in this file alone, as others may send the same words."""
    seen: Counter[str] = Counter()
    keys = []
    for row in rows:
        said = [sorted(row.who.items()), sorted(row.where.items()), row.type, row.quote, row.comment, row.proposal,
                row.rationale]  # fmt: skip
        if row.quote_place:
            said.append(row.quote_place)
        if sha256 and not any(row.who.get(one) for one in _NAMES):
            said.append(sha256)
        plain = json.dumps(said, ensure_ascii=False)
        seen[plain] += 1
        keys.append(hashlib.sha256(f"{plain}{seen[plain]}".encode()).hexdigest())
    return keys
