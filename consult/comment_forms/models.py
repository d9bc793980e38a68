"""Files of comment forms that were imported, and the row from which each comment was made."""

from enum import StrEnum

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text

from consult.core.database import Identifier, Instant, Mapped, Model, mapped_column, one_of


class Channel(StrEnum):
    """How a file with comments reached the organisation."""

    FORM = "form"
    EMAIL = "email"
    LETTER = "letter"
    MEETING = "meeting"


class FormFile(Model):
    """A file whose rows became comments. The file itself is not kept, nor its name, which may be that of a person."""

    __tablename__ = "form_files"
    __table_args__ = (Index("ix_form_files_consultation_id", "consultation_id"),)

    id: Mapped[Identifier]
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultations.id"))
    sha256: Mapped[str]
    form: Mapped[str]
    """The code of a form (known_forms.FORMS), or known_forms.TABLE."""
    channel: Mapped[Channel] = mapped_column(one_of(Channel))
    received_at: Mapped[Instant]
    imported_at: Mapped[Instant]
    imported_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    """None for the command."""


class CommentRow(Model):
    """The row of a comment, as its writer numbered and placed it."""

    __tablename__ = "form_rows"
    __table_args__ = (
        UniqueConstraint("consultation_id", "row_key"),
        Index("ix_form_rows_file_id", "file_id"),
        Index(
            "ix_form_rows_place_key", "consultation_id", "place_key", postgresql_where=text("place_key <> ''")
        ),
    )

    comment_id: Mapped[int] = mapped_column(
        ForeignKey("comments.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    file_id: Mapped[int] = mapped_column(ForeignKey("form_files.id"))
    consultation_id: Mapped[int]
    row_key: Mapped[str]
    """The same for a row that says the same: it is imported once (content_keys)."""
    place_key: Mapped[str] = mapped_column(default="", server_default="")
    """The same for the same row of the same file, however its columns were read (content_keys.place_key); "" of one
    that a writer submitted, which keeps no one from submitting the same file."""
    row: Mapped[int]
    """The number of the row in its table."""
    own_number: Mapped[str]
    """The number that its writer gave it, "" for none."""
    reference: Mapped[str]
    """The clause, paragraph and document as they were written."""
    page: Mapped[str]
    line: Mapped[str]
    """Page and line of the file that its writer read."""
