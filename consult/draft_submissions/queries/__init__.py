"""Drafts, their comments and answers, and what is typed: of a draft, or of a submission."""

from consult.draft_submissions.queries.answers import (
    NO_QUESTIONS,
    TEXT,
    answer_savers,
    answers_to_submit,
    given_on,
    text_of_answer,
)
from consult.draft_submissions.queries.comments import (
    comments_as_they_are,
    comments_of,
    keyed,
    keys_in,
    keys_of,
    last_language,
    last_said,
    latest_type,
    numbered,
    said_mark,
)
from consult.draft_submissions.queries.drafts_to_submit import DraftToSubmit, to_submit, to_submit_by
from consult.draft_submissions.queries.lookup import (
    Gone,
    by_key,
    is_draft,
    keys_of_account,
    of_account,
    opened_by_code,
    opened_by_key,
    opened_by_user,
)
from consult.draft_submissions.queries.personal_data import personal_data, typed_beside
from consult.draft_submissions.queries.unfinished import (
    begun_on,
    typed_on,
    unfinished,
    unfinished_change,
    unfinished_of,
)

__all__ = [
    "NO_QUESTIONS",
    "TEXT",
    "DraftToSubmit",
    "Gone",
    "answer_savers",
    "answers_to_submit",
    "begun_on",
    "by_key",
    "comments_as_they_are",
    "comments_of",
    "given_on",
    "is_draft",
    "keyed",
    "keys_in",
    "keys_of",
    "keys_of_account",
    "last_language",
    "last_said",
    "latest_type",
    "numbered",
    "of_account",
    "opened_by_code",
    "opened_by_key",
    "opened_by_user",
    "personal_data",
    "said_mark",
    "text_of_answer",
    "to_submit",
    "to_submit_by",
    "typed_beside",
    "typed_on",
    "unfinished",
    "unfinished_change",
    "unfinished_of",
]
