"""Reading, a module for each thing that is read. Other packages import from here."""

from consult.responses.queries.being_written import answers_being_written
from consult.responses.queries.counting import Part, Progress, disposition_counts, own_changes, progress
from consult.responses.queries.duplicates import ORIGINAL, ORIGINAL_REFERENCE, ORIGINAL_SUBMISSION
from consult.responses.queries.grouping import NOT_SHOWN, Counted, by_category, categories_of, issue, issues
from consult.responses.queries.obstacles import obstacle
from consult.responses.queries.scope import IN_SCOPE, IS_ANSWERED, IS_PUBLIC
from consult.responses.queries.workbench import (
    Filters,
    answers_to,
    any_comments,
    by_references,
    comments,
    comments_to_answer,
    ids_to_answer,
    next_unanswered,
    reference_of,
)

__all__ = [
    "IN_SCOPE",
    "IS_ANSWERED",
    "IS_PUBLIC",
    "NOT_SHOWN",
    "ORIGINAL",
    "ORIGINAL_REFERENCE",
    "ORIGINAL_SUBMISSION",
    "Counted",
    "Filters",
    "Part",
    "Progress",
    "answers_being_written",
    "answers_to",
    "any_comments",
    "by_category",
    "by_references",
    "categories_of",
    "comments",
    "comments_to_answer",
    "disposition_counts",
    "ids_to_answer",
    "issue",
    "issues",
    "next_unanswered",
    "obstacle",
    "own_changes",
    "progress",
    "reference_of",
]
