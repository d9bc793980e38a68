"""The attachments of an email wait for the officer who completes it, and officers hear of emails that wait.

The version before writes neither: what it reads has no entry yet, and officers hear of it once this version runs.
"""

from collections.abc import Sequence

from alembic import op

revision = "0078"
down_revision = "0077"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.execute(
        "ALTER TABLE incoming_emails"
        " ADD COLUMN IF NOT EXISTS entry_id bigint CONSTRAINT fk_incoming_emails_entry_id_staff_entries"
        " REFERENCES staff_entries (id) ON DELETE SET NULL,"
        " ADD COLUMN IF NOT EXISTS told_at timestamptz"
    )
    op.execute(
        "CREATE INDEX IF NOT EXISTS ix_incoming_emails_entry_id ON incoming_emails (entry_id)"
        " WHERE entry_id IS NOT NULL"
    )
    op.execute(
        "CREATE INDEX IF NOT EXISTS ix_incoming_emails_untold ON incoming_emails (consultation_id)"
        " WHERE state = 'to_complete' AND told_at IS NULL"
    )


def downgrade() -> None:
    op.execute("DROP INDEX IF EXISTS ix_incoming_emails_untold")
    op.execute("DROP INDEX IF EXISTS ix_incoming_emails_entry_id")
    op.execute(
        "ALTER TABLE incoming_emails DROP COLUMN IF EXISTS entry_id, DROP COLUMN IF EXISTS told_at"
    )
