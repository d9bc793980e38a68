"""Decisions of moderators can wait a little before they take effect, and be undone until then."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0024"
down_revision = "0023"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

TABLE = "pending_decisions"

REASONS = (
    "personal_data", "confidential_business_information", "copyright", "abusive", "spam_or_advertising",
    "duplicate_same_submitter", "off_topic", "illegal_or_harmful_link", "false_attribution", "automated_submission",
    "late_under_rules", "submitter_requested_confidentiality", "empty_or_test", "other_explained",
)  # fmt: skip


def _one_of(name: str, *values: str) -> sa.CheckConstraint:
    listed = ", ".join(f"'{value}'" for value in values)
    return sa.CheckConstraint(f"{name} IN ({listed})", name=name)


def upgrade() -> None:
    instant = postgresql.TIMESTAMP(timezone=True)
    op.create_table(
        TABLE,
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("together", sa.Text(), nullable=False),
        sa.Column("comment_id", sa.BigInteger(), nullable=False),
        sa.Column("consultation_id", sa.BigInteger(), nullable=False),
        sa.Column("edition", sa.BigInteger(), nullable=False),
        sa.Column("last_decision", sa.BigInteger(), nullable=False),
        sa.Column("verb", sa.Text(), nullable=False),
        sa.Column("reason", sa.String(length=40), nullable=True),
        sa.Column("explanation", sa.Text(), nullable=False),
        sa.Column("spans", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("redactions", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("decided_at", instant, nullable=False),
        sa.Column("decided_by_id", sa.BigInteger(), nullable=False),
        sa.Column("takes_effect_at", instant, nullable=False),
        sa.Column("outcome", sa.String(length=40), nullable=True),
        sa.Column("ended_at", instant, nullable=True),
        sa.Column("ended_by_id", sa.BigInteger(), nullable=True),
        sa.Column("why", sa.Text(), nullable=False),
        _one_of("reason", *REASONS),
        _one_of("outcome", "made", "undone", "lapsed"),
        sa.CheckConstraint("(outcome IS NULL) = (ended_at IS NULL)", name="has_ended_with_an_outcome"),
        *(
            sa.ForeignKeyConstraint([name], [f"{other}.id"], name=f"fk_{TABLE}_{name}_{other}")
            for name, other in (
                ("comment_id", "comments"), ("consultation_id", "consultations"), ("decided_by_id", "users"),
                ("ended_by_id", "users"),
            )
        ),
        sa.PrimaryKeyConstraint("id", name=f"pk_{TABLE}"),
    )  # fmt: skip
    waiting = sa.text("outcome IS NULL")
    op.create_index(f"uq_{TABLE}_comment_id", TABLE, ["comment_id"], unique=True, postgresql_where=waiting)
    op.create_index(f"ix_{TABLE}_due", TABLE, ["takes_effect_at", "id"], postgresql_where=waiting)
    op.create_index(f"ix_{TABLE}_comment_id", TABLE, ["comment_id", "id"])
    op.create_index(f"ix_{TABLE}_together", TABLE, ["together"])


def downgrade() -> None:
    op.drop_table(TABLE)
