"""A submission that someone else entered may not state the category of its submitter.

The version before cannot read such a submission: comments are imported and entered once all processes run this version.
The checks are validated apart from the rest, for that reads the tables to their end, and no one has to wait for it.
"""

from collections.abc import Sequence

from alembic import op

revision = "0088"
down_revision = "0087"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

TABLES = ("stakeholders", "subcategories", "draft_submissions", "submissions")
CATEGORIES = (
    "government", "industry", "civil_society", "academia", "intergovernmental", "standards_and_conformity",
    "individual", "other",
)  # fmt: skip


def _allow(categories: Sequence[str]) -> None:
    listed = ", ".join(f"'{one}'" for one in categories)
    for table in TABLES:
        op.execute(
            f"ALTER TABLE {table} DROP CONSTRAINT IF EXISTS ck_{table}_category,"
            f" ADD CONSTRAINT ck_{table}_category CHECK (category IN ({listed})) NOT VALID"
        )
    with op.get_context().autocommit_block():
        for table in TABLES:
            op.execute(f"ALTER TABLE {table} VALIDATE CONSTRAINT ck_{table}_category")


def upgrade() -> None:
    op.execute(f"LOCK TABLE {', '.join(TABLES)} IN ACCESS EXCLUSIVE MODE")
    _allow((*CATEGORIES, "not_stated"))


def downgrade() -> None:
    for table in TABLES:
        op.execute(f"UPDATE {table} SET category = 'other' WHERE category = 'not_stated'")
    op.execute(f"LOCK TABLE {', '.join(TABLES)} IN ACCESS EXCLUSIVE MODE")
    _allow(CATEGORIES)
