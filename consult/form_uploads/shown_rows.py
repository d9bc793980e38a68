"""What pages and files of a draft or submission show of uploaded forms: the row that a comment came in, and rows not
added."""

import hashlib
import re
from collections.abc import Mapping, Sequence
from typing import Any

from flask import url_for

from consult.comment_forms import form_files, row_keys, row_words
from consult.comment_forms import queries as imported_rows
from consult.comment_forms.content_keys import is_of_form
from consult.comment_forms.fields import Field
from consult.comment_forms.rows import RowNumbering
from consult.core.declarations import listed_in
from consult.draft_submissions import queries as drafts
from consult.draft_submissions.models import AnyComment, AnySubmission, DraftSubmission
from consult.draft_submissions.queries import DraftToSubmit
from consult.draft_submissions.rows_to_add import RowsToAdd
from consult.drafts.passage_labels import said_passage
from consult.form_uploads import queries
from consult.form_uploads.models import RowState
from consult.submissions.models import Comment, Route


@listed_in("HOOKS")
def rows_told(comments: Sequence[AnyComment]) -> Mapping[int, str]:
    """Id of each of these comments of one draft or submission that came in a form → its row, in words. Of a row of a
    form of this site that says of its place what this site had filled in, the number alone is told."""
    by_id = {one.id: one for one in comments}
    return {
        one: row_words.in_words(row._replace(reference="", page="", line="") if is_filled_in else row)
        for one, row in rows_as_written(comments).items()
        for is_filled_in in [_is_as_filled_in(by_id[one], row)]
    }


def _is_as_filled_in(comment: AnyComment, row: RowNumbering) -> bool:
    """Whether a row of a form of this site says of its place what this site had filled in: nothing but its passage and
    its line."""
    holder = comment.submission if isinstance(comment, Comment) else comment.draft
    key = row_keys.of_comment(comment.key, holder.consultation_id, comment.block_key)
    is_of_our_form = comment.key == row_keys.comment_key(key)
    if not is_of_our_form or not row_keys.is_on(key, holder.consultation_id, comment.block_key):
        return False
    if comment.quote or row.page or (row.line and not row.line.isdecimal()) or _OTHER.search(row.reference):
        return False
    number = _NUMBER.search(row.reference)
    place = said_passage(comment.place, str) if comment.place else ""
    return number is None or not place or number[0] in place


_OTHER = re.compile(rf"(?:^|, )(?:{Field.TYPE}|{Field.MUST_BE_SATISFIED}): ")
_NUMBER = re.compile(r"\d+(?:\.\d+)*")


def rows_as_written(comments: Sequence[AnyComment]) -> Mapping[int, RowNumbering]:
    """Id of each of these comments of one draft or submission that came in a form → how its writer numbered and placed
    its row."""
    if not comments:
        return {}
    first, found = comments[0], {}
    holder = first.submission if isinstance(first, Comment) else first.draft
    keys = {one.id: one.key for one in comments if is_of_form(one.key)}
    if keys:
        uploaded = queries.rows_as_written(holder.key)
        found = {one: uploaded[key] for one, key in keys.items() if key in uploaded}
    if isinstance(first, Comment) and (keys or first.submission.route == Route.STAFF):
        found |= imported_rows.rows_of([one.id for one in comments])
    return found


@listed_in("HOOKS")
def rows_held(comments: Sequence[Comment]) -> Mapping[int, Mapping[str, Any]]:
    """The same of comments that were submitted, as values that JSON knows."""
    return {one: row._asdict() for one, row in rows_as_written(comments).items()}


@listed_in("HOOKS")
def form_file(
    found: AnySubmission, version_id: int | None, comments: Sequence[AnyComment], kind: str
) -> tuple[bytes, str]:
    """A person's own comments in the form of the consultation, as form_files.of_comments has it."""
    rows = rows_as_written(comments)
    came_in = {one.key: rows[one.id] for one in comments if one.id in rows}
    return form_files.of_comments(found, version_id, comments, kind, came_in)


_TO_ADD = frozenset(
    [
        RowState.PLACED,
        RowState.WHOLE,
        RowState.WAITING,
        RowState.CHANGED,
        RowState.DIFFERS,
        RowState.OTHER_FILE,
        RowState.RESEMBLES,
    ]
)
_TO_DELETE = frozenset([RowState.DELETES, RowState.GONE_DELETES])


@listed_in("HOOKS")
def rows_to_add(of: DraftSubmission | DraftToSubmit) -> list[RowsToAdd]:
    """The files of a draft with rows that could be comments, or could replace theirs, and were not added; or whose
    comments were chosen to be deleted, and are there. Of a row that a later file has too, that one counts."""
    uploads, found = queries.uploads(of.consultation_id, of.key), []
    draft = of if isinstance(of, DraftSubmission) or not uploads else drafts.by_key(of.key)
    if not isinstance(draft, DraftSubmission):
        return []
    words: set[str] = set()
    places: set[tuple[Any, ...]] = set()
    for upload in uploads:
        lines = queries.lines(upload, queries.known_in(draft, upload))
        same = queries.identities(upload) if len(uploads) > 1 else {}
        later = {at for at, one in same.items() if one.words in words or not places.isdisjoint(one.places)}
        rows = [one.position for one in lines if one.state in _TO_ADD and one.position not in later]
        deleting = sum(one.state in _TO_DELETE for one in lines)
        if rows or deleting:
            address = url_for(
                "form_uploads.preview", slug=draft.consultation.slug, reference=upload.reference
            )
            mark = hashlib.sha256(f"{upload.reference} {rows}".encode()).hexdigest()[:16]
            found.append(RowsToAdd(upload.file_name, len(rows), deleting, address, mark))
        words |= {one.words for one in same.values()}
        places |= {place for one in same.values() for place in one.places}
    return found
