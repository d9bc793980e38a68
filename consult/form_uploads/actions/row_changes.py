"""What is written of a row that a person changes: the parts that stay so, and where it belongs."""

from consult.comment_forms.clause_references import Certainty
from consult.form_uploads.models import UploadedRow


def note(row: UploadedRow, *parts: str) -> None:
    """Note that a person changed parts of a row: they stay so however the columns are read again."""
    if row.changed_parts is not None or not row.is_changed:
        row.changed_parts = sorted({*(row.changed_parts or ()), *parts})
    row.is_changed = True


def place(row: UploadedRow, block_key: str) -> None:
    """Have a row be on a passage, or on the whole draft ("" as `block_key`)."""
    row.certainty = Certainty.PLACED if block_key else Certainty.WHOLE
    row.block_key = block_key
    row.left_out = ""
