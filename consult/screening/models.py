"""What automatic checks found in comments."""

from sqlalchemy import ForeignKey, Index

from consult.core.database import Instant, Json, Mapped, Model, mapped_column


class Screening(Model):
    """The signals of one version of a comment, and the comments that are similar to it."""

    __tablename__ = "screenings"

    comment_id: Mapped[int] = mapped_column(ForeignKey("comments.id", ondelete="CASCADE"), primary_key=True)
    edition: Mapped[int]
    signals: Mapped[Json]
    """{"signals": [{"code", "field", "start", "end", "detail"}], "alike": [{"comment", "likeness"}],
    "summary": {group: number}}"""
    screened_at: Mapped[Instant]


class Band(Model):
    """One MinHash band of the words of a comment: comments that share a band are probably similar."""

    __tablename__ = "bands"
    __table_args__ = (Index("ix_bands_lookup", "consultation_id", "band", "hash"),)

    comment_id: Mapped[int] = mapped_column(ForeignKey("comments.id", ondelete="CASCADE"), primary_key=True)
    band: Mapped[int] = mapped_column(primary_key=True)
    consultation_id: Mapped[int]
    hash: Mapped[int]
