"""Leases, jobs that people start, delays of the mail server; emails by urgency; what is tried again, in its order."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0007"
down_revision = "0006"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

INSTANT = postgresql.TIMESTAMP(timezone=True)
OPEN = "done_at IS NULL AND given_up_at IS NULL"


def upgrade() -> None:
    with op.get_context().autocommit_block():  # no one waits while these are made; stopped, it can be done again
        op.execute("ALTER TABLE letters ADD COLUMN IF NOT EXISTS urgency bigint NOT NULL DEFAULT 1")
        _make_index("ix_letters_next", "letters", ["urgency", "attempts", "id"], "postage = 'waiting'")
        _make_index("ix_deliveries_next", "deliveries", ["handler", "attempts", "due_at"], OPEN)
        _make_index("ix_deliveries_open", "deliveries", ["id"], "done_at IS NULL")
    op.add_column("letters", sa.Column("tried_at", INSTANT, nullable=True))
    op.add_column("letters", sa.Column("deaths", sa.BigInteger(), server_default=sa.text("0"), nullable=False))
    op.create_table(
        "leases",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("holder", sa.Text(), nullable=False),
        sa.Column("fence", sa.BigInteger(), nullable=False),
        sa.Column("until", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_leases")),
    )
    op.create_table(
        "mail_delays",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("since", INSTANT, nullable=False),
        sa.Column("until", INSTANT, nullable=False),
        sa.Column("is_away", sa.Boolean(), nullable=False),
        sa.Column("error", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_mail_delays")),
    )
    op.create_table(
        "jobs",
        sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("values", postgresql.JSONB(), nullable=False),
        sa.Column("back", sa.Text(), nullable=False),
        sa.Column("organisation_id", sa.BigInteger(), nullable=True),
        sa.Column("consultation_id", sa.BigInteger(), nullable=True),
        sa.Column("started_by", sa.BigInteger(), nullable=False),
        sa.Column("started_at", INSTANT, nullable=False),
        sa.Column("arguments", postgresql.JSONB(), nullable=False),
        sa.Column("items", postgresql.JSONB(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("done", sa.BigInteger(), nullable=False),
        sa.Column("skipped", postgresql.JSONB(), nullable=False),
        sa.Column(
            "stage",
            sa.Enum("waiting", "running", "done", name="stage", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("attempts", sa.BigInteger(), nullable=False),
        sa.Column("due_at", INSTANT, nullable=False),
        sa.Column("finished_at", INSTANT, nullable=True),
        sa.Column("error", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_jobs")),
        sa.UniqueConstraint("reference", name=op.f("uq_jobs_reference")),
    )
    op.create_index("uq_jobs_key", "jobs", ["key"], unique=True, postgresql_where=sa.text("stage <> 'done'"))
    op.create_index("ix_jobs_due", "jobs", ["due_at"], postgresql_where=sa.text("stage <> 'done'"))
    op.create_index("ix_jobs_finished_at", "jobs", ["finished_at"])
    op.create_index("ix_jobs_consultation_id", "jobs", ["consultation_id", "id"])


def _make_index(name: str, table: str, columns: list[str], where: str) -> None:
    op.drop_index(name, table, if_exists=True, postgresql_concurrently=True)
    op.create_index(name, table, columns, postgresql_where=sa.text(where), postgresql_concurrently=True)


def downgrade() -> None:
    op.drop_index("ix_deliveries_open", "deliveries")
    op.drop_index("ix_deliveries_next", "deliveries")
    op.drop_index("ix_letters_next", "letters")
    for column in ("deaths", "tried_at", "urgency"):
        op.drop_column("letters", column)
    for table in ("jobs", "mail_delays", "leases"):
        op.drop_table(table)
