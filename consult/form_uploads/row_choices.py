"""What a person chooses of a row in the list, as a field of the page says it, and what was chosen. Pure."""

from typing import Any

from consult.comment_forms.clause_references import Certainty
from consult.comment_forms.placing import DELETES_HEADING
from consult.core.translatable import N_
from consult.form_uploads.models import EACH, PLACE
from consult.submissions.rules import QUOTED_TWICE

BY_PERSON = N_("You left this row out.")
KEPT = N_("You kept the comment as it is in your draft submission.")

WHOLE = "whole"
"""The choice of the whole draft; of a passage it is AT and its key, of a place of the quotation PLACE_AT and its
mark."""
AT, PLACE_AT = "at:", "quote:"
OUT, REPLACE_IT, CLAUSE, ANOTHER, DELETE, EACH_IT = "out", "replace", "clause", "another", "delete", "each"


def chosen(row: Any) -> str:
    """What a person chose in the list for the place of a row that was in doubt, "" where they chose nothing of what is
    offered there."""
    parts = row.changed_parts
    if not row.why or not row.is_changed or (parts is not None and PLACE not in parts):
        return ""
    if row.left_out:
        return OUT if row.left_out == BY_PERSON else ""
    if row.certainty == Certainty.WHOLE:
        return WHOLE
    if EACH in (parts or ()):
        return EACH_IT
    if row.certainty != Certainty.PLACED or row.block_key not in row.perhaps:
        return ""
    if row.why == QUOTED_TWICE:
        return f"{PLACE_AT}{row.said['quote_mark']}" if row.said.get("quote_mark") else ""
    is_clause = row.why == DELETES_HEADING and not row.said["proposal"]
    return "" if is_clause else f"{AT}{row.block_key}"
