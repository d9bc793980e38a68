"""Rows of our own forms whose quoted words are not in their passage: their comments get no quotation."""

from collections.abc import Sequence

from consult.comment_forms.clause_references import Certainty
from consult.comment_forms.placing import PlacedRow, quote_of
from consult.core.translatable import N_
from consult.drafts import queries as drafts
from consult.quotations import quoting

LOST = N_("The quoted words are not in this passage, so the comment gets no quotation.")


def with_lost_quotations(rows: Sequence[PlacedRow], version_id: int | None) -> list[PlacedRow]:
    """Those of the rows that are on a passage and quote words that are not in it."""
    quoting_rows = [
        one
        for one in rows
        if one.placement.certainty is Certainty.PLACED and quote_of(one.row, one.placement.key)
    ]
    printed = drafts.printed(version_id, {one.placement.key for one in quoting_rows})
    return [
        one
        for one in quoting_rows
        if one.placement.key not in printed
        or not quoting.stands_in(quote_of(one.row, one.placement.key), printed[one.placement.key])
    ]
