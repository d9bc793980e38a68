"""Rows of uploaded forms that are not in the draft yet: a submitter is told so first."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from consult.core.hooks import Hook
from consult.draft_submissions.models import DraftSubmission
from consult.draft_submissions.queries import DraftToSubmit


class RowsToAdd(NamedTuple):
    """`number` rows of a file could be comments and are not; `deleting`: so many comments were chosen to be deleted
    with it, and are there; `address`: the page where rows are added or left out; `mark`: which rows they are."""

    file_name: str
    number: int
    deleting: int
    address: str
    mark: str


_Draft = DraftSubmission | DraftToSubmit

ROWS_TO_ADD: Hook[Callable[[_Draft], Sequence[RowsToAdd]]] = Hook("draft_submissions.rows_to_add")
"""The files of a draft with rows that were not added."""


def rows_to_add(draft: _Draft) -> list[RowsToAdd]:
    """The same, of whatever package above knows of any."""
    return [one for ask in ROWS_TO_ADD for one in ask(draft)]
