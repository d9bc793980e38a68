"""A version has the title of its draft in its own language.

The version before neither reads nor writes the column: a version that it saves has an empty title, and is shown with
that of its draft. So no rows are written here. 0049 makes the column too, because it is needed before 0034, which waits
until no process of the version before runs; here it is made in a database that went past that place.
"""

from collections.abc import Sequence

from alembic import op

revision = "0051"
down_revision = "0048"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.execute("ALTER TABLE versions ADD COLUMN IF NOT EXISTS title text NOT NULL DEFAULT ''")


def downgrade() -> None:
    pass  # 0049 removes the column
