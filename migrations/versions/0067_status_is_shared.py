"""A submitter can share where a submission stands.

The version before neither writes nor reads the table.
"""

from collections.abc import Sequence

from alembic import op

revision = "0067"
down_revision = "0057"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.execute("""
        CREATE TABLE status_links (
            submission_id bigint NOT NULL CONSTRAINT pk_status_links PRIMARY KEY
                CONSTRAINT fk_status_links_submission_id_submissions REFERENCES submissions (id) ON DELETE CASCADE,
            token text NOT NULL CONSTRAINT uq_status_links_token UNIQUE,
            made_at timestamptz NOT NULL
        )
    """)


def downgrade() -> None:
    op.execute("DROP TABLE status_links")
