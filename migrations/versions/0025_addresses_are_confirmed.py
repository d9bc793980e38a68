"""Addresses left with submissions are confirmed by their owners.

No one confirmed those of earlier submissions, so they count as not confirmed, with one exception: the confirmed address
of the account that sent it. The others are asked by mail (submissions.actions.addresses.ask_the_unasked).
"""

from collections.abc import Sequence

from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

KNOWN = """
UPDATE submissions s SET email_confirmed_at = u.email_confirmed_at FROM users u
WHERE u.id = s.user_id AND s.email <> '' AND lower(s.email) = lower(u.email)
AND s.state <> 'composing' AND u.email_confirmed_at IS NOT NULL AND s.email_confirmed_at IS NULL
"""


def upgrade() -> None:
    for column in ("email_asked_at", "email_confirmed_at"):  # stopped, it can be done again
        op.execute(f"ALTER TABLE submissions ADD COLUMN IF NOT EXISTS {column} timestamp with time zone")
    op.execute(KNOWN)
    with op.get_context().autocommit_block():
        op.execute("SET lock_timeout = 0")  # an index waits for the transactions that began before it
        op.execute("DROP INDEX CONCURRENTLY IF EXISTS ix_submissions_unasked")  # half-built by an earlier start
        op.execute(
            "CREATE INDEX CONCURRENTLY ix_submissions_unasked ON submissions (received_at) WHERE state = 'submitted'"
            " AND email <> '' AND email_asked_at IS NULL AND email_confirmed_at IS NULL"
        )
        op.execute("SET lock_timeout = '500ms'")


def downgrade() -> None:
    op.drop_index("ix_submissions_unasked", "submissions")
    op.drop_column("submissions", "email_confirmed_at")
    op.drop_column("submissions", "email_asked_at")
