"""What is being written is read apart from what was submitted; the version before this one still finds it where it was.

The first of two steps (docs/decisions/0035). Until 0034, `draft_submissions` and `draft_comments` are views of the rows
that are being written: both versions read, lock and write the same rows. 0034 makes tables of them once every process
of the version before has ended.
"""

from collections.abc import Sequence

from alembic import op

revision = "0033"
down_revision = "0032"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

DRAFT = (
    "id, key, consultation_id, user_id, code_hash, name, organisation, category, subcategory, category_other, country,"
    " capacity, on_behalf_of, email, language, begun_at, changed_at, last_number"
)
COMMENT = (
    "number, key, is_typed, said_from, subject, block_key, place, place_order, version_id, question_id, quote, type,"
    " comment, proposal, rationale, language"
)

DEFAULTS = {
    "submissions": {"state": "'composing'", "route": "'web'", "consent_policies": "'{}'", "is_late": "false"},
    "comments": {"edition": "1", "reason": "''"},
}
"""What the version before says of what is being written, and this one does not."""

FUNCTIONS = {
    "name_consultation_of_draft": """
BEGIN
    IF NEW.consultation_id IS NULL THEN
        NEW.consultation_id := (SELECT consultation_id FROM submissions WHERE id = NEW.submission_id);
    END IF;
    RETURN NEW;
END""",
    "delete_comments_of_draft": """
BEGIN
    DELETE FROM comments WHERE submission_id = OLD.id;
    RETURN OLD;
END""",
    "keep_typed_for_both_versions": """
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.submission_id IS NULL THEN
            NEW.submission_id := NEW.draft_id;
            NEW.comment_id := NEW.draft_comment_id;
        ELSIF EXISTS (SELECT FROM submissions WHERE id = NEW.submission_id AND state = 'composing') THEN
            NEW.draft_id := NEW.submission_id;
            NEW.draft_comment_id := NEW.comment_id;
        END IF;
    ELSIF NEW.draft_id IS NOT NULL THEN
        IF NEW.draft_comment_id IS DISTINCT FROM OLD.draft_comment_id OR NEW.comment_id IS NULL
            AND EXISTS (SELECT FROM comments WHERE id = NEW.draft_comment_id) THEN
            NEW.comment_id := NEW.draft_comment_id;  -- this version says it, and never says a comment_id of a draft
        ELSE
            NEW.draft_comment_id := NEW.comment_id;  -- the version before says it, or the comment was deleted
        END IF;
    END IF;
    RETURN NEW;
END""",
}

TRIGGERS = {
    "name_consultation_of_draft": (
        "comments",
        "BEFORE INSERT ON comments FOR EACH ROW WHEN (NEW.consultation_id IS NULL)",
    ),
    "delete_comments_of_draft": (
        "submissions",
        "BEFORE DELETE ON submissions FOR EACH ROW WHEN (OLD.state = 'composing')",
    ),
    "keep_typed_for_both_versions": (
        "unfinished_comments",
        "BEFORE INSERT OR UPDATE ON unfinished_comments FOR EACH ROW",
    ),
}


LOCK = "LOCK TABLE submissions, comments, unfinished_comments IN ACCESS EXCLUSIVE MODE"
"""In the order in which the application locks them: to alter the last one first would end in a deadlock with it."""


def make_views() -> None:
    """Have both versions work on the same rows. Doing it twice is as once."""
    for table, columns in DEFAULTS.items():
        for column, value in columns.items():
            op.execute(f"ALTER TABLE {table} ALTER COLUMN {column} SET DEFAULT {value}")
    op.execute(
        f"CREATE OR REPLACE VIEW draft_submissions AS SELECT {DRAFT} FROM submissions WHERE state = 'composing'"
    )
    op.execute(
        f"CREATE OR REPLACE VIEW draft_comments AS SELECT id, submission_id AS draft_id, {COMMENT} FROM comments"
        " WHERE filed_at IS NULL"
    )
    for name, body in FUNCTIONS.items():
        op.execute(f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $${body}$$")
        op.execute(
            f"CREATE OR REPLACE TRIGGER {name} {TRIGGERS[name][1]} EXECUTE FUNCTION {name}()"
        )


def remove_views() -> None:
    """Take away what make_views has made, but for the rows."""
    for name, (table, _when) in TRIGGERS.items():
        op.execute(f"DROP TRIGGER {name} ON {table}")
        op.execute(f"DROP FUNCTION {name}()")
    op.execute("DROP VIEW draft_comments")
    op.execute("DROP VIEW draft_submissions")
    for table, columns in DEFAULTS.items():
        for column in columns:
            op.execute(f"ALTER TABLE {table} ALTER COLUMN {column} DROP DEFAULT")


def upgrade() -> None:
    op.execute(LOCK)
    op.execute("ALTER TABLE unfinished_comments ADD COLUMN IF NOT EXISTS draft_id bigint")
    op.execute("ALTER TABLE unfinished_comments ADD COLUMN IF NOT EXISTS draft_comment_id bigint")
    make_views()
    op.execute(
        "UPDATE unfinished_comments u SET draft_id = u.submission_id, draft_comment_id = u.comment_id"
        " FROM submissions s WHERE s.id = u.submission_id AND s.state = 'composing' AND u.draft_id IS NULL"
    )


def downgrade() -> None:
    remove_views()
    op.execute("ALTER TABLE unfinished_comments DROP COLUMN draft_comment_id")
    op.execute("ALTER TABLE unfinished_comments DROP COLUMN draft_id")
