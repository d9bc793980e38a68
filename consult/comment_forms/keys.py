"""What makes a row the same as one that was imported before."""

import hashlib
import json
from collections import Counter
from collections.abc import Sequence

from consult.comment_forms.rows import FormRow


def row_keys(rows: Sequence[FormRow]) -> list[str]:
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
