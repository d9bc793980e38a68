"""Editions of the response summary, the responses as each published them, and holding notices."""

from markupsafe import Markup
from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import relationship

from consult.accounts.models import User
from consult.consultations.models import Consultation
from consult.core.columns import CleanHtml
from consult.core.database import Identifier, Instant, Json, Mapped, Model, mapped_column, one_of
from consult.core.multilingual import Translations, translations_column
from consult.core.sign_language import SignLanguageVideos, sign_language_videos_column
from consult.responses.lifecycle import Disposition
from consult.summaries.lifecycle import State


class ResponseSummary(Model):
    """The response summary of a consultation: nine sections (docs/sources.md), drafted from data, edited, approved."""

    __tablename__ = "summaries"
    __table_args__ = (
        UniqueConstraint("consultation_id", "edition"),
        CheckConstraint("approved_by_id <> author_id", name="approved_by_another"),
        CheckConstraint("(state = 'published') = (published_at IS NOT NULL)", name="published_is_dated"),
    )

    id: Mapped[Identifier]
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultations.id"))
    edition: Mapped[int]
    state: Mapped[State] = mapped_column(one_of(State), default=State.PREPARING)
    sections: Mapped[Json]
    """Section key → the officer's own words (Markdown); the data of a section is computed beside them."""
    figures: Mapped[Json]
    """The numbers as they stood when it was published, so that an edition never changes."""
    body: Mapped[Markup | None] = mapped_column(CleanHtml(source="responses"))
    translations: Mapped[Translations] = translations_column()
    """Of its sections, by their keys."""
    written_in: Mapped[str] = mapped_column(default="", server_default="")
    """The language of its originals; "" for that of the consultation's."""
    plain_language_summary: Mapped[str] = mapped_column(default="", server_default="")
    """The response in a few plain sentences."""
    sign_language_video: Mapped[str] = mapped_column(default="", server_default="")
    """The address of a video in sign language for readers of every language."""
    sign_language_videos: Mapped[SignLanguageVideos] = sign_language_videos_column()
    """One more for readers of each language."""
    despite: Mapped[str] = mapped_column(default="", server_default="")
    """Why it was published although submitters' objections to decisions of moderation were open; "" where none was."""
    adopted_text: Mapped[str] = mapped_column(default="", server_default="")
    """The https address of the text that was adopted in the end; "" where none is given."""
    author_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    created_at: Mapped[Instant]
    changed_at: Mapped[Instant]
    approved_at: Mapped[Instant | None]
    approved_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    published_at: Mapped[Instant | None]

    consultation: Mapped[Consultation] = relationship()
    author: Mapped[User] = relationship(foreign_keys=[author_id])
    approved_by: Mapped[User | None] = relationship(foreign_keys=[approved_by_id])

    @property
    def original_language(self) -> str:
        """The language of its originals, "" where no one said it."""
        return self.written_in or self.consultation.original_language


class PublishedResponse(Model):
    """The response to one comment as an edition of the summary published it: what was told never changes afterwards."""

    __tablename__ = "published_answers"  # the name of earlier versions

    summary_id: Mapped[int] = mapped_column(ForeignKey("summaries.id"), primary_key=True)
    comment_id: Mapped[int] = mapped_column(ForeignKey("comments.id"), primary_key=True)
    disposition: Mapped[Disposition] = mapped_column(one_of(Disposition))
    text: Mapped[str]
    change: Mapped[str]
    duplicate_of_id: Mapped[int | None] = mapped_column(ForeignKey("comments.id"))
    issue_reference: Mapped[str]
    issue_title: Mapped[str]
    has_own_words: Mapped[bool]
    """Whether the text was written for this comment, not for its whole issue."""
    has_own_change: Mapped[bool]


class HoldingNotice(Model):
    """A dated word that the response comes later than promised, with the reason (practice H3)."""

    __tablename__ = "holding_notices"
    __table_args__ = (Index("ix_holding_notices_consultation_id", "consultation_id"),)

    id: Mapped[Identifier]
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultations.id"))
    reason: Mapped[str]
    translations: Mapped[Translations] = translations_column()
    expected_on: Mapped[Instant]
    published_at: Mapped[Instant]
    published_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
