"""A submission that arrives in a crowd without a proof of work is marked for moderators.

The version before neither writes nor reads the table: its queue shows such a submission without the mark.
"""

from collections.abc import Sequence

from alembic import op

revision = "0068"
down_revision = "0067"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.execute("""
        CREATE TABLE quarantines (
            submission_id bigint NOT NULL CONSTRAINT pk_quarantines PRIMARY KEY
                CONSTRAINT fk_quarantines_submission_id_submissions REFERENCES submissions (id) ON DELETE CASCADE,
            cause varchar(40) NOT NULL CONSTRAINT ck_quarantines_cause CHECK (cause IN ('crowd', 'trap'))
        )
    """)


def downgrade() -> None:
    op.execute("DROP TABLE quarantines")
