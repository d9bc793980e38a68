"""People who sign in, and their sessions."""

from sqlalchemy import ForeignKey, Index, text

from consult.core.database import Identifier, Instant, Mapped, Model, mapped_column


class User(Model):
    """A person with an account."""

    __tablename__ = "users"
    __table_args__ = (Index("uq_users_email_lower", text("lower(email)"), unique=True),)

    id: Mapped[Identifier]
    email: Mapped[str]
    name: Mapped[str]
    password: Mapped[str]
    """An Argon2id hash."""
    language: Mapped[str] = mapped_column(default="en")
    timezone: Mapped[str] = mapped_column(default="UTC")
    registered_at: Mapped[Instant]
    email_confirmed_at: Mapped[Instant | None]
    disabled_at: Mapped[Instant | None]
    is_platform_administrator: Mapped[bool] = mapped_column(default=False)
    totp_secret: Mapped[str | None]
    totp_confirmed_at: Mapped[Instant | None]
    totp_last_used: Mapped[int] = mapped_column(default=0)
    """The time step of the last code taken, so that none is taken twice."""

    is_authenticated = True
    """Whoever a session leads to has signed in (what Flask-Login asks)."""

    @property
    def has_second_factor(self) -> bool:
        """Whether signing in takes a code as well."""
        return self.totp_confirmed_at is not None


class Session(Model):
    """A signed-in browser; the cookie holds a token, this row its SHA-256."""

    __tablename__ = "sessions"
    __table_args__ = (Index("ix_sessions_user_id", "user_id"),)

    id: Mapped[Identifier]
    token_hash: Mapped[str] = mapped_column(unique=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    browser: Mapped[str]
    started_at: Mapped[Instant]
    seen_at: Mapped[Instant]
    expires_at: Mapped[Instant]
    second_factor_at: Mapped[Instant | None]
    ended_at: Mapped[Instant | None]


class Token(Model):
    """A link sent by mail, used once: confirm an address, reset a password, change an address."""

    __tablename__ = "tokens"

    id: Mapped[Identifier]
    token_hash: Mapped[str] = mapped_column(unique=True)
    purpose: Mapped[str]
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    email: Mapped[str]
    expires_at: Mapped[Instant]
    used_at: Mapped[Instant | None]
