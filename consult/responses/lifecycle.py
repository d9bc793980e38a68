"""Dispositions of comments: which there are, which a person gives, which need their reason."""

from enum import StrEnum


class Disposition(StrEnum):
    """The result of a comment (docs/sources.md)."""

    ACCEPTED = "accepted"
    ACCEPTED_IN_PRINCIPLE = "accepted_in_principle"
    PARTIALLY_ACCEPTED = "partially_accepted"
    NOTED = "noted"
    CLARIFIED = "clarified"
    NOT_ACCEPTED = "not_accepted"
    OUT_OF_SCOPE = "out_of_scope"
    DEFERRED = "deferred"
    SUPERSEDED = "superseded"
    DUPLICATE = "duplicate"
    NOT_CONSIDERED = "not_considered"
    WITHDRAWN = "withdrawn"


GIVEN = tuple(kind for kind in Disposition if kind is not Disposition.WITHDRAWN)
"""Dispositions a person gives; `withdrawn` follows from what the submitter did."""

REASONED = frozenset(
    {
        Disposition.ACCEPTED_IN_PRINCIPLE,
        Disposition.PARTIALLY_ACCEPTED,
        Disposition.CLARIFIED,
        Disposition.NOT_ACCEPTED,
        Disposition.OUT_OF_SCOPE,
        Disposition.DEFERRED,
        Disposition.SUPERSEDED,
        Disposition.NOT_CONSIDERED,
    }
)
"""Dispositions that need a response: the comment's own or its issue's."""
