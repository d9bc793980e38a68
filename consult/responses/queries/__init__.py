"""Reading, a module for each thing that is read. Other packages import from here."""

from consult.responses.queries.counting import (
    Part,
    Progress,
    TranslationCounts,
    disposition_counts,
    languages_of_comments,
    own_changes,
    progress,
    response_counts,
    translation_counts,
)
from consult.responses.queries.issue_list import (
    NOT_SHOWN,
    IssueWithCounts,
    by_category,
    categories_of,
    issue,
    issues,
    unnamed,
)
from consult.responses.queries.obstacles import RESPONDING, obstacle
from consult.responses.queries.scope import ids_in_scope
from consult.responses.queries.translations import (
    KnownConsultation,
    ResponseWords,
    digest_of,
    response_words,
    translatable_texts,
)
from consult.responses.queries.unpublished import responses_being_written
from consult.responses.queries.workbench import (
    Filters,
    by_references,
    comments,
    comments_to_respond_to,
    ids_to_respond_to,
    next_without_response,
    responses_to,
)

__all__ = [
    "NOT_SHOWN",
    "RESPONDING",
    "Filters",
    "IssueWithCounts",
    "KnownConsultation",
    "Part",
    "Progress",
    "ResponseWords",
    "TranslationCounts",
    "by_category",
    "by_references",
    "categories_of",
    "comments",
    "comments_to_respond_to",
    "digest_of",
    "disposition_counts",
    "ids_in_scope",
    "ids_to_respond_to",
    "issue",
    "issues",
    "languages_of_comments",
    "next_without_response",
    "obstacle",
    "own_changes",
    "progress",
    "response_counts",
    "response_words",
    "responses_being_written",
    "responses_to",
    "translatable_texts",
    "translation_counts",
    "unnamed",
]
