"""The inbox of people with an account, and the subscriptions of those without."""

from sqlalchemy import ForeignKey, Index, UniqueConstraint

from consult.core.database import Identifier, Instant, Json, Mapped, Model, mapped_column


class Notification(Model):
    """One thing told to one person in their inbox."""

    __tablename__ = "notifications"
    __table_args__ = (
        UniqueConstraint("user_id", "event_id"),
        Index("ix_notifications_user_id", "user_id", "id"),
        Index("ix_notifications_unread", "user_id", postgresql_where="read_at IS NULL"),
    )

    id: Mapped[Identifier]
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    event_id: Mapped[int] = mapped_column(ForeignKey("events.id", ondelete="CASCADE"))
    name: Mapped[str]
    """The event's name, whose template words it; one of an earlier version keeps its name of then."""
    values: Mapped[Json]
    url: Mapped[str]
    told_at: Mapped[Instant]
    read_at: Mapped[Instant | None]


class Subscription(Model):
    """An address that follows a consultation, or an organisation, or everything; confirmed by email."""

    __tablename__ = "subscriptions"
    __table_args__ = (
        Index(
            "uq_subscriptions_address",
            "email",
            "organisation_id",
            "consultation_id",
            unique=True,
            postgresql_nulls_not_distinct=True,
        ),
        Index("ix_subscriptions_consultation_id", "consultation_id"),
        Index("ix_subscriptions_organisation_id", "organisation_id"),
        Index("ix_subscriptions_unconfirmed", "asked_at", postgresql_where="confirmed_at IS NULL"),
    )

    id: Mapped[Identifier]
    email: Mapped[str]
    language: Mapped[str] = mapped_column(default="en")
    """Of the page on which it was asked for, and so of the emails."""
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisations.id"))
    consultation_id: Mapped[int | None] = mapped_column(ForeignKey("consultations.id"))
    token: Mapped[str] = mapped_column(unique=True)
    """In the confirmation link and in every email's unsubscribe link."""
    asked_at: Mapped[Instant]
    confirmed_at: Mapped[Instant | None]
