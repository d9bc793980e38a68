"""What is done with entries: begun, written, given files, submitted, discarded.

Each module is one of them. Other packages import the actions from here.
"""

from consult.staff_entries.actions.submitting import EnteredSubmission, add_record, submit
from consult.staff_entries.actions.unsaved import (
    KEPT,
    discard_unsaved,
    discard_unsaved_text,
    forget_account,
    forget_unsaved,
    go_on_with_unsaved,
    keep_unsaved,
)
from consult.staff_entries.actions.writing import (
    add_file,
    add_original,
    attach,
    begin,
    compare_seen,
    discard,
    keep,
    remove_file,
)

__all__ = [
    "KEPT",
    "EnteredSubmission",
    "add_file",
    "add_original",
    "add_record",
    "attach",
    "begin",
    "compare_seen",
    "discard",
    "discard_unsaved",
    "discard_unsaved_text",
    "forget_account",
    "forget_unsaved",
    "go_on_with_unsaved",
    "keep",
    "keep_unsaved",
    "remove_file",
    "submit",
]
