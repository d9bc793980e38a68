"""Comments about questions that were there before are the texts of answers: each has its answer (see 0056)."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision = "0057"
down_revision = "0056"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

_MISSING = sa.text(
    """
    INSERT INTO answers_to_questions (submission_id, consultation_id, question_id, value, answered_at)
    SELECT submission_id, consultation_id, question_id, '{}'::jsonb, min(filed_at) FROM comments
    WHERE consultation_id = :consultation AND subject = 'question' AND filed_at IS NOT NULL
    GROUP BY submission_id, consultation_id, question_id
    ON CONFLICT (submission_id, question_id) DO NOTHING
    """
)


def upgrade() -> None:
    with op.get_context().autocommit_block():  # stopped, it is done again from here
        connection = op.get_bind()
        asking = connection.execute(
            sa.text("SELECT DISTINCT consultation_id FROM questions ORDER BY consultation_id")
        )
        for consultation in asking.scalars().all():
            connection.execute(_MISSING, {"consultation": consultation})


def downgrade() -> None:
    pass  # 0056 removes the answers; their texts stay where they are
