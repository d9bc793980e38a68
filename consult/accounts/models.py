"""People who sign in, and their sessions."""

from enum import StrEnum

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.types import Float

from consult.core.database import Identifier, Instant, Json, Mapped, Model, mapped_column, one_of
from consult.core.request_ids import RequestId


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
    deleted_at: Mapped[Instant | None]
    """When its owner deleted it: the row stays for what it did, and says nothing of who it was."""
    is_platform_administrator: Mapped[bool] = mapped_column(default=False)
    totp_secret: Mapped[str | None]
    totp_confirmed_at: Mapped[Instant | None]
    totp_last_used: Mapped[int] = mapped_column(default=0)
    """The time step of the last code taken, so that none is taken twice."""

    @property
    def has_two_factor(self) -> bool:
        """Whether signing in takes a code as well."""
        return self.totp_confirmed_at is not None


class Device(Model):
    """A browser that belongs to a person: they signed in with it before, or let it in by an emailed link.

    Its cookie holds a token, this row the SHA-256 of it. A known device may try passwords and codes however many
    strangers are trying; by itself it opens nothing.
    """

    __tablename__ = "devices"
    __table_args__ = (
        UniqueConstraint("user_id", "token_hash"),
        Index("ix_devices_token_hash", "token_hash"),
    )

    id: Mapped[Identifier]
    token_hash: Mapped[str]
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    known_since: Mapped[Instant]
    seen_at: Mapped[Instant]
    signed_in_at: Mapped[Instant | None]
    """The first sign-in; nothing while it was only let in by a link."""


class Session(Model):
    """A signed-in browser; the cookie holds a token, this row its SHA-256."""

    __tablename__ = "sessions"
    __table_args__ = (
        Index("ix_sessions_user_id", "user_id"),
        Index("ix_sessions_device_id", "device_id"),
        Index("ix_sessions_expires_at", "expires_at"),
    )

    id: Mapped[Identifier]
    token_hash: Mapped[str] = mapped_column(unique=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    browser: Mapped[str]
    started_at: Mapped[Instant]
    seen_at: Mapped[Instant]
    expires_at: Mapped[Instant]
    second_factor_at: Mapped[Instant | None]
    ended_at: Mapped[Instant | None]
    device_id: Mapped[int | None] = mapped_column(ForeignKey("devices.id", ondelete="SET NULL"))
    """The browser; nothing for sessions begun before devices were known."""


class Token(Model):
    """A link sent by email, used once: confirm an address, reset a password, change an address."""

    __tablename__ = "tokens"
    __table_args__ = (Index("ix_tokens_expires_at", "expires_at"),)

    id: Mapped[Identifier]
    token_hash: Mapped[str] = mapped_column(unique=True)
    purpose: Mapped[str]
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    email: Mapped[str]
    expires_at: Mapped[Instant]
    used_at: Mapped[Instant | None]


class HalfSignIn(Model):
    """The password was right, the code is still to come; the cookie holds a token, this row its SHA-256."""

    __tablename__ = "half_sign_ins"
    __table_args__ = (Index("ix_half_sign_ins_user_id", "user_id"),)

    id: Mapped[Identifier]
    token_hash: Mapped[str] = mapped_column(unique=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    begun_at: Mapped[Instant]
    wrong_codes: Mapped[int] = mapped_column(default=0)
    ended_at: Mapped[Instant | None]


class RecoveryCode(Model):
    """A code for anyone who lost their authenticator; shown once, kept as SHA-256 (it has 76 random bits), works
    once."""

    __tablename__ = "recovery_codes"
    __table_args__ = (UniqueConstraint("user_id", "code_hash"),)

    id: Mapped[Identifier]
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    code_hash: Mapped[str]
    used_at: Mapped[Instant | None]


class SignUp(Model):
    """An account begun by someone who has not shown yet that the address is theirs.

    Several for one address stand side by side: none changes another, and the one whose link and password fit wins.
    """

    __tablename__ = "sign_ups"
    __table_args__ = (Index("ix_sign_ups_email_lower", text("lower(email)")),)

    id: Mapped[Identifier]
    token_hash: Mapped[str] = mapped_column(unique=True)
    email: Mapped[str]
    name: Mapped[str]
    password: Mapped[str]
    """An Argon2id hash."""
    language: Mapped[str]
    timezone: Mapped[str]
    begun_at: Mapped[Instant]
    expires_at: Mapped[Instant]


class Purpose(StrEnum):
    """What an address asked for, or what its owner is to be told."""

    SIGN_UP = "sign_up"
    RESET = "reset"
    BROWSER = "browser"
    GUESSED = "guessed"


class Request(Model):
    """Something to be done for an address. A worker looks up whether the address has an account, so that the web
    request does the same whether it has one or not."""

    __tablename__ = "account_requests"
    __table_args__ = (Index("ix_account_requests_due_at", "due_at"),)

    id: Mapped[Identifier]
    purpose: Mapped[Purpose] = mapped_column(one_of(Purpose))
    email: Mapped[str]
    data: Mapped[Json]
    asked_at: Mapped[Instant]
    due_at: Mapped[Instant]
    attempts: Mapped[int] = mapped_column(default=0)
    request_id: Mapped[RequestId]


class Failures(Model):
    """Wrong passwords or codes that are counted together (see actions.guessing)."""

    __tablename__ = "failures"

    key: Mapped[str] = mapped_column(primary_key=True)
    """SHA-256 of what they have in common: an account, an account and a network, a device."""
    level: Mapped[float] = mapped_column(Float())
    """How many at `at`; it falls with time."""
    at: Mapped[Instant]
    delayed_until: Mapped[Instant]
