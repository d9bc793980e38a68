"""A proposal can be for the words that its comment quotes alone: another wording of them, or none.

Only the check of the kinds changes. The new one is validated apart from the rest, for that reads the tables to their end, and
no one has to wait for it.
"""

from collections.abc import Sequence

from alembic import op

revision = "0089"
down_revision = "0088"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

TABLES = ("draft_comments", "comments", "comment_editions")
LOCK = f"LOCK TABLE {', '.join(TABLES)} IN ACCESS EXCLUSIVE MODE"


def _check(kinds: str) -> None:
    op.execute(LOCK)
    for table in TABLES:
        op.execute(
            f"ALTER TABLE {table} DROP CONSTRAINT IF EXISTS ck_{table}_proposalkind,"
            f" ADD CONSTRAINT ck_{table}_proposalkind CHECK (proposal_kind IN ({kinds})) NOT VALID"
        )
    with op.get_context().autocommit_block():
        for table in TABLES:
            op.execute(f"ALTER TABLE {table} VALIDATE CONSTRAINT ck_{table}_proposalkind")


def upgrade() -> None:
    _check("'change', 'delete', 'insert', 'change_quotation', 'delete_quotation'")


def downgrade() -> None:
    for table in TABLES:
        op.execute(f"UPDATE {table} SET proposal_kind = 'change' WHERE proposal_kind = 'change_quotation'")
        op.execute(f"UPDATE {table} SET proposal_kind = 'delete' WHERE proposal_kind = 'delete_quotation'")
    _check("'change', 'delete', 'insert'")
