"""Rows of forms are known by their places in their files, which parts of an uploaded row a person has changed, and which
columns of an uploaded form are not used; with an index that finds the places.

The version before does not write them: rows that it imports are known by their words alone, and of rows that a person
changes in it every part counts as changed.
"""

from collections.abc import Sequence

from alembic import op

revision = "0086"
down_revision = "0080"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

INDEX = "ix_form_rows_place_key"


def upgrade() -> None:
    op.execute("ALTER TABLE form_rows ADD COLUMN IF NOT EXISTS place_key text NOT NULL DEFAULT ''")
    op.execute("ALTER TABLE form_uploads ADD COLUMN IF NOT EXISTS unused jsonb NOT NULL DEFAULT '[]'")
    op.execute("ALTER TABLE uploaded_rows ADD COLUMN IF NOT EXISTS changed_parts jsonb")
    with op.get_context().autocommit_block():
        op.execute(f"DROP INDEX CONCURRENTLY IF EXISTS {INDEX}")
        op.execute(
            f"CREATE INDEX CONCURRENTLY {INDEX} ON form_rows (consultation_id, place_key) WHERE place_key <> ''"
        )


def downgrade() -> None:
    op.drop_index(INDEX, table_name="form_rows")
    op.execute("ALTER TABLE form_uploads DROP COLUMN IF EXISTS unused")
    op.execute("ALTER TABLE uploaded_rows DROP COLUMN IF EXISTS changed_parts")
    op.execute("ALTER TABLE form_rows DROP COLUMN IF EXISTS place_key")
