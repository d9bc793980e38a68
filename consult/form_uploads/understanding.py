"""From the tables of an upload to rows with what they become. Reads, and writes nothing."""

from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any, NamedTuple

from consult.comment_forms import importing, row_keys, submitters
from consult.comment_forms import rows as form_rows
from consult.comment_forms.category_words import CATEGORY_NOTES
from consult.comment_forms.clause_references import Certainty, Placement
from consult.comment_forms.content_keys import content_keys, place_key
from consult.comment_forms.fields import Field
from consult.comment_forms.importing import ReadForm
from consult.comment_forms.placing import PlacedRow, quote_of
from consult.comment_forms.recognition import Column, Mapped, columns_of, headings_mark
from consult.comment_forms.rows import EMPTY, NO_TYPE, UNKNOWN_COUNTRY, FormRow, LeftOutRow
from consult.consultations.models import Consultation
from consult.core.translatable import N_
from consult.documents.blocks import Unreadable
from consult.documents.tables.table import TableFile
from consult.draft_submissions import actions as drafting
from consult.draft_submissions.models import DraftComment
from consult.form_uploads import labels, left_out, own_rows, queries, saved_rows
from consult.form_uploads.models import FormUpload
from consult.stakeholders import queries as stakeholders
from consult.stakeholders.queries import SubcategoryName
from consult.submissions import proposals
from consult.submissions.models import CommentType, ProposalKind
from consult.submissions.rules import QUOTED_TWICE, quotation

MOST_ROWS = 2_000
MOST_BYTES = 10_000_000
"""Of a form that goes into a draft submission."""
MOST_ROWS_OF_STAFF = 20_000
MOST_BYTES_OF_STAFF = 25_000_000
"""Of a form that an officer enters."""
TOO_MANY = N_("The file has more than 2,000 rows. Divide it into several files.")
TOO_MANY_OF_STAFF = N_("The file has more than 20,000 rows. Divide it into several files.")
NO_ROWS = N_("The file has no rows under its headings. Fill in the form and upload it again.")


class UnderstoodFile(NamedTuple):
    """A file as it was understood; `is_mapped`: by what a person said its columns hold."""

    found: ReadForm
    is_mapped: bool


def understand(
    tables: TableFile, sha256: str, consultation: Consultation, fields: Sequence[Field] | None = None
) -> UnderstoodFile:
    """The rows of a file. `fields`: of each of its columns (columns_of), as a person maps them now; without it what an
    officer of the organisation said of these headings, else what is recognised. Raises NotRecognised where nothing
    tells which column holds comments: what anyone else said of them is only offered (`offered_fields`)."""

    def read(columns: Mapped | None) -> ReadForm:
        return importing.understand(
            tables, sha256, consultation.version_id, columns=columns, consultation_id=consultation.id
        )

    offered = columns_of(tables)
    if fields is not None:
        return UnderstoodFile(read(list(zip(offered, fields, strict=True))), is_mapped=True)
    known = queries.mapping(consultation.organisation_id, headings_mark(offered))
    if known is not None and known.is_of_staff:
        named = [one for one in offered if one.heading]
        mapped = [(column, Field(field)) for column, field in zip(named, known.fields, strict=True)]
        return UnderstoodFile(read(mapped), is_mapped=True)
    return UnderstoodFile(read(None), is_mapped=False)


def offered_fields(offered: Sequence[Column], consultation: Consultation) -> list[Field]:
    """What each column is offered as, where a person is asked: what was said last of the same headings, else a
    guess."""
    known = queries.mapping(consultation.organisation_id, headings_mark(offered))
    guessed = [one.guess for one in offered]
    fields = [*map(Field, known.fields), *guessed[len(known.fields) :]] if known is not None else guessed
    return [one if one in labels.FIELDS else Field.IGNORED for one in fields]


class ColumnsShown(NamedTuple):
    """What the page of the columns of an upload shows: what each is offered as, and how they are read now."""

    offered: list[str]
    form: str
    because: list[str]
    is_mapped: bool
    unused: list[str]


COLUMNS_SEEN = ColumnsShown._fields
"""What tells one state of that from another, for `core.stale_check`."""


def columns_shown(upload: FormUpload, offered: Sequence[Column], consultation: Consultation) -> ColumnsShown:
    """The same of an upload, as it is now."""
    fields = [one.value for one in offered_fields(offered, consultation)]
    return ColumnsShown(fields, *queries.reading_of(upload))


def check_size(found: ReadForm, *, is_of_staff: bool) -> None:
    """Raise Unreadable where a form has no rows, or more than are taken at once."""
    rows = len(found.rows) + len(found.left_out)
    if not rows:
        raise Unreadable(NO_ROWS)
    if rows > (MOST_ROWS_OF_STAFF if is_of_staff else MOST_ROWS):
        raise Unreadable(TOO_MANY_OF_STAFF if is_of_staff else TOO_MANY)


def rows_of(
    found: ReadForm,
    consultation: Consultation,
    *,
    is_of_staff: bool,
    of_comments: Mapping[str, DraftComment] = MappingProxyType({}),
) -> list[dict[str, Any]]:
    """The rows as they are stored: in the order of the file; of a form that an officer enters, those of each submitter
    together. `of_comments`: key of a row of our own form → its comment, where the file is for a draft submission: such
    rows are listed also where they are empty."""
    at: dict[str, int] = {}
    for table in found.form.tables:
        at.setdefault(table.name, len(at))
    rows = sorted(
        [
            *_comments(found, consultation, found.sha256 if is_of_staff else "", of_comments),
            *_left_out(found, of_comments),
            *_emptied(found, of_comments),
        ],
        key=lambda one: (at[one["said"]["table"]], one["said"]["row"]),
    )
    if is_of_staff:
        first: dict[str, int] = {}
        say_submitters(rows, found.form.form, consultation)
        for one in rows:
            first.setdefault(one["submitter"], len(first))
        rows.sort(key=lambda one: first[one["submitter"]])
    return [{**one, "position": number} for number, one in enumerate(rows, 1)]


def _comments(
    found: ReadForm, consultation: Consultation, sha256: str, of_comments: Mapping[str, DraftComment]
) -> Iterator[dict[str, Any]]:
    """The comments. `sha256`: of the file where its rows may be of anyone, else "": the rows of a writer are the same
    in whatever file. `of_comments`: see rows_of."""
    rows = [_as_its_comment(one, consultation, of_comments) for one in found.rows]
    keyed = list(zip(rows, content_keys([one.row for one in rows], sha256), strict=True))
    refused = _without_words(keyed, consultation)
    for (row, place), key in keyed:
        yield {
            "row_key": key, "submitter": "", "said": _typed(saved_rows.as_json(row)), "certainty": place.certainty,
            "block_key": place.key if place.certainty is Certainty.PLACED else "", "why": place.why,
            "perhaps": list(place.perhaps), "left_out": EMPTY if key in refused else "", "is_changed": False,
            "changed_parts": [],
        }  # fmt: skip


def _typed(said: dict[str, Any]) -> dict[str, Any]:
    """A row; where it names no type and deletes or adds a passage, that says enough, as on the page of a comment."""
    if NO_TYPE not in said["notes"] or proposals.read(said["proposal"]).kind is ProposalKind.CHANGE:
        return said
    return own_rows.with_type(said, CommentType.SUBSTANTIVE)


def _as_its_comment(
    one: PlacedRow, consultation: Consultation, of_comments: Mapping[str, DraftComment]
) -> PlacedRow:
    """A row; where nothing tells the place of its quotation but the comment that it is, it is in no doubt."""
    if one.placement.why != QUOTED_TWICE:
        return one
    [passage] = one.placement.perhaps
    key = own_rows.own_key({"row_key": one.row.row_key}, consultation.id, passage)
    comment = of_comments.get(key) if key else None
    if comment is None or comment.quote != quotation(quote_of(one.row, passage)):
        return one
    return one._replace(placement=Placement(Certainty.PLACED, passage))


def _without_words(keyed: Sequence[tuple[PlacedRow, str]], consultation: Consultation) -> set[str]:
    """The keys of rows that say nothing by the rules of the record: only a row without a comment is in question, whose
    proposal may be what stands in the draft."""
    asked = [importing.as_comment(one, None, key) for one, key in keyed if not one.row.comment]
    if not asked:
        return set()
    return set(drafting.fitting(asked, consultation.id, consultation.version_id)[1])


def _emptied(found: ReadForm, of_comments: Mapping[str, DraftComment]) -> Iterator[dict[str, Any]]:
    """The rows of our own form without any words whose comments are in the draft submission."""
    if not of_comments:
        return
    blank = [
        *form_rows.blank_rows(found.form),
        *(one.said for one in found.left_out if _is_emptied(one, of_comments)),
    ]
    for row in blank:
        comment = of_comments.get(row_keys.without_mark(row.row_key)) if row is not None else None
        if row is not None and comment is not None:
            yield {
                "row_key": place_key(found.sha256, row.table, row.row), "submitter": "",
                "said": saved_rows.as_json(row),
                "certainty": Certainty.PLACED if comment.block_key else Certainty.WHOLE,
                "block_key": comment.block_key, "why": "", "perhaps": [], "left_out": left_out.IS_EMPTY,
                "is_changed": False, "changed_parts": [],
            }  # fmt: skip


def _is_emptied(one: LeftOutRow, of_comments: Mapping[str, DraftComment]) -> bool:
    """Whether a row has nothing but a type left, and its comment is in the draft submission."""
    return (
        one.reason == EMPTY
        and one.said is not None
        and row_keys.without_mark(one.said.row_key) in of_comments
    )


def _left_out(found: ReadForm, of_comments: Mapping[str, DraftComment]) -> Iterator[dict[str, Any]]:
    for one in found.left_out:
        if _is_emptied(one, of_comments):
            continue
        yield {
            "row_key": place_key(found.sha256, one.table, one.row), "submitter": "", "said": _said(one),
            "certainty": Certainty.UNPLACED, "block_key": "", "why": "", "perhaps": [], "left_out": one.reason,
            "is_changed": False, "changed_parts": [],
        }  # fmt: skip


def _said(one: LeftOutRow) -> dict[str, Any]:
    said = one.said or saved_rows.blank()
    return saved_rows.as_json(said) | {"table": one.table, "row": one.row, "own": one.own or said.own}


def say_submitters(rows: Sequence[dict[str, Any]], form: str, consultation: Consultation) -> None:
    """Write beside each of the rows that officers enter whom it speaks for, in short ("" where it names no one), and
    that it names a country or a category which is not understood."""
    own = stakeholders.own_names(consultation.organisation)
    read = [saved_rows.row_of(one["said"]) for one in rows]
    names = submitters.shown_names([submitters.of(one, form) for one in read], form)
    for one, row, name in zip(rows, read, names, strict=True):
        one["submitter"], one["said"] = name, with_notes_of_submitter(one["said"], row, own)


def with_notes_of_submitter(
    said: dict[str, Any], row: FormRow, own: Sequence[SubcategoryName]
) -> dict[str, Any]:
    """What a row says, with the notes that its country or its category is not understood where that is so, and without
    them elsewhere. `own`: the names of subcategories of the organisation."""
    notes = [one for one in said["notes"] if one not in {UNKNOWN_COUNTRY, *CATEGORY_NOTES}]
    return {**said, "notes": [*notes, *submitters.notes(row, own)]}


def submitter_of(said: Mapping[str, Any], form: str) -> str:
    """Whom a row speaks for, in short; "" where it names no one."""
    return submitters.of(saved_rows.row_of(said), form).words
