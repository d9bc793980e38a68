"""What pages and files of a draft or submission show of uploaded forms: the row that a comment came in, and rows not
added."""

from collections.abc import Mapping, Sequence

from flask import url_for
from flask_babel import gettext as _

from consult.comment_forms import form_files
from consult.comment_forms import queries as imported_rows
from consult.comment_forms.content_keys import is_of_form
from consult.draft_submissions.models import AnyComment, AnySubmission, DraftComment, DraftSubmission
from consult.draft_submissions.rows_to_add import RowsToAdd
from consult.form_uploads import queries
from consult.form_uploads.models import RowState


def rows_told(comments: Sequence[AnyComment]) -> Mapping[int, str]:
    """Id of each of these comments of one draft or submission that came in a form → its row, in words."""
    keys = {one.id: one.key for one in comments if is_of_form(one.key)}
    if not keys:
        return {}
    first = comments[0]
    holder = first.draft if isinstance(first, DraftComment) else first.submission
    uploaded = queries.numbers_of_rows(holder.key)
    found = {one: uploaded[key] for one, key in keys.items() if key in uploaded}
    if not isinstance(first, DraftComment):
        found |= imported_rows.numbers_of_rows(keys.keys())
    return {one: _("Row %(number)s of the form", number=number) for one, number in found.items()}


def own_form(
    found: AnySubmission, version_id: int | None, comments: Sequence[AnyComment], kind: str
) -> tuple[bytes, str]:
    """A person's own comments in the comment form, with the numbers, pages and lines of the forms in which they came
    (form_files.of_comments)."""
    return form_files.of_comments(found, version_id, comments, kind, queries.own_rows_of(found.key))


_TO_ADD = frozenset([RowState.PLACED, RowState.WHOLE, RowState.WAITING, RowState.CHANGED, RowState.DIFFERS])


def rows_to_add(draft: DraftSubmission) -> list[RowsToAdd]:
    """The files of a draft with rows that could be comments, or could replace theirs, and were not added."""
    found = []
    for upload in queries.uploads(draft.consultation_id, draft.key):
        lines = queries.lines(upload, queries.known_in(draft, upload))
        number = sum(one.state in _TO_ADD for one in lines)
        if number:
            address = url_for(
                "form_uploads.preview", slug=draft.consultation.slug, reference=upload.reference
            )
            found.append(RowsToAdd(upload.file_name, number, address))
    return found
