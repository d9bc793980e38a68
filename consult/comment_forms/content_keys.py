"""The keys of what rows say: what makes a row the same as one that was imported before. The keys that stand in our own
forms, whatever their rows say, are in `row_keys`."""

import hashlib
import json
from collections import Counter
from collections.abc import Sequence

from consult.comment_forms import queries, row_keys
from consult.comment_forms.placing import PlacedRow
from consult.comment_forms.rows import FormRow, LeftOut
from consult.core.translatable import N_

COMMENT_KEY = "form:{}"
"""The key of the comment that a row became in a draft submission, where no key of our own forms says it (row_keys)."""

KNOWN = N_("This row was imported before.")


def is_of_form(comment_key: str) -> bool:
    """Whether a comment with this key came in a form."""
    return comment_key.startswith((COMMENT_KEY.format(""), row_keys.comment_key("")))


def divided(
    consultation_id: int, rows: Sequence[PlacedRow]
) -> tuple[list[tuple[PlacedRow, str]], tuple[LeftOut, ...]]:
    """The rows that are new to a consultation, each with its key, and those that were imported before."""
    keyed = list(zip(rows, content_keys([one.row for one in rows]), strict=True))
    before = queries.imported(consultation_id, [key for _one, key in keyed])
    known = (one.row for one, key in keyed if key in before)
    return (
        [(one, key) for one, key in keyed if key not in before],
        tuple(LeftOut(row.table, row.row, row.own, KNOWN, row.comment[:200]) for row in known),
    )


def content_keys(rows: Sequence[FormRow]) -> list[str]:
    """A key for each row: the same for the same words of the same submitter on the same place, in whatever file. Of two
    rows of one file that say the same, each has its own."""
    seen: Counter[str] = Counter()
    keys = []
    for row in rows:
        said = [sorted(row.who.items()), sorted(row.where.items()), row.type, row.quote, row.comment, row.proposal,
                row.rationale]  # fmt: skip
        plain = json.dumps(said, ensure_ascii=False)
        seen[plain] += 1
        keys.append(hashlib.sha256(f"{plain}{seen[plain]}".encode()).hexdigest())
    return keys
