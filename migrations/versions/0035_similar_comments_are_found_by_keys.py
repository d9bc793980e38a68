"""What similar comments are found by takes one row for each comment.

The first of two steps (docs/decisions/0036). The version before goes on with its table `bands`; a job of this one fills
the new table and screens every comment again, those too that the version before screens meanwhile. 0036 removes `bands`
once every process of the version before has ended. This migration stands before 0034, which waits for that as well.
"""

from collections.abc import Sequence

from alembic import op

revision = "0035"
down_revision = "0033"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def make_table() -> None:
    """Make the table where it is not there yet."""
    op.execute(
        "CREATE TABLE IF NOT EXISTS similarity_keys ("
        " comment_id bigint NOT NULL CONSTRAINT pk_similarity_keys PRIMARY KEY"
        " CONSTRAINT fk_similarity_keys_comment_id_comments REFERENCES comments (id) ON DELETE CASCADE,"
        " keys integer[] NOT NULL, checks bytea NOT NULL)"
    )
    op.execute(
        "CREATE INDEX IF NOT EXISTS ix_similarity_keys_keys ON similarity_keys USING gin (keys) WITH (fastupdate = off)"
    )


def upgrade() -> None:
    make_table()


def downgrade() -> None:
    op.execute("UPDATE screenings SET method = 1")  # the version before looks again, and fills its table
    op.execute("DROP TABLE similarity_keys")
