"""What a person chooses of rows in the list: where they belong, what becomes of their words, of what type they are."""

from collections.abc import Mapping
from typing import NamedTuple

from consult.comment_forms import row_keys
from consult.comment_forms.clause_references import SEVERAL, Certainty
from consult.comment_forms.exporting import said_in_row
from consult.comment_forms.placing import DELETES_HEADING, quote_of
from consult.comment_forms.rows import NO_TYPE, NOT_A_TYPE
from consult.consultations import queries as consultations
from consult.core.actions import action
from consult.draft_submissions.models import DraftSubmission
from consult.drafts import queries as drafts
from consult.form_uploads import left_out, own_rows, queries, row_copies, saved_rows
from consult.form_uploads.actions.copying import make_copies, remove_copies
from consult.form_uploads.actions.locks import lock
from consult.form_uploads.actions.recognising import recognise
from consult.form_uploads.actions.row_changes import note, place
from consult.form_uploads.models import (
    EACH,
    KEY_BEFORE,
    OWN_PLACE,
    PLACE,
    RECOGNISED,
    REPLACE,
    FormUpload,
    RowState,
    UploadedRow,
)
from consult.form_uploads.row_choices import BY_PERSON, KEPT, chosen
from consult.quotations import places
from consult.submissions.models import CommentType
from consult.submissions.rules import QUOTED_TWICE


class Choice(NamedTuple):
    """What a person chose for a row in the list: a passage, the whole draft ("" as `block_key`) or to leave it out;
    that it replaces its comment; None for what was not chosen."""

    block_key: str | None = None
    is_left_out: bool = False
    is_replacing: bool = False
    is_another: bool = False
    """That it becomes a comment beside the one that has its key."""
    is_each: bool = False
    """That it becomes a comment on each of the passages that it names."""
    is_deleting: bool = False
    """That the comment is deleted whose row is empty."""
    whole_clause: str = ""
    """The sentence that stands for the deletion of a clause with everything in it, where that was chosen."""
    type: CommentType | None = None
    quote_mark: str = ""
    """The mark of the place that the row quotes (quotations.places), where that was chosen."""
    instead_of: str = ""
    """The choice that the page showed, and that another one takes the place of (row_choices.chosen)."""

    @property
    def is_of_words(self) -> bool:
        """Whether it says what becomes of the words of a row that is a comment already."""
        return self.is_left_out or self.is_replacing or self.is_another


@action
def choose(
    upload: FormUpload,
    choices: Mapping[int, Choice],
    draft: DraftSubmission | None = None,
    *,
    again: bool = False,
) -> int:
    """Write what was chosen, by the position of each row; how many rows changed. A passage that was not offered for a
    row is no choice, nor one for a row that waits no more: another page has decided it, unless the page showed that
    choice. `draft`: whose upload it is; `again`: whether a choice may change the one before, as it was made at this
    moment."""
    lock(upload)
    changed, placed = 0, set[int]()
    known = queries.known_in(draft, upload) if draft is not None and choices else {}
    choices = _with_copies(upload, choices, known, again=again)
    gone = queries.submitted_from(upload) if draft is None and choices else known.keys()
    rows = queries.rows_at(upload, choices.keys())
    for row in rows if draft is not None else [one for one in rows if one.row_key not in gone]:
        one, is_changed = choices[row.position], False
        is_again = (again or _is_seen(row, one)) and _was_chosen(row) and row.row_key not in gone
        state = known.get(row.row_key)
        if again and one.is_of_words and draft is not None and _is_undone(row, state):
            state = _ask_again(row, draft)
        if row.left_out in left_out.DELETING:
            is_changed = _choose_deletion(row, one)
        elif draft is not None and one.is_of_words and queries.offers_words(row.said, state):
            is_changed = choose_words(upload, row, one, draft, is_second=state is RowState.RESEMBLES)
        elif is_again or (row.certainty == Certainty.UNPLACED and not row.left_out):
            is_changed = _choose_place(upload, row, one)
            placed |= {row.position} if is_changed else set()
        changed += _choose_type(row, one, is_again=is_again) or is_changed
    if draft is not None:
        recognise(upload, placed, draft)
    return changed


def _with_copies(
    upload: FormUpload, choices: Mapping[int, Choice], known: Mapping[str, RowState], *, again: bool
) -> dict[int, Choice]:
    """The choices; what is chosen of the words of a row counts for its copies on other passages too, which is one
    question."""
    found = dict(choices)
    positions = [one for group in queries.positions_together(upload, choices.keys()) for one in group]
    rows = {one.position: one for one in queries.rows_at(upload, positions)}
    asked = {
        at for at, row in rows.items()
        if queries.offers_words(row.said, known.get(row.row_key)) or (again and _is_undone(row, known.get(row.row_key)))
    }  # fmt: skip
    for at in sorted(asked & choices.keys()):
        if choices[at].is_of_words:
            found |= {
                two: choices[at]._replace(type=None)
                for two in asked - choices.keys() if row_copies.row_of(two) == row_copies.row_of(at)
            }  # fmt: skip
    return found


OF_TYPE = ("type", "notes")
"""The parts of a row that change with its type: it is noted where the type was not understood."""


def _choose_type(row: UploadedRow, one: Choice, *, is_again: bool) -> bool:
    """Write the type of a row that asks for it; whether another one was chosen."""
    asks_type = is_again or not {NOT_A_TYPE, NO_TYPE}.isdisjoint(row.said["notes"])
    is_new = one.type != row.said["type"] or not {NOT_A_TYPE, NO_TYPE}.isdisjoint(row.said["notes"])
    if one.type is None or not asks_type or not is_new:
        return False
    row.said = own_rows.with_type(row.said, one.type)
    note(row, *OF_TYPE)
    return True


def _is_seen(row: UploadedRow, one: Choice) -> bool:
    """Whether the page showed what is chosen of a row, in whose place another choice comes."""
    return bool(one.instead_of) and one.instead_of == chosen(row)


def _was_chosen(row: UploadedRow) -> bool:
    """Whether a person has chosen something of a row in the list."""
    return row.is_changed and row.left_out in {"", BY_PERSON}


def _choose_place(upload: FormUpload, row: UploadedRow, one: Choice) -> bool:
    """Write where a row that waits belongs; whether anything was chosen that was offered."""
    if one == Choice(type=one.type, instead_of=one.instead_of):
        return False
    is_each = one.is_each and row.why == SEVERAL and len(row.perhaps) > 1
    if is_each:
        place(row, row.perhaps[0])
    elif one.is_left_out:
        if row.left_out:
            return False
        row.left_out = BY_PERSON
    elif one.whole_clause and row.why == DELETES_HEADING and row.perhaps:
        _delete_clause(row, one.whole_clause)
    elif row.why == QUOTED_TWICE and one.block_key != "":
        if not row.perhaps or not _stands_there(upload, row, one.quote_mark):
            return False
        row.said = {**row.said, "quote_mark": one.quote_mark}
        note(row, "quote_mark")
        place(row, row.perhaps[0])
    elif row.why and one.block_key is not None and (not one.block_key or one.block_key in row.perhaps):
        place(row, one.block_key)
    else:
        return False
    if is_each:
        note(row, EACH)
        make_copies(upload, row)
    else:
        remove_copies(upload, row)
    note(row, PLACE)
    return True


def _stands_there(upload: FormUpload, row: UploadedRow, mark: str) -> bool:
    """Whether the words that a row quotes stand at the place with this mark."""
    version_id = consultations.by_id(upload.consultation_id).version_id
    block = drafts.printed(version_id, row.perhaps[:1]).get(row.perhaps[0])
    quote = quote_of(saved_rows.row_of(row.said), row.perhaps[0])
    return block is not None and places.marked(quote, mark, block) is not None


def _choose_deletion(row: UploadedRow, one: Choice) -> bool:
    """Write whether the comment of an empty row is deleted when the rows are added."""
    before = row.left_out
    kept, deleted = left_out.OF_GONE if before in left_out.NOT_OF_FILE else left_out.OF_EMPTY
    if one.is_deleting or one.is_left_out:
        row.left_out = deleted if one.is_deleting else kept
    if row.left_out != before:
        note(row, PLACE)
    return row.left_out != before


def choose_words(
    upload: FormUpload, row: UploadedRow, one: Choice, draft: DraftSubmission, *, is_second: bool = False
) -> bool:
    """Write whether a row replaces its comment, which was changed on the site too or came in another file, is left out,
    or becomes another comment. `is_second`: whether another row of the file has its key."""
    comments = queries.comments_by_row_key(draft)
    comment = comments.get(queries.key_of_row(upload, row))
    before, parts = row.said["row_key"], [PLACE]
    is_own = bool(row_keys.mark_in(before)) and RECOGNISED not in row.said["notes"]
    if one.is_another and comment is not None and (is_second or not is_own):
        row.said = own_rows.of_its_own(row.said, {*comments, *queries.keys_of_rows(upload)})
        _have_own_place(row)
    elif one.is_left_out:
        row.left_out = KEPT
    elif one.is_replacing and comment is not None and own_rows.is_reread(row.said):
        place(row, comment.block_key)
        parts = [REPLACE]
    elif one.is_replacing and comment is not None:
        row.said = own_rows.marked(row.said, said_in_row(comment))
    elif not (comment is None and (one.is_replacing or one.is_another)):  # a copy that is no comment yet
        return False
    note(row, *parts, KEY_BEFORE + before)
    return True


def _have_own_place(row: UploadedRow) -> None:
    """Have a row that becomes another comment be on its own place again, where it was on that of the comment."""
    own = [one.removeprefix(OWN_PLACE) for one in row.changed_parts or () if one.startswith(OWN_PLACE)]
    if own and own[0]:
        place(row, own[0])
    elif own:
        row.certainty, row.block_key = Certainty.UNPLACED, ""


_NOT_DONE = frozenset({None, RowState.CHANGED})
"""States of a row where what a person chose of its words is not done yet."""


def _is_undone(row: UploadedRow, state: RowState | None) -> bool:
    """Whether what a person chose of the words of a row is not done yet."""
    return queries.key_before(row) is not None and state in _NOT_DONE


def _ask_again(row: UploadedRow, draft: DraftSubmission) -> RowState:
    """Have a row ask again what becomes of its words; the state in which it does."""
    key = queries.key_before(row) or ""
    row.said = {**row.said, "row_key": key}
    comment = queries.comments_by_row_key(draft).get(row_keys.without_mark(key))
    if comment is not None and any(one.startswith(OWN_PLACE) for one in row.changed_parts or ()):
        place(row, comment.block_key)
    row.left_out = "" if row.left_out == KEPT else row.left_out
    row.changed_parts = [
        one for one in row.changed_parts or () if one != REPLACE and not one.startswith(KEY_BEFORE)
    ]
    return RowState.OTHER_FILE


def _delete_clause(row: UploadedRow, sentence: str) -> None:
    """Have a row ask for the deletion of a whole clause: a comment on its heading, as a passage is deleted alone."""
    said = row.said
    if said.get("row_key") and not row_keys.mark_in(said["row_key"]):
        said = own_rows.marked(said, own_rows.words_of(said))
    row.said = {**said, "proposal": "", "comment": "\n\n".join(filter(None, [sentence, said["comment"]]))}
    note(row, "comment", "proposal")
    place(row, row.perhaps[0])
