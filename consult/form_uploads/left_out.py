"""Why rows are left out whose comments are in the draft submission: they are empty, or gone from their file."""

from consult.core.translatable import N_

IS_EMPTY = N_("The row is empty in this file.")
"""Of a row of our own form whose comment is in the draft submission."""
TO_DELETE = N_("You chose to delete the comment of this row.")
IS_GONE = N_("The row is not in this file any more.")
"""Of a row of an earlier state of the file whose comment is in the draft submission. It is stored beside those of the
file, and counts as none of them."""
DELETE_GONE = N_("The row is not in this file any more, and you chose to delete its comment.")
DELETED_LATER = N_("You deleted the comment of this row with a later file.")
"""Of a row whose comment was deleted as another file has the row no more, or empty."""
OF_EMPTY, OF_GONE = (IS_EMPTY, TO_DELETE), (IS_GONE, DELETE_GONE)
"""That a comment stays, and that it is deleted."""
NOT_OF_FILE = frozenset(OF_GONE)
DELETING = frozenset([*OF_EMPTY, *OF_GONE])
