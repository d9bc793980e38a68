"""Saving what a page sends of an upload, where its rows are what the page showed."""

from collections.abc import Mapping
from typing import NamedTuple

from consult.core.actions import action
from consult.core.stale_check import NO_FORM_VERSION, StaleForm
from consult.draft_submissions.models import DraftSubmission
from consult.form_uploads import queries
from consult.form_uploads.actions.choosing import Choice, choose
from consult.form_uploads.actions.choosing_for_all import choose_type_of_all
from consult.form_uploads.actions.locks import SeenPage, changed, compare_page, lock
from consult.form_uploads.models import FormUpload
from consult.submissions.models import CommentType


class SavedChoices(NamedTuple):
    """How many rows changed, and the mark of everything that the page knows now: where it did not show everything as it
    was, that is still the mark that it sent."""

    changed: int
    seen: str


@action
def save_choices(
    upload: FormUpload,
    choices: Mapping[int, Choice],
    draft: DraftSubmission | None,
    *,
    seen: SeenPage,
    again: bool = False,
    type_of_all: CommentType | None = None,
) -> SavedChoices:
    """Write what was chosen of rows (choose), and the type of all rows that wait for one. A choice is compared with the
    mark of its row alone, so that two people choose of different rows at once; one for all rows with the mark of
    everything. Raises StaleForm where one of them has changed, or has no mark: then nothing is written."""
    lock(upload)
    if not seen.whole:
        raise StaleForm(NO_FORM_VERSION)
    before = str(queries.page_mark(upload, draft))
    if type_of_all is not None:
        compare_page(seen.whole, upload, draft)
    _compare_rows(upload, choices, draft, seen)
    done = choose(upload, choices, draft, again=again)
    if type_of_all is not None:
        done += choose_type_of_all(upload, type_of_all, draft)
    is_whole = seen.whole == before
    return SavedChoices(done, str(queries.page_mark(upload, draft)) if is_whole else seen.whole)


def _compare_rows(
    upload: FormUpload, choices: Mapping[int, Choice], draft: DraftSubmission | None, seen: SeenPage
) -> None:
    if not all(seen.rows.get(position) for position in choices):
        raise StaleForm(NO_FORM_VERSION)
    now = queries.row_marks(upload, queries.rows_at(upload, choices.keys()), draft) if choices else {}
    if any(seen.rows[position] != now.get(position) for position in choices):
        raise StaleForm(changed(queries.PageMark.read(seen.whole), queries.page_mark(upload, draft)))
