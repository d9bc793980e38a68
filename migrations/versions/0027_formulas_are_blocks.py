"""Formulas are blocks of a kind of their own."""

from collections.abc import Sequence

from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

TABLE, NAME = "blocks", "ck_blocks_kind"
KINDS = ["heading", "paragraph", "list_item", "table", "note", "figure", "footnote", "quotation", "code"]


def _allow(kinds: Sequence[str]) -> None:
    """Exchange the check: without looking at the rows that are there while the table is held, then looking at them."""
    listed = ", ".join(f"'{kind}'" for kind in kinds)
    with op.get_context().autocommit_block():
        op.execute(
            f"ALTER TABLE {TABLE} DROP CONSTRAINT IF EXISTS {NAME}, "
            f"ADD CONSTRAINT {NAME} CHECK (kind IN ({listed})) NOT VALID"
        )
        op.execute(f"ALTER TABLE {TABLE} VALIDATE CONSTRAINT {NAME}")


def upgrade() -> None:
    _allow([*KINDS, "formula"])


def downgrade() -> None:
    op.execute("UPDATE blocks SET kind = 'paragraph' WHERE kind = 'formula'")
    _allow(KINDS)
