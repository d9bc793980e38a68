"""The responses of a consultation as they stand, in the columns in which a version of the summary publishes them."""

from typing import Any

from sqlalchemy import Select, and_, case, func, literal
from sqlalchemy.orm import aliased

from consult.responses.lifecycle import Disposition
from consult.responses.models import CommentResponse, Issue
from consult.responses.queries.scope import CHANGE, DISPOSITION, WORDS, in_scope
from consult.submissions import queries as submissions


def responses_being_written(consultation_id: int) -> Select[Any]:
    """The responses as they stand, in the columns of published ones; duplicates have their original's words.

    Words to a comment that the public does not read are for its submitter alone: then only its issue's are repeated.
    """
    original = submissions.comment_references()
    original_response = aliased(CommentResponse)
    original_issue = aliased(Issue)
    own_words = case((original.is_public, func.nullif(original_response.text, "")), else_=None)
    original_words = func.coalesce(own_words, original_issue.response, "")
    words = case(
        (and_(DISPOSITION == Disposition.DUPLICATE, WORDS == ""), original_words),
        else_=WORDS,
    )
    return (
        in_scope(
            consultation_id,
            CommentResponse.comment_id.label("comment_id"),
            DISPOSITION.label("disposition"),
            words.label("text"),
            CHANGE.label("change"),
            func.coalesce(Issue.reference, "").label("issue_reference"),
            func.coalesce(Issue.title, "").label("issue_title"),
            func.coalesce(CommentResponse.text != "", literal(False)).label("has_own_words"),
            func.coalesce(CommentResponse.change != "", literal(False)).label("has_own_change"),
            CommentResponse.duplicate_of_id.label("duplicate_of_id"),
            original.public_reference.label("duplicate_of"),
        )
        .where(DISPOSITION.is_not(None))
        .outerjoin(original.rows, original.comment_id == CommentResponse.duplicate_of_id)
        .outerjoin(original_response, original_response.comment_id == CommentResponse.duplicate_of_id)
        .outerjoin(original_issue, original_issue.id == original_response.issue_id)
    )
