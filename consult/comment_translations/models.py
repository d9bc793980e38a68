"""Translations of comments: of people, published with the comment, and of machines, which only staff read."""

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import relationship

from consult.accounts.models import User
from consult.core.database import Identifier, Instant, Mapped, Model, mapped_column


class CommentTranslation(Model):
    """One comment in one other language. It belongs to the words that it translates, not to the comment alone."""

    __tablename__ = "comment_translations"
    __table_args__ = (
        UniqueConstraint("comment_id", "language", "is_machine"),
        Index(
            "ix_comment_translations_searched",
            text("searched_words(language, (comment || ' '::text) || proposal)"),
            postgresql_using="gin",
            postgresql_where="NOT is_machine",
        ),
        CheckConstraint("is_machine = (made_by_id IS NULL)", name="people_are_named"),
    )

    id: Mapped[Identifier]
    comment_id: Mapped[int] = mapped_column(ForeignKey("comments.id", ondelete="CASCADE"))
    language: Mapped[str]
    is_machine: Mapped[bool]
    source_digest: Mapped[str]
    """Of the words that it translates (source.digest). While the comment says others, it is out of date."""
    source_digests: Mapped[list[str]] = mapped_column(JSONB, default=list, server_default=text("'[]'::jsonb"))
    """The same and one of each part (source.digests). Where the first is another, an earlier version wrote the row."""
    comment: Mapped[str]
    proposal: Mapped[str]
    rationale: Mapped[str]
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    made_at: Mapped[Instant]

    made_by: Mapped[User | None] = relationship()
