"""The version before found similar comments by `bands`; this one does so by `similarity_keys`.

The second of two steps (docs/decisions/0036), once no process of the version before runs (see migrations/env.py).
"""

from collections.abc import Sequence

from alembic import context, op

revision = "0036"
down_revision = "0034"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

ENDS = "0035"
"""The migration that lets two versions run side by side, until this one ends it."""


def upgrade() -> None:
    expand = context.script.get_revision(ENDS).module
    expand.make_table()  # where 0034 was carried out before 0035 was written
    op.execute("DROP TABLE IF EXISTS bands")


def downgrade() -> None:
    op.execute(
        "CREATE TABLE bands ("
        " comment_id bigint NOT NULL CONSTRAINT fk_bands_comment_id_comments REFERENCES comments (id) ON DELETE CASCADE,"
        " band bigint NOT NULL, consultation_id bigint NOT NULL, hash bigint NOT NULL,"
        " CONSTRAINT pk_bands PRIMARY KEY (comment_id, band))"
    )
    op.execute("CREATE INDEX ix_bands_lookup ON bands (consultation_id, band, hash)")
