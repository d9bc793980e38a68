"""What automatic checks found in comments."""

from sqlalchemy import ARRAY, ForeignKey, Index, Integer, text

from consult.core.database import Instant, Json, Mapped, Model, mapped_column


class Screening(Model):
    """The signals of one version of a comment, and the comments that are similar to it."""

    __tablename__ = "screenings"
    __table_args__ = (Index("ix_screenings_method", "method"),)

    comment_id: Mapped[int] = mapped_column(ForeignKey("comments.id", ondelete="CASCADE"), primary_key=True)
    edition: Mapped[int]
    signals: Mapped[Json]
    """`{"signals": [{"code", "field", "start", "end", "detail"}], "alike": [{"comment", "said", "proposed"}], "is_cut",
    "summary": {group: number}}`. `alike` tells how like what is said and what is proposed are, 0 where they are
    not; `is_cut`: there may be more than are kept."""
    method: Mapped[int] = mapped_column(server_default=text("1"))
    """The way in which the comment was screened (signals.METHOD); less where that has to be done again."""
    screened_at: Mapped[Instant]


class SimilarityKeys(Model):
    """What comments that are similar to one are found by (`similarity_keys`)."""

    __tablename__ = "similarity_keys"
    __table_args__ = (
        Index(
            "ix_similarity_keys_keys", "keys", postgresql_using="gin", postgresql_with={"fastupdate": "off"}
        ),
    )

    comment_id: Mapped[int] = mapped_column(ForeignKey("comments.id", ondelete="CASCADE"), primary_key=True)
    keys: Mapped[list[int]] = mapped_column(ARRAY(Integer))
    """Without those that queries.BUCKET others have."""
    checks: Mapped[bytes]
    """One byte for each of `keys`, in their order."""
