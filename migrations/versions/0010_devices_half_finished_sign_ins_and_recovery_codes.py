"""Known devices, half-finished sign-ins, recovery codes, begun accounts, requests for addresses, counted failures.

Tables and one column that may be empty: the version before goes on working beside it.
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0010"
down_revision = "0009"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

_AT = postgresql.TIMESTAMP(timezone=True)
_PURPOSES = "purpose IN ('sign_up', 'reset', 'browser', 'guessed')"


def _id() -> sa.Column:
    return sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False)


def _owner(table: str) -> list:
    name = op.f(f"fk_{table}_user_id_users")
    return [
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=name, ondelete="CASCADE"),
    ]


def _key(table: str, *columns: str) -> sa.PrimaryKeyConstraint:
    return sa.PrimaryKeyConstraint(*columns, name=op.f(f"pk_{table}"))


def upgrade() -> None:
    op.create_table(
        "devices",
        _id(),
        sa.Column("token_hash", sa.Text(), nullable=False),
        *_owner("devices"),
        sa.Column("known_since", _AT, nullable=False),
        sa.Column("seen_at", _AT, nullable=False),
        sa.Column("signed_in_at", _AT, nullable=True),
        _key("devices", "id"),
        sa.UniqueConstraint("user_id", "token_hash", name=op.f("uq_devices_user_id_token_hash")),
    )
    op.create_index("ix_devices_token_hash", "devices", ["token_hash"])
    op.add_column("sessions", sa.Column("device_id", sa.BigInteger(), nullable=True))
    op.create_foreign_key(
        op.f("fk_sessions_device_id_devices"),
        "sessions",
        "devices",
        ["device_id"],
        ["id"],
        ondelete="SET NULL",
    )
    op.create_index("ix_sessions_device_id", "sessions", ["device_id"])
    op.create_table(
        "half_sign_ins",
        _id(),
        sa.Column("token_hash", sa.Text(), nullable=False),
        *_owner("half_sign_ins"),
        sa.Column("begun_at", _AT, nullable=False),
        sa.Column("wrong_codes", sa.BigInteger(), nullable=False),
        sa.Column("ended_at", _AT, nullable=True),
        _key("half_sign_ins", "id"),
        sa.UniqueConstraint("token_hash", name=op.f("uq_half_sign_ins_token_hash")),
    )
    op.create_index("ix_half_sign_ins_user_id", "half_sign_ins", ["user_id"])
    op.create_table(
        "recovery_codes",
        _id(),
        *_owner("recovery_codes"),
        sa.Column("code_hash", sa.Text(), nullable=False),
        sa.Column("used_at", _AT, nullable=True),
        _key("recovery_codes", "id"),
        sa.UniqueConstraint("user_id", "code_hash", name=op.f("uq_recovery_codes_user_id_code_hash")),
    )
    op.create_table(
        "sign_ups",
        _id(),
        sa.Column("token_hash", sa.Text(), nullable=False),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("email", "name", "password", "language", "timezone")),
        sa.Column("begun_at", _AT, nullable=False),
        sa.Column("expires_at", _AT, nullable=False),
        _key("sign_ups", "id"),
        sa.UniqueConstraint("token_hash", name=op.f("uq_sign_ups_token_hash")),
    )
    op.create_index("ix_sign_ups_email_lower", "sign_ups", [sa.text("lower(email)")])
    op.create_table(
        "account_requests",
        _id(),
        sa.Column("purpose", sa.String(length=40), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("data", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("asked_at", _AT, nullable=False),
        sa.Column("due_at", _AT, nullable=False),
        sa.Column("attempts", sa.BigInteger(), nullable=False),
        _key("account_requests", "id"),
        sa.CheckConstraint(_PURPOSES, name=op.f("ck_account_requests_purpose")),
    )
    op.create_index("ix_account_requests_due_at", "account_requests", ["due_at"])
    op.create_table(
        "failures",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("level", sa.Float(), nullable=False),
        sa.Column("at", _AT, nullable=False),
        sa.Column("delayed_until", _AT, nullable=False),
        _key("failures", "key"),
    )


def downgrade() -> None:
    op.drop_index("ix_sessions_device_id", table_name="sessions")
    op.drop_constraint(op.f("fk_sessions_device_id_devices"), "sessions", type_="foreignkey")
    op.drop_column("sessions", "device_id")
    for table in ("failures", "account_requests", "sign_ups", "recovery_codes", "half_sign_ins", "devices"):
        op.drop_table(table)
