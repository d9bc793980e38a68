"""Reading, a module for each thing that is read. Other packages import from here.

Two sources of responses have the same columns: those being written (see responses.queries) and those an edition
published (rows that never change).
"""

from consult.summaries.queries.editions import (
    comments_with,
    disposition_counts,
    editions,
    hands,
    held_until,
    holding_notices,
    latest,
    newest,
    published,
    subject_of,
)
from consult.summaries.queries.public_comments import (
    CommentWithResponse,
    Respondent,
    Source,
    answered_singly,
    changed_singly,
    disposition_table,
    not_taken_singly,
    references_by_issue,
    respondents,
    state_of,
    texts_by_issue,
)
from consult.summaries.queries.public_responses import PublicAnswer, answers_of_submission, public_answers

__all__ = [
    "CommentWithResponse",
    "PublicAnswer",
    "Respondent",
    "Source",
    "answered_singly",
    "answers_of_submission",
    "changed_singly",
    "comments_with",
    "disposition_counts",
    "disposition_table",
    "editions",
    "hands",
    "held_until",
    "holding_notices",
    "latest",
    "newest",
    "not_taken_singly",
    "public_answers",
    "published",
    "references_by_issue",
    "respondents",
    "state_of",
    "subject_of",
    "texts_by_issue",
]
