"""Reading consultations. Each module is one subject; everybody else imports the queries here."""

from consult.consultations.queries.finding import (
    all_,
    by_id,
    by_slug,
    get,
    is_published,
    of_organisations,
    public,
)
from consult.consultations.queries.history import (
    CLOSING_SOON,
    HANDS,
    due_to_be_told,
    hands,
    happened,
    record,
    sent_back,
    told_already,
)
from consult.consultations.queries.parts import (
    corrections,
    document,
    document_rows,
    documents,
    extensions,
    question,
    question_rows,
    questions,
    versions,
)
from consult.consultations.queries.rules_in_force import check_rules, fixed_rules, rules, rules_published_at
from consult.consultations.queries.stamps import Stamped, stamp

__all__ = [
    "CLOSING_SOON",
    "HANDS",
    "Stamped",
    "all_",
    "by_id",
    "by_slug",
    "check_rules",
    "corrections",
    "document",
    "document_rows",
    "documents",
    "due_to_be_told",
    "extensions",
    "fixed_rules",
    "get",
    "hands",
    "happened",
    "is_published",
    "of_organisations",
    "public",
    "question",
    "question_rows",
    "questions",
    "record",
    "rules",
    "rules_published_at",
    "sent_back",
    "stamp",
    "told_already",
    "versions",
]
