"""Files of forms for people: the form of a consultation to fill in, and one's own comments in the same form."""

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from flask import current_app
from flask_babel import gettext as _

from consult.comment_forms import exporting
from consult.comment_forms.exporting import RowsFor, Writer
from consult.comment_forms.fields import Field
from consult.comment_forms.layouts import KEY_HEADING, Layout, layout
from consult.comment_forms.rows import RowNumbering
from consult.comment_forms.writing import sandbox
from consult.comment_forms.written_forms import Head, LongCell, WrittenRow, check_cells, plain_head, table
from consult.consultations import addresses
from consult.consultations.models import Consultation
from consult.core.errors import NotPossible
from consult.core.translatable import N_, locale_of
from consult.drafts import queries as drafts
from consult.submissions import labels
from consult.submissions import queries as submissions
from consult.submissions.models import Subject
from consult.web.formats import list_comma, listed
from consult.web.moments import moment_in_full
from consult.web.page_language import locale_code
from consult.web.text_languages import translated


class DraftOrSubmission(Writer, Protocol):
    """A draft submission or a submission."""

    @property
    def consultation(self) -> Any:
        """The consultation that it comments on."""


TOO_LONG = N_("Comment %(number)s is longer than a cell of a workbook can be. Download the DOCX file.")


def to_fill_in(
    consultation: Consultation, version_id: int | None, kind: str, rows_for: RowsFor, origin: str
) -> bytes:
    """The form of a consultation, in the language of the reader. `kind`: a key of sandbox.KINDS; `version_id`: of the
    text in the language that is read. Raises NotWritten."""
    chosen = _layout(consultation)
    blocks = drafts.blocks(version_id) if version_id is not None else []
    rows = exporting.to_fill_in(consultation.id, blocks, chosen, rows_for, origin, _)
    return _written(kind, consultation, chosen, rows, ())


def of_comments(
    found: DraftOrSubmission,
    version_id: int | None,
    comments: Sequence[Any],
    kind: str,
    came_in: Mapping[str, RowNumbering],
) -> tuple[bytes, str]:
    """A person's own comments in the form of the consultation, and the media type of the file. `came_in` is that of
    exporting.of_comments. Raises NotPossible for a comment that the kind of file cannot hold, and NotWritten."""
    consultation = found.consultation
    chosen = _layout(consultation)
    blocks = drafts.blocks(version_id) if version_id is not None else []
    quoted = submissions.quoted_blocks(comments)
    quoted_in = {one.key: quoted[one.id] for one in comments if one.id in quoted}
    rows = exporting.of_comments(consultation.id, found, comments, blocks, chosen, _, came_in, quoted_in)
    notes = []
    if any(one.subject is Subject.QUESTION for one in comments):
        notes.append(_("Answers to questions are not in this file."))
    return _written(kind, consultation, chosen, rows, notes), sandbox.KINDS[kind].mimetype


def _layout(consultation: Consultation) -> Layout:
    return layout(consultation.organisation.comment_form, _)


def _written(
    kind: str,
    consultation: Consultation,
    chosen: Layout,
    rows: Sequence[WrittenRow],
    notes: Sequence[str],
) -> bytes:
    title = str(translated(consultation, "title"))
    if chosen.has(Field.DOCUMENT):
        rows = [WrittenRow({**row.values, Field.DOCUMENT: title}, row.key) for row in rows]
    made, replaced = table(chosen, rows, _(KEY_HEADING))
    if kind == "xlsx":
        try:
            check_cells(made)
        except LongCell as long:
            number = rows[long.row - 1].values.get(Field.ROW, str(long.row))
            raise NotPossible(TOO_LONG, number=number) from None
    if replaced:
        said = _(
            "Some characters cannot be part of this kind of file. “�” stands in their place, in these rows: %(list)s.",
            list=listed(replaced),
        )
        notes = [*notes, said]
    return sandbox.write(kind, plain_head(_head(consultation, chosen, title, notes)), made)


def _head(consultation: Consultation, chosen: Layout, title: str, notes: Sequence[str]) -> Head:
    language = locale_code()
    home = current_app.config["PUBLIC_URL"]
    return Head(
        title, str(translated(consultation.organisation, "name")), _facts(consultation, chosen), tuple(_steps()),
        steps_title=_("How to fill in this form"), rows_title=_("Comments"),
        address=f"{home}{addresses.comment_form(consultation.slug)}", language=language,
        direction=locale_of(language).text_direction, notes=tuple(notes),
    )  # fmt: skip


def _facts(consultation: Consultation, chosen: Layout) -> tuple[tuple[str, str], ...]:
    closes_at = consultation.closes_at
    facts = []
    if closes_at is not None:
        facts.append((_("Deadline"), moment_in_full(closes_at, consultation.timezone)))
    types = [f"{code} – {words}" if code != words else words for code, words in _types(chosen)]
    return (*facts, (_("Comment type"), list_comma().join(types)))


def _types(chosen: Layout) -> list[tuple[str, str]]:
    return [(words, _(labels.TYPES[kind])) for kind, words in chosen.types.items()]


def _steps() -> list[str]:
    """How it is filled in, one sentence or two for each step."""
    return [
        _("Write in the white columns. You can leave rows empty: they are not imported."),
        _("To write a second comment on the same passage, copy its row."),
        _("To comment on something that has no row, add a row and enter its clause."),
        _("Leave the row keys (small and grey, or in a hidden column) as they are. They connect each row with its "
          "passage and with your earlier comment."),
        _("Upload the file before the deadline. Until you submit, you can correct and upload the file again: a row "
          "that you changed replaces your earlier comment, and the other rows stay as they are. A row that you added "
          "has no key: where it is not certain which comment it was, you are asked. The comment of a row that you "
          "removed stays until you delete it. After submitting, edit each comment on the page of your submission."),
    ]  # fmt: skip
