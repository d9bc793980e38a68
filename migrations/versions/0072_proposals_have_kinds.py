"""A proposed wording changes its passage, deletes it, or adds a new one after it.

The version before reads and writes all as changes: a deletion is a comment without a proposal there. The checks are
validated apart from the rest, for that reads the tables to their end, and no one has to wait for it.
"""

from collections.abc import Sequence

from alembic import op

revision = "0072"
down_revision = "0071"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

TABLES = ("draft_comments", "comments", "comment_editions")
LOCK = f"LOCK TABLE {', '.join(TABLES)} IN ACCESS EXCLUSIVE MODE"


def upgrade() -> None:
    op.execute(LOCK)
    for table in TABLES:
        op.execute(
            f"ALTER TABLE {table} ADD COLUMN IF NOT EXISTS proposal_kind varchar(40) NOT NULL DEFAULT 'change',"
            f" DROP CONSTRAINT IF EXISTS ck_{table}_proposalkind"
        )
        op.execute(
            f"ALTER TABLE {table} ADD CONSTRAINT ck_{table}_proposalkind"
            " CHECK (proposal_kind IN ('change', 'delete', 'insert')) NOT VALID"
        )
    with op.get_context().autocommit_block():
        for table in TABLES:
            op.execute(f"ALTER TABLE {table} VALIDATE CONSTRAINT ck_{table}_proposalkind")


def downgrade() -> None:
    op.execute(LOCK)
    for table in TABLES:
        op.execute(f"ALTER TABLE {table} DROP COLUMN IF EXISTS proposal_kind")
