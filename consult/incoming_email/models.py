"""Emails that were sent to a consultation, until they are comments or leave, and the filled forms in them."""

from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import deferred

from consult.core.database import Identifier, Instant, Json, Mapped, Model, mapped_column, one_of

DRAFT_KEYS = "email:"
"""How the keys begin of draft submissions, and later submissions, whose forms came by email."""

ENTRY_KEYS = "email-"
"""How the references begin of entries that emails brought."""


class EmailState(StrEnum):
    """How far an email has come."""

    STORED = "stored"
    """It was taken, and not read yet."""
    FORM = "form"
    """It has filled forms; its sender is asked to review them."""
    TO_COMPLETE = "to_complete"
    """An officer completes or closes it."""
    COMPLETED = "completed"
    CONFIRMED = "confirmed"
    """Its sender has its forms in a draft submission."""
    CLOSED = "closed"
    IGNORED = "ignored"
    """No person wrote it."""


class IncomingEmail(Model):
    """An email that was sent to the address of a consultation."""

    __tablename__ = "incoming_emails"
    __table_args__ = (
        UniqueConstraint("consultation_id", "message_id", "digest"),
        Index("ix_incoming_emails_stored", "id", postgresql_where=text("state = 'stored'")),
        Index("ix_incoming_emails_consultation_id_state", "consultation_id", "state", "received_at"),
        Index("ix_incoming_emails_return_path", text("lower(return_path)"), "received_at"),
        Index("ix_incoming_emails_sender", text("lower(sender)"), "received_at"),
        Index("ix_incoming_emails_received_at", "received_at"),
        Index(
            "ix_incoming_emails_untold",
            "consultation_id",
            postgresql_where=text("state = 'to_complete' AND told_at IS NULL"),
        ),
        Index("ix_incoming_emails_entry_id", "entry_id", postgresql_where=text("entry_id IS NOT NULL")),
    )

    id: Mapped[Identifier]
    reference: Mapped[str] = mapped_column(unique=True)
    """Its name in addresses; who may open it is asked all the same."""
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultations.id"))
    message_id: Mapped[str]
    digest: Mapped[str]
    """These two tell it from others (envelope.identity)."""
    raw: Mapped[bytes | None] = deferred(mapped_column())
    """As it arrived; None once an officer has closed it, or completed it and it has no more than its text (`has_more`),
    and where no person wrote it."""
    size: Mapped[int]
    return_path: Mapped[str]
    """Its sender for servers."""
    sender: Mapped[str]
    """Whom an answer goes to; the same until it is read."""
    name: Mapped[str] = mapped_column(default="")
    subject: Mapped[str] = mapped_column(default="")
    text: Mapped[str] = mapped_column(default="")
    attachments: Mapped[Json]
    """{"files": [{"name", "size", "file", "why"}]}: of one that waits for an officer the reference of the file in its
    entry, or the marked sentence that says why it is not there. Of one with forms also "is_left_out": whether its
    sender is told that it is no part of their comments; "upload": the reference of the upload that an officer
    began with it. Versions before kept the first two, or no file."""
    language: Mapped[str] = mapped_column(default="")
    """In which its sender gets emails."""
    state: Mapped[EmailState] = mapped_column(one_of(EmailState), default=EmailState.STORED)
    note: Mapped[str] = mapped_column(default="")
    """A marked sentence for the officer who completes it."""
    attempts: Mapped[int] = mapped_column(default=0)
    """How often it was begun to be read."""
    received_at: Mapped[Instant]
    settled_at: Mapped[Instant | None]
    settled_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    reason: Mapped[str] = mapped_column(default="")
    """Why an officer closed it (labels.REASONS)."""
    entry_id: Mapped[int | None] = mapped_column(ForeignKey("staff_entries.id", ondelete="SET NULL"))
    """What an officer enters of it, while it waits."""
    told_at: Mapped[Instant | None]
    """When officers were told that it waits."""

    @property
    def left_out(self) -> list[str]:
        """The names of the files beside the filled forms that are no part of the comments."""
        return [one["name"] for one in self.attachments["files"] if one.get("is_left_out")]

    @property
    def files_left(self) -> list[dict[str, Any]]:
        """Its files that are in no entry."""
        return [one for one in self.attachments["files"] if not one.get("file")]

    @property
    def has_more(self) -> bool:
        """Whether it holds more than its text: files, of which one may still be refused, or what could not be read."""
        return bool(self.note or self.attachments["files"])

    @property
    def entry_key(self) -> str:
        """The reference of its entry."""
        return f"{ENTRY_KEYS}{self.reference}"

    @staticmethod
    def reference_in(entry_key: str) -> str:
        """The reference of the email whose entry has this one."""
        return entry_key.removeprefix(ENTRY_KEYS)

    @property
    def draft_key(self) -> str:
        """The key of the draft submission that its sender goes on with."""
        return f"{DRAFT_KEYS}{self.reference}"


class IncomingForm(Model):
    """A filled form in an email, as its tables were read."""

    __tablename__ = "incoming_forms"

    email_id: Mapped[int] = mapped_column(
        ForeignKey("incoming_emails.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    file_name: Mapped[str]
    size: Mapped[int]
    sha256: Mapped[str]
    tables: Mapped[bytes]
    """Compressed (form_uploads.saved_rows)."""
    rows: Mapped[int]
    """How many rows it has."""
