"""The row of a form that a comment came in, as its writer sees it beside the comment."""

from collections.abc import Mapping, Sequence

from flask_babel import gettext as _

from consult.comment_forms import queries as imported_rows
from consult.comment_forms.content_keys import is_of_form
from consult.draft_submissions.models import AnyComment, DraftComment
from consult.form_uploads import queries


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
