"""Importing a form: one submission for each submitter in it, through `submissions.actions.file`."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, insert, select
from sqlalchemy.dialects.postgresql import insert as insert_once

from consult.accounts.models import User
from consult.comment_forms import importing, queries, submitters
from consult.comment_forms.content_keys import COMMENT_KEY, place_key
from consult.comment_forms.models import Channel, CommentRow, FormFile
from consult.comment_forms.placing import PlacedRow
from consult.comment_forms.rows import FormRow, LeftOutRow
from consult.comment_forms.submitters import Submitter
from consult.consultations.models import Consultation
from consult.core import clock
from consult.core.actions import action
from consult.core.database import db, table
from consult.core.events import record
from consult.stakeholders import queries as stakeholders
from consult.submissions import actions as submissions
from consult.submissions import queries as record_queries
from consult.submissions.models import Route, Submission


@dataclass(frozen=True)
class ImportOutcome:
    """What an import made: references of submissions, how many comments; rows that were `left_out`: imported before, or
    refused by the rules of the record."""

    submissions: tuple[str, ...]
    comments: int
    left_out: tuple[LeftOutRow, ...]


@dataclass(frozen=True)
class ImportedFile:
    """The file from which rows come. `form`: what it was recognised as; `received_at`: when it reached the
    organisation; `language`: in which its rows are written; `by`: the officer who enters it, None for a command."""

    form: str
    sha256: str
    channel: Channel
    received_at: datetime
    language: str
    by: User | None = None


@action
def import_rows(consultation: Consultation, rows: Sequence[PlacedRow], source: ImportedFile) -> ImportOutcome:
    """File the rows that were not imported before: for each submitter one submission. Two imports of one file run one
    after the other. Raises as `submissions.actions.file`."""
    _lock(consultation)
    new, left_out = importing.to_file(consultation, rows, source.language, source.sha256)
    return ImportOutcome(_file_all(consultation, new, source), len(new), left_out)


@action
def file_rows(
    consultation: Consultation, keyed: Sequence[tuple[PlacedRow, str]], source: ImportedFile
) -> ImportOutcome:
    """The same of rows with their keys, which a person has reviewed: those that were imported before are left away.
    Rows of a file join the submission of their submitter that others of the same file became."""
    _lock(consultation)
    before = queries.imported(consultation.id, [key for _row, key in keyed])
    new = [(row, key) for row, key in keyed if key not in before]
    return ImportOutcome(_file_all(consultation, new, source, joins=True), len(new), ())


def _lock(consultation: Consultation) -> None:
    """Two imports for one consultation run one after the other."""
    db.session.execute(select(func.pg_advisory_xact_lock(func.hashtext("comment_forms"), consultation.id)))


def _file_all(
    consultation: Consultation,
    new: Sequence[tuple[PlacedRow, str]],
    source: ImportedFile,
    *,
    joins: bool = False,
) -> tuple[str, ...]:
    if not new:
        return ()
    file = FormFile(
        consultation_id=consultation.id, sha256=source.sha256, form=source.form, channel=source.channel,
        received_at=source.received_at, imported_at=clock.now(), imported_by_id=getattr(source.by, "id", None),
    )  # fmt: skip
    db.session.add(file)
    db.session.flush()
    own = stakeholders.own_names(consultation.organisation)
    references = tuple(
        _file(consultation, file, who, some, source.language, joins=joins)
        for who, some in submitters.grouped(new, lambda one: one[0].row, source.form, own)
    )
    record(
        "comment_forms.imported", source.sha256[:16], by=file.imported_by_id, organisation=consultation.organisation_id,
        consultation=consultation.id, form=source.form, submissions=len(references), comments=len(new),
    )  # fmt: skip
    return references


def _file(
    consultation: Consultation,
    file: FormFile,
    who: Submitter,
    rows: Sequence[tuple[PlacedRow, str]],
    language: str,
    *,
    joins: bool,
) -> str:
    """File the rows of one submitter, and keep of which row each comment is."""
    known = queries.submission_of(consultation.id, file.sha256, who) if joins else None
    if known is not None:
        return _add(file, known, rows, language)
    key = hashlib.sha256("\n".join([str(consultation.id), *(key for _row, key in rows)]).encode()).hexdigest()
    reference = submissions.file(
        consultation.id, key=f"form:{key}", who={**who.who, "language": language},
        comments=[importing.as_comment(one, language) for one, _key in rows], attribution=who.attribution,
        route=Route.STAFF,
        received_at=file.received_at,
    )  # fmt: skip
    ids = {one.number: one.id for one in record_queries.comments_of(record_queries.by_reference(reference))}
    values = [
        {"comment_id": ids[number], **_columns(file, key, one.row), **_place(file, one.row)}
        for number, (one, key) in enumerate(rows, 1)
    ]
    db.session.execute(insert(table(CommentRow)), values)
    return reference


def _add(file: FormFile, known: Submission, rows: Sequence[tuple[PlacedRow, str]], language: str) -> str:
    """Add rows to the submission that others of the same file became, received when it was."""
    for one, key in rows:
        new = importing.as_comment(one, language, COMMENT_KEY.format(key))
        added = submissions.add_comment(known, new, received_at=known.received_at)
        db.session.flush()
        columns = {**_columns(file, key, one.row), **_place(file, one.row)}
        db.session.execute(insert(table(CommentRow)).values(comment_id=added.id, **columns))
    return str(known.reference)


@action
def keep_rows(
    consultation_id: int,
    rows: Sequence[tuple[int, str, FormRow]],
    *,
    form: str,
    sha256: str,
    received_at: datetime,
    channel: Channel = Channel.FORM,
) -> None:
    """Keep of which rows of an uploaded form comments were submitted: id of the comment, key of the row, the row. A
    comment that has one keeps it."""
    if not rows:
        return
    file = FormFile(
        consultation_id=consultation_id, sha256=sha256, form=form, channel=channel, received_at=received_at,
        imported_at=clock.now(),
    )  # fmt: skip
    db.session.add(file)
    db.session.flush()
    values = [{"comment_id": comment, **_columns(file, key, row)} for comment, key, row in rows]
    db.session.execute(insert_once(table(CommentRow)).values(values).on_conflict_do_nothing())


def _place(file: FormFile, row: FormRow) -> dict[str, Any]:
    return {"place_key": place_key(file.sha256, row.table, row.row)}


def _columns(file: FormFile, key: str, row: FormRow) -> dict[str, Any]:
    return {
        "file_id": file.id, "consultation_id": file.consultation_id, "row_key": key, "row": row.row,
        "own_number": row.own, "reference": row.reference, "page": row.page, "line": row.line,
    }  # fmt: skip
