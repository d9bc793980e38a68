"""What a column of a comment form can hold."""

from enum import StrEnum


class Field(StrEnum):
    """A field of a row, and the name by which a column is mapped to it (`--map COLUMN=FIELD`)."""

    ROW = "row"
    ORGANISATION = "organisation"
    NAME = "name"
    EMAIL = "email"
    CATEGORY = "category"
    COUNTRY = "country"
    DOCUMENT = "document"
    PAGE = "page"
    LINE = "line"
    CLAUSE = "clause"
    ELEMENT = "element"
    TYPE = "type"
    QUOTE = "quote"
    QUOTE_PLACE = "quote_place"
    """Which of several places with the same words is quoted (quotations.places.in_form)."""
    COMMENT = "comment"
    PROPOSAL = "proposal"
    RATIONALE = "rationale"
    MUST_BE_SATISFIED = "must_be_satisfied"
    OBSERVATIONS = "observations"
    KEY = "key"
    """The key of a row of a form that this site made (row_keys)."""
    IGNORED = "ignored"


SAYS = (Field.COMMENT, Field.PROPOSAL, Field.RATIONALE)
"""A row that has none of these says nothing."""
WHERE = (Field.DOCUMENT, Field.PAGE, Field.LINE, Field.CLAUSE, Field.ELEMENT)
WHO = (Field.ORGANISATION, Field.NAME, Field.EMAIL, Field.CATEGORY, Field.COUNTRY)
