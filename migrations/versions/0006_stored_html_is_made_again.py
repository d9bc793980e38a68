"""How far stored HTML was made again; the HTML of a rule may be, its text never."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

_GUARD = (
    "CREATE TRIGGER policies_are_append_only BEFORE UPDATE{columns} OR DELETE ON policies"
    " FOR EACH ROW EXECUTE FUNCTION refuse_change()"
)
_SOURCE = " OF id, organisation_id, kind, number, text, settings, written_at, written_by_id"


def upgrade() -> None:
    op.create_table(
        "renderings",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("method", sa.BigInteger(), nullable=False),
        *(
            sa.Column(name, sa.BigInteger(), nullable=False)
            for name in ("last_id", "checked", "differed", "words_differed", "doubtful")
        ),
        sa.Column("started_at", sa.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("finished_at", sa.TIMESTAMP(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_renderings")),
    )
    _guard(_SOURCE)


def downgrade() -> None:
    _guard("")
    op.drop_table("renderings")


def _guard(columns: str) -> None:
    """Let no one change these columns of a rule."""
    op.execute("DROP TRIGGER policies_are_append_only ON policies")
    op.execute(_GUARD.format(columns=columns))
