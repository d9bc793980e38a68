"""Uploaded forms before they are comments: a file, its rows with what a person decided of each, and how columns of
unknown tables were mapped."""

from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB

from consult.comment_forms.clause_references import Certainty
from consult.comment_forms.models import Channel
from consult.core.database import Identifier, Instant, Json, Mapped, Model, mapped_column, one_of
from consult.core.translatable import N_


class FormUpload(Model):
    """A filled form that was read. Its bytes are not kept, only its tables, so that columns can be mapped again."""

    __tablename__ = "form_uploads"
    __table_args__ = (
        UniqueConstraint("consultation_id", "draft_key", "sha256"),
        Index("ix_form_uploads_draft_key", "draft_key", postgresql_where=text("draft_key <> ''")),
    )

    id: Mapped[Identifier]
    reference: Mapped[str] = mapped_column(unique=True)
    """Its name in addresses; who may open it is asked all the same."""
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultations.id"))
    draft_key: Mapped[str]
    """The key of the draft submission that its rows go to; "" for one that an officer enters."""
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    """The officer who enters it; None for a draft submission."""
    file_name: Mapped[str]
    size: Mapped[int]
    sha256: Mapped[str]
    tables: Mapped[bytes]
    """Its tables as they were read, compressed (documents.tables); b"" of an upload that was discarded, of which only
    the rows that are comments are kept: the same file adds none of them again, however its columns are read."""
    form: Mapped[str] = mapped_column(default="")
    """The code of a form (comment_forms.known_forms); "" while no one has said what its columns hold."""
    because: Mapped[list[str]] = mapped_column(JSONB, default=list)
    """The headings by which it was recognised."""
    is_mapped: Mapped[bool] = mapped_column(default=False)
    """Whether a person said what its columns hold."""
    notes: Mapped[list[str]] = mapped_column(JSONB, default=list)
    unused: Mapped[list[str]] = mapped_column(JSONB, default=list, server_default=text("'[]'"))
    """Its columns that have words and are not used."""
    channel: Mapped[Channel | None] = mapped_column(one_of(Channel))
    received_at: Mapped[Instant | None]
    language: Mapped[str] = mapped_column(default="")
    """These three of one that an officer enters."""
    uploaded_at: Mapped[Instant]


class RowState(StrEnum):
    """What becomes of a row."""

    PLACED = "placed"
    WHOLE = "whole"
    WAITING = "waiting"
    CHANGED = "changed"
    """It is a comment that it replaces."""
    DIFFERS = "differs"
    """It is a comment that was changed on the site too: a person chooses which to keep."""
    OTHER_FILE = "other_file"
    """Its key is that of a comment that came in another file: a person chooses what it becomes."""
    EMPTIED = "emptied"
    """It has no words, and its comment is in the draft submission."""
    DELETES = "deletes"
    """The same, where a person chose to delete the comment."""
    RESEMBLES = "resembles"
    """It has no key, and looks like the row of an earlier comment: a person says whether it is."""
    GONE = "gone"
    """It is no row of this file: one of an earlier state of it, whose comment is in the draft submission."""
    GONE_DELETES = "gone_deletes"
    """The same, where a person chose to delete the comment."""
    UNCHANGED = "unchanged"
    OLDER = "older"
    """It says what its comment said before it was changed elsewhere: the comment stays, unless a person chooses the
    row."""
    ADDED = "added"
    LEFT_OUT = "left_out"


PLACE = "place"
"""That a person said where a row belongs, or that it is left out."""
REPLACE = "replace"
"""That a person chose that a row which is REREAD replaces its comment."""
EACH = "each"
"""That a person chose a comment on each of the passages that a row names."""
ASIDE = "aside"
"""That a copy which a person changed is left out as its row became one comment alone: it counts again with EACH."""
STEP = 1_000_000
"""The position of a copy of a row is that of the row and as many of these as its number (row_copies)."""
TOGETHER = "together"
"""That a person chose the whole draft for it together with all rows that waited for their place."""
OWN_PLACE = "own place: "
"""With what follows: the passage on which a row was that is now on that of its comment, "" where it waited for its
place (same_comments)."""
KEY_BEFORE = "key before: "
"""With what follows: the key of a row that asked what becomes of its words, before a person chose."""
REREAD = N_(
    "Since the columns were read again, this row says something else than the comment that was made of it."
)
"""A note of a row that is a comment already."""
RECOGNISED = N_(
    "This row has no key. By its place and its words it was recognised as the row of your earlier comment."
)
"""A note of a row that replaces a comment unless its writer says otherwise."""
RESEMBLES = N_("This row has no key and looks like the row of an earlier comment.")
"""A note of a row whose writer is asked whether it is."""


class UploadedRow(Model):
    """A row of an uploaded form with what it becomes. What a person changed is written over what was read."""

    __tablename__ = "uploaded_rows"

    upload_id: Mapped[int] = mapped_column(
        ForeignKey("form_uploads.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    """Its number in the preview, from 1."""
    row_key: Mapped[str]
    """That of the words that were read (comment_forms.content_keys), whatever they were changed to. A row that is a
    comment keeps it however the columns are read again."""
    submitter: Mapped[str]
    """Whom it speaks for, of a form that an officer enters."""
    said: Mapped[Json]
    """The row as a comment (saved_rows)."""
    certainty: Mapped[Certainty] = mapped_column(one_of(Certainty))
    block_key: Mapped[str]
    why: Mapped[str]
    """A marked sentence where its place is in doubt."""
    perhaps: Mapped[list[Any]] = mapped_column(JSONB)
    """The keys of passages that it may mean."""
    left_out: Mapped[str]
    """A marked sentence where it becomes no comment."""
    is_changed: Mapped[bool] = mapped_column(default=False)
    """Whether a person decided on it or changed its words: reading the file again does not change that."""
    changed_parts: Mapped[list[Any] | None] = mapped_column(JSONB)
    """Which parts of what it says a person has changed, PLACE and REPLACE; None where that was not noted: then all."""


class ColumnMapping(Model):
    """What the columns of an unknown table hold, as a person said for an organisation. No words of the table are
    kept."""

    __tablename__ = "column_mappings"

    organisation_id: Mapped[int] = mapped_column(
        ForeignKey("organisations.id"), primary_key=True, autoincrement=False
    )
    headings: Mapped[str] = mapped_column(primary_key=True)
    """The mark of its headings (comment_forms.recognition)."""
    fields: Mapped[list[str]] = mapped_column(JSONB)
    """The field of each heading, in their order."""
    is_of_staff: Mapped[bool]
    """Whether an officer said so: then it counts before what is recognised, and no one else changes it."""
    changed_at: Mapped[Instant]
