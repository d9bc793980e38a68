"""Whether a claim is confirmed, whether a country is shown, and why a response came out despite open objections.

Rows that there are: no one is confirmed. A submission shown without a name shows its country only where at least five
such submissions of the same country and category are shown now; every other one that was published never will.

The counts by country follow what is shown. Those by region come from them from now on; the version before, while it
still runs, finds neither these nor its count of nameless submissions, and shows fewer countries, never more.
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0011"
down_revision = "0010"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

UNCONFIRM = """
CREATE FUNCTION unconfirm_changed_claim() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (NEW.capacity, NEW.organisation, NEW.country, NEW.on_behalf_of, NEW.category, NEW.subcategory,
        NEW.category_other)
       IS DISTINCT FROM
       (OLD.capacity, OLD.organisation, OLD.country, OLD.on_behalf_of, OLD.category, OLD.subcategory,
        OLD.category_other)
       OR (NEW.name <> '' AND NEW.name IS DISTINCT FROM OLD.name) THEN
        NEW.confirmed_at := NULL;
    END IF;
    RETURN NEW;
END $$
"""

DECIDE = """
WITH visible AS (
    SELECT s.id, s.consultation_id, s.country, s.category
    FROM submissions s
    WHERE s.attribution = 'anonymous_to_public' AND EXISTS (
        SELECT FROM comments c
        WHERE c.submission_id = s.id AND c.moderation IN ('published', 'published_redacted')
    )
), cells AS (
    SELECT consultation_id, country, category FROM visible WHERE country <> ''
    GROUP BY 1, 2, 3 HAVING count(*) >= 5
)
UPDATE submissions s SET shows_country = EXISTS (
    SELECT FROM visible v JOIN cells USING (consultation_id, country, category) WHERE v.id = s.id
)
WHERE s.attribution = 'anonymous_to_public' AND EXISTS (
    SELECT FROM comments c WHERE c.submission_id = s.id AND c.posted_at IS NOT NULL
)
"""

FORGET_COUNTS = "DELETE FROM tallies WHERE axis IN ('region', 'anonymous', 'country', 'cell')"

COUNT = """
INSERT INTO tallies (consultation_id, axis, value, count)
SELECT c.consultation_id, 'country',
       CASE WHEN s.attribution <> 'anonymous_to_public' OR s.shows_country THEN s.country ELSE '' END, count(*)
FROM comments c JOIN submissions s ON s.id = c.submission_id
WHERE c.moderation IN ('published', 'published_redacted') GROUP BY 1, 3
UNION ALL
SELECT c.consultation_id, 'cell', s.country || ' ' || coalesce(s.category, ''), count(DISTINCT s.id)
FROM comments c JOIN submissions s ON s.id = c.submission_id
WHERE c.moderation IN ('published', 'published_redacted') AND s.attribution = 'anonymous_to_public' GROUP BY 1, 3
"""

COUNT_AS_BEFORE = """
INSERT INTO tallies (consultation_id, axis, value, count)
SELECT c.consultation_id, 'country', CASE s.attribution WHEN 'anonymous_to_public' THEN '' ELSE s.country END, count(*)
FROM comments c JOIN submissions s ON s.id = c.submission_id
WHERE c.moderation IN ('published', 'published_redacted') GROUP BY 1, 3
UNION ALL
SELECT c.consultation_id, 'anonymous', s.country, count(DISTINCT s.id)
FROM comments c JOIN submissions s ON s.id = c.submission_id
WHERE c.moderation IN ('published', 'published_redacted') AND s.attribution = 'anonymous_to_public' GROUP BY 1, 3
"""


def upgrade() -> None:
    op.add_column("submissions", sa.Column("confirmed_at", postgresql.TIMESTAMP(timezone=True)))
    op.add_column("submissions", sa.Column("shows_country", sa.Boolean()))
    op.create_table(
        "confirmations",
        sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("submission_id", sa.BigInteger(), nullable=False),
        sa.Column("is_confirmed", sa.Boolean(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("decided_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("decided_by_id", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("note <> ''", name=op.f("ck_confirmations_has_a_note")),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["submissions.id"], name=op.f("fk_confirmations_submission_id_submissions")
        ),
        sa.ForeignKeyConstraint(
            ["decided_by_id"], ["users.id"], name=op.f("fk_confirmations_decided_by_id_users")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_confirmations")),
    )
    op.create_index("ix_confirmations_submission_id", "confirmations", ["submission_id"])
    op.execute(
        "CREATE TRIGGER confirmations_are_append_only BEFORE UPDATE OR DELETE ON confirmations"
        " FOR EACH ROW EXECUTE FUNCTION refuse_change()"
    )
    op.execute(UNCONFIRM)
    op.execute(
        "CREATE TRIGGER a_changed_claim_is_unconfirmed BEFORE UPDATE ON submissions"
        " FOR EACH ROW WHEN (OLD.confirmed_at IS NOT NULL) EXECUTE FUNCTION unconfirm_changed_claim()"
    )
    op.add_column("summaries", sa.Column("despite", sa.Text(), server_default="", nullable=False))
    for statement in (DECIDE, FORGET_COUNTS, COUNT):
        op.execute(statement)


def downgrade() -> None:
    for statement in (FORGET_COUNTS, COUNT_AS_BEFORE):
        op.execute(statement)
    op.drop_column("summaries", "despite")
    op.execute("DROP TRIGGER a_changed_claim_is_unconfirmed ON submissions")
    op.execute("DROP FUNCTION unconfirm_changed_claim()")
    op.drop_table("confirmations")
    op.drop_column("submissions", "shows_country")
    op.drop_column("submissions", "confirmed_at")
