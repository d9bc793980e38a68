"""Reading, a module for each thing that is read. Other packages import from here.

Two sources of responses have the same columns: those being written (see responses.queries) and those an edition
published (rows that never change).
"""

from consult.summaries.queries.editions import (
    are_published,
    comments_with,
    complete_translations,
    disposition_counts,
    editions,
    existing,
    held_until,
    holding_notices,
    latest,
    newest,
    newest_translated,
    published,
    subject_of,
    writers,
)
from consult.summaries.queries.public_comments import (
    CommentWithResponse,
    Respondent,
    Source,
    changed_singly,
    disposition_table,
    not_taken_singly,
    references_by_issue,
    respondents,
    state_of,
    texts_by_issue,
    with_own_words,
)
from consult.summaries.queries.public_responses import (
    PublicResponse,
    has_published_responses,
    in_language,
    published_responses,
    responses_of_submission,
)

__all__ = [
    "CommentWithResponse",
    "PublicResponse",
    "Respondent",
    "Source",
    "are_published",
    "changed_singly",
    "comments_with",
    "complete_translations",
    "disposition_counts",
    "disposition_table",
    "editions",
    "existing",
    "has_published_responses",
    "held_until",
    "holding_notices",
    "in_language",
    "latest",
    "newest",
    "newest_translated",
    "not_taken_singly",
    "published",
    "published_responses",
    "references_by_issue",
    "respondents",
    "responses_of_submission",
    "state_of",
    "subject_of",
    "texts_by_issue",
    "with_own_words",
    "writers",
]
