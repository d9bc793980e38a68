"""Reading, a module for each thing that is read. Everybody else imports from here.

Two sources of answers look alike: those being written (answers and issues, joined) and those an edition published
(kept rows that never change).
"""

from consult.responses.queries.counting import Part, disposition_counts, own_changes, progress
from consult.responses.queries.grouping import NOT_SHOWN, Counted, by_category, categories_of, issue, issues
from consult.summaries.queries.public_comments import Source, answered_singly, changed_singly, disposition_table, not_taken_singly, references_by_issue, respondents, state_of, texts_by_issue, unnamed
from consult.responses.queries.scope import IN_SCOPE, IS_ANSWERED
from consult.summaries.queries.editions import editions, hands, holding_notices, latest, obstacle, published, subject_of
from consult.summaries.queries.public_responses import PublicAnswer, answers_being_written, answers_of_submission, public_answers
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
    "NOT_SHOWN",
    "Counted",
    "Filters",
    "Part",
    "PublicAnswer",
    "Source",
    "answered_singly",
    "answers_being_written",
    "answers_of_submission",
    "answers_to",
    "any_comments",
    "by_category",
    "by_references",
    "categories_of",
    "changed_singly",
    "comments",
    "comments_to_answer",
    "disposition_counts",
    "disposition_table",
    "editions",
    "hands",
    "holding_notices",
    "ids_to_answer",
    "issue",
    "issues",
    "latest",
    "next_unanswered",
    "not_taken_singly",
    "obstacle",
    "own_changes",
    "progress",
    "public_answers",
    "published",
    "reference_of",
    "references_by_issue",
    "respondents",
    "state_of",
    "subject_of",
    "texts_by_issue",
    "unnamed",
]
