"""Issues raised, and the response to every comment with its disposition.

The tables and their columns keep the word that earlier versions had for a response: answer.
"""

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import relationship

from consult.consultations.models import Consultation
from consult.core.database import Identifier, Instant, Mapped, Model, mapped_column, one_of
from consult.responses.lifecycle import Disposition
from consult.submissions.models import Comment


class Issue(Model):
    """A point that several comments make, with one response."""

    __tablename__ = "issues"
    __table_args__ = (Index("ix_issues_consultation_id", "consultation_id", "position"),)

    id: Mapped[Identifier]
    reference: Mapped[str] = mapped_column(unique=True)
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultations.id"))
    position: Mapped[int]
    title: Mapped[str]
    views: Mapped[str] = mapped_column(default="")
    """What was said, by category, minority views too."""
    response: Mapped[str] = mapped_column("answer", default="")
    disposition: Mapped[Disposition | None] = mapped_column(one_of(Disposition))
    change: Mapped[str] = mapped_column(default="")
    """What changes in the text because of it."""
    changed_place: Mapped[str] = mapped_column(default="")
    created_at: Mapped[Instant]

    consultation: Mapped[Consultation] = relationship()


class CommentResponse(Model):
    """The organisation's response to one comment: its disposition, in words where words are due.

    A comment without a disposition of its own has that of its issue; one without words of its own, its issue's words.
    """

    __tablename__ = "answers"
    __table_args__ = (
        Index("ix_answers_consultation_id", "consultation_id"),
        Index("ix_answers_issue_id", "issue_id"),
        CheckConstraint(
            "(disposition = 'duplicate') = (duplicate_of_id IS NOT NULL)", name="duplicate_is_linked"
        ),
    )

    id: Mapped[Identifier]
    comment_id: Mapped[int] = mapped_column(ForeignKey("comments.id"), unique=True)
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultations.id"))
    disposition: Mapped[Disposition | None] = mapped_column(one_of(Disposition))
    text: Mapped[str] = mapped_column(default="")
    change: Mapped[str] = mapped_column(default="")
    duplicate_of_id: Mapped[int | None] = mapped_column(ForeignKey("comments.id"))
    issue_id: Mapped[int | None] = mapped_column(ForeignKey("issues.id"))
    responded_at: Mapped[Instant] = mapped_column("answered_at")
    responded_by_id: Mapped[int | None] = mapped_column("answered_by_id", ForeignKey("users.id"))

    comment: Mapped[Comment] = relationship(foreign_keys=[comment_id])
    issue: Mapped[Issue | None] = relationship()


class ResponseTranslation(Model):
    """A text of an issue or of a response in one more language.

    It belongs to the words that it translates, in the whole consultation: the same words to many comments, and as
    editions of the summary published them, have one translation. A text that changes has none until it is translated
    again.
    """

    __tablename__ = "response_translations"
    __table_args__ = (UniqueConstraint("consultation_id", "language", "digest"),)

    id: Mapped[Identifier]
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultations.id"))
    language: Mapped[str]
    digest: Mapped[str]
    """Of `original`."""
    place: Mapped[str]
    """Where the words stood when they were translated (queries.translations): once others stand there, translators see
    this one as outdated."""
    original: Mapped[str]
    translation: Mapped[str]
    written_at: Mapped[Instant]
