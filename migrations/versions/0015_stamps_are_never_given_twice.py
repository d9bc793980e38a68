"""Stamps of consultations come from a sequence, so that a restored database gives none a second time."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.execute("CREATE SEQUENCE consultation_stamps")
    # The version before goes on counting by one for a while: what is given here is far beyond.
    op.execute(
        "SELECT setval('consultation_stamps', (SELECT coalesce(max(stamp), 0) + 1000000 FROM consultations))"
    )
    op.alter_column("consultations", "stamp", server_default=sa.text("nextval('consultation_stamps')"))


def downgrade() -> None:
    op.alter_column("consultations", "stamp", server_default=None)
    op.execute("DROP SEQUENCE consultation_stamps")
