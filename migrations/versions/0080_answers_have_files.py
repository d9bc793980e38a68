"""An attachment can be the answer to a question. The version before knows no attachments."""

from collections.abc import Sequence

from alembic import op

revision = "0080"
down_revision = "0079"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.execute(
        "ALTER TABLE attachments ADD COLUMN IF NOT EXISTS question_id bigint "
        "CONSTRAINT fk_attachments_question_id_questions REFERENCES questions (id) ON DELETE SET NULL"
    )


def downgrade() -> None:
    op.execute("ALTER TABLE attachments DROP COLUMN IF EXISTS question_id")
