"""Reading, a module for each thing that is read. Other packages import from here."""

from consult.responses.queries.being_written import answers_being_written
from consult.responses.queries.counting import (
    Part,
    Progress,
    answered_counts,
    disposition_counts,
    own_changes,
    progress,
)
from consult.responses.queries.grouping import (
    NOT_SHOWN,
    Counted,
    by_category,
    categories_of,
    issue,
    issues,
    unnamed,
)
from consult.responses.queries.obstacles import obstacle
from consult.responses.queries.scope import ids_in_scope
from consult.responses.queries.workbench import (
    Filters,
    answers_to,
    by_references,
    comments,
    comments_to_answer,
    ids_to_answer,
    next_unanswered,
)

__all__ = [
    "NOT_SHOWN",
    "Counted",
    "Filters",
    "Part",
    "Progress",
    "answered_counts",
    "answers_being_written",
    "answers_to",
    "by_category",
    "by_references",
    "categories_of",
    "comments",
    "comments_to_answer",
    "disposition_counts",
    "ids_in_scope",
    "ids_to_answer",
    "issue",
    "issues",
    "next_unanswered",
    "obstacle",
    "own_changes",
    "progress",
    "unnamed",
]
