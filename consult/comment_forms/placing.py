"""Rows with the passages that they are about."""

from collections.abc import Sequence
from typing import NamedTuple

from consult.comment_forms.clause_references import Certainty, Passage, Placement, References
from consult.comment_forms.fields import Field
from consult.comment_forms.rows import FormRow
from consult.core.translatable import N_

OTHER_DOCUMENT = N_("The rows are about several documents. Import the rows of each document by themselves.")


class PlacedRow(NamedTuple):
    """A row and where it points."""

    row: FormRow
    placement: Placement


def placed(rows: Sequence[FormRow], passages: Sequence[Passage]) -> list[PlacedRow]:
    """Each row with its passage. Where rows name several documents, none is placed: clauses of different documents have
    the same numbers."""
    references = References(passages)
    documents = {
        " ".join(row.where[Field.DOCUMENT].split()).casefold()
        for row in rows
        if row.where.get(Field.DOCUMENT)
    }
    found = []
    for row in rows:
        place = references.place(row.where.get(Field.CLAUSE, ""), row.where.get(Field.ELEMENT, ""))
        if place.certainty is Certainty.PLACED and len(documents) > 1:
            place = Placement(Certainty.UNPLACED, why=OTHER_DOCUMENT, perhaps=(place.key,))
        found.append(PlacedRow(row, place))
    return found
