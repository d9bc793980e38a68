"""The first house: people, organisations, drafts, consultations, submissions, moderation, responses."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0001"
down_revision = None
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


APPEND_ONLY = """
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$
"""

FROZEN = """
CREATE FUNCTION refuse_change_of_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT FROM versions WHERE frozen_at IS NOT NULL
        AND id = CASE WHEN TG_OP = 'DELETE' THEN OLD.version_id ELSE NEW.version_id END
    ) THEN
        RAISE EXCEPTION 'this version is frozen' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$
"""


def upgrade() -> None:
    op.create_table(
        "events",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("actor_id", sa.BigInteger(), nullable=True),
        sa.Column("organisation_id", sa.BigInteger(), nullable=True),
        sa.Column("consultation_id", sa.BigInteger(), nullable=True),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("data", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_events")),
    )
    op.create_index("ix_events_consultation_id", "events", ["consultation_id", "id"], unique=False)
    op.create_index("ix_events_subject", "events", ["subject", "name"], unique=False)
    op.create_table(
        "letters",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("to", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("html", sa.Text(), nullable=False),
        sa.Column("headers", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("posted_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("due_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("sent_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column(
            "postage",
            sa.Enum(
                "waiting",
                "sending",
                "sent",
                "given_up",
                name="postage",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("attempts", sa.BigInteger(), nullable=False),
        sa.Column("error", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_letters")),
        sa.UniqueConstraint("key", name=op.f("uq_letters_key")),
    )
    op.create_index(
        "ix_letters_due",
        "letters",
        ["due_at"],
        unique=False,
        postgresql_where="postage IN ('waiting', 'sending')",
    )
    op.create_index("ix_letters_posted_at", "letters", ["posted_at"], unique=False)
    op.create_table(
        "organisations",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("short_name", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("website", sa.Text(), nullable=False),
        sa.Column("contact_email", sa.Text(), nullable=False),
        sa.Column("accent", sa.Text(), nullable=False),
        sa.Column("languages", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("timezone", sa.Text(), nullable=False),
        sa.Column("timing_profile", sa.Text(), nullable=False),
        sa.Column("blocking_practices", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("response_days", sa.BigInteger(), nullable=False),
        sa.Column("created_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisations")),
        sa.UniqueConstraint("slug", name=op.f("uq_organisations_slug")),
    )
    op.create_table(
        "users",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("password", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("timezone", sa.Text(), nullable=False),
        sa.Column("registered_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("email_confirmed_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("disabled_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("is_platform_administrator", sa.Boolean(), nullable=False),
        sa.Column("totp_secret", sa.Text(), nullable=True),
        sa.Column("totp_confirmed_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("totp_last_used", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_users")),
    )
    op.create_index("uq_users_email_lower", "users", [sa.text("lower(email)")], unique=True)
    op.create_table(
        "deliveries",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("event_id", sa.BigInteger(), nullable=False),
        sa.Column("handler", sa.Text(), nullable=False),
        sa.Column("due_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("attempts", sa.BigInteger(), nullable=False),
        sa.Column("done_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("given_up_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("error", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["event_id"], ["events.id"], name=op.f("fk_deliveries_event_id_events"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deliveries")),
        sa.UniqueConstraint("event_id", "handler", name=op.f("uq_deliveries_event_id_handler")),
    )
    op.create_index(
        "ix_deliveries_due",
        "deliveries",
        ["due_at"],
        unique=False,
        postgresql_where="done_at IS NULL AND given_up_at IS NULL",
    )
    op.create_table(
        "drafts",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("organisation_id", sa.BigInteger(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("created_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["created_by_id"], ["users.id"], name=op.f("fk_drafts_created_by_id_users")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_drafts_organisation_id_organisations")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_drafts")),
        sa.UniqueConstraint("reference", name=op.f("uq_drafts_reference")),
    )
    op.create_index("ix_drafts_organisation_id", "drafts", ["organisation_id"], unique=False)
    op.create_table(
        "invitations",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("token_hash", sa.Text(), nullable=False),
        sa.Column("organisation_id", sa.BigInteger(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("roles", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("invited_by_id", sa.BigInteger(), nullable=False),
        sa.Column("invited_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("expires_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("accepted_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("revoked_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["invited_by_id"], ["users.id"], name=op.f("fk_invitations_invited_by_id_users")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisations.id"],
            name=op.f("fk_invitations_organisation_id_organisations"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitations")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_invitations_token_hash")),
    )
    op.create_index("ix_invitations_organisation_id", "invitations", ["organisation_id"], unique=False)
    op.create_table(
        "memberships",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("organisation_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "role",
            sa.Enum(
                "administrator",
                "officer",
                "approver",
                "moderator",
                name="role",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("since", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisations.id"],
            name=op.f("fk_memberships_organisation_id_organisations"),
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_memberships_user_id_users"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_memberships")),
        sa.UniqueConstraint(
            "user_id", "organisation_id", "role", name=op.f("uq_memberships_user_id_organisation_id_role")
        ),
    )
    op.create_index("ix_memberships_organisation_id", "memberships", ["organisation_id"], unique=False)
    op.create_table(
        "notifications",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("event_id", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("values", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("told_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("read_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["event_id"], ["events.id"], name=op.f("fk_notifications_event_id_events"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_notifications_user_id_users"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notifications")),
        sa.UniqueConstraint("user_id", "event_id", name=op.f("uq_notifications_user_id_event_id")),
    )
    op.create_index(
        "ix_notifications_unread",
        "notifications",
        ["user_id"],
        unique=False,
        postgresql_where="read_at IS NULL",
    )
    op.create_index("ix_notifications_user_id", "notifications", ["user_id", "id"], unique=False)
    op.create_table(
        "policies",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("organisation_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "eligibility",
                "moderation",
                "attribution",
                "late",
                "mass_comments",
                "privacy",
                "retention",
                name="policykind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("html", sa.Text(), nullable=False),
        sa.Column("settings", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("written_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("written_by_id", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_policies_organisation_id_organisations")
        ),
        sa.ForeignKeyConstraint(
            ["written_by_id"], ["users.id"], name=op.f("fk_policies_written_by_id_users")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_policies")),
        sa.UniqueConstraint(
            "organisation_id", "kind", "number", name=op.f("uq_policies_organisation_id_kind_number")
        ),
    )
    op.create_table(
        "sessions",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("token_hash", sa.Text(), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("browser", sa.Text(), nullable=False),
        sa.Column("started_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("seen_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("expires_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("second_factor_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("ended_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_sessions_user_id_users"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sessions")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_sessions_token_hash")),
    )
    op.create_index("ix_sessions_user_id", "sessions", ["user_id"], unique=False)
    op.create_table(
        "stakeholders",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("organisation", sa.Text(), nullable=False),
        sa.Column(
            "category",
            sa.Enum(
                "government",
                "industry",
                "civil_society",
                "academia",
                "intergovernmental",
                "standards_and_conformity",
                "individual",
                "other",
                name="category",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("subcategory", sa.Text(), nullable=False),
        sa.Column("category_other", sa.Text(), nullable=False),
        sa.Column("country", sa.Text(), nullable=False),
        sa.Column(
            "capacity",
            sa.Enum(
                "personal",
                "organisation",
                "official_position",
                "on_behalf",
                name="capacity",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("on_behalf_of", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("changed_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.CheckConstraint(
            "category <> 'other' OR category_other <> ''", name=op.f("ck_stakeholders_other_is_explained")
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_stakeholders_user_id_users"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stakeholders")),
        sa.UniqueConstraint("user_id", name=op.f("uq_stakeholders_user_id")),
    )
    op.create_table(
        "subcategories",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("organisation_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "category",
            sa.Enum(
                "government",
                "industry",
                "civil_society",
                "academia",
                "intergovernmental",
                "standards_and_conformity",
                "individual",
                "other",
                name="category",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisations.id"],
            name=op.f("fk_subcategories_organisation_id_organisations"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_subcategories")),
    )
    op.create_table(
        "tokens",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("token_hash", sa.Text(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("expires_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("used_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_tokens_user_id_users"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tokens")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_tokens_token_hash")),
    )
    op.create_table(
        "imports",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("organisation_id", sa.BigInteger(), nullable=False),
        sa.Column("draft_id", sa.BigInteger(), nullable=True),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("source_name", sa.Text(), nullable=False),
        sa.Column("parsed", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("started_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("started_by_id", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["draft_id"], ["drafts.id"], name=op.f("fk_imports_draft_id_drafts")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_imports_organisation_id_organisations")
        ),
        sa.ForeignKeyConstraint(["started_by_id"], ["users.id"], name=op.f("fk_imports_started_by_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_imports")),
        sa.UniqueConstraint("reference", name=op.f("uq_imports_reference")),
    )
    op.create_table(
        "versions",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("draft_id", sa.BigInteger(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("direction", sa.Text(), nullable=False),
        sa.Column("source_name", sa.Text(), nullable=False),
        sa.Column("source_sha256", sa.Text(), nullable=False),
        sa.Column("imported_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("imported_by_id", sa.BigInteger(), nullable=True),
        sa.Column("frozen_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("sha256", sa.Text(), nullable=True),
        sa.Column("corrects_id", sa.BigInteger(), nullable=True),
        sa.Column("notice", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "(corrects_id IS NULL) = (notice = '')", name=op.f("ck_versions_corrections_carry_a_notice")
        ),
        sa.CheckConstraint(
            "(frozen_at IS NULL) = (sha256 IS NULL)", name=op.f("ck_versions_frozen_is_hashed")
        ),
        sa.ForeignKeyConstraint(
            ["corrects_id"], ["versions.id"], name=op.f("fk_versions_corrects_id_versions")
        ),
        sa.ForeignKeyConstraint(["draft_id"], ["drafts.id"], name=op.f("fk_versions_draft_id_drafts")),
        sa.ForeignKeyConstraint(
            ["imported_by_id"], ["users.id"], name=op.f("fk_versions_imported_by_id_users")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_versions")),
        sa.UniqueConstraint("draft_id", "number", name=op.f("uq_versions_draft_id_number")),
    )
    op.create_table(
        "blocks",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("version_id", sa.BigInteger(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "heading",
                "paragraph",
                "list_item",
                "table",
                "note",
                "figure",
                "footnote",
                "quotation",
                "code",
                name="kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("level", sa.BigInteger(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("clause", sa.Text(), nullable=False),
        sa.Column("line", sa.BigInteger(), nullable=False),
        sa.Column("html", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["version_id"], ["versions.id"], name=op.f("fk_blocks_version_id_versions"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_blocks")),
        sa.UniqueConstraint("version_id", "key", name=op.f("uq_blocks_version_id_key")),
        sa.UniqueConstraint("version_id", "position", name=op.f("uq_blocks_version_id_position")),
    )
    op.create_table(
        "consultations",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("organisation_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "preparing",
                "proposed",
                "approved",
                "announced",
                "concluded",
                "withdrawn",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("target_groups", sa.Text(), nullable=False),
        sa.Column("use_of_input", sa.Text(), nullable=False),
        sa.Column("can_change", sa.Text(), nullable=False),
        sa.Column("cannot_change", sa.Text(), nullable=False),
        sa.Column("scope_attested_by_id", sa.BigInteger(), nullable=True),
        sa.Column("scope_attested_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column(
            "mode",
            sa.Enum(
                "inform",
                "consult",
                "participate",
                name="mode",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "family",
            sa.Enum(
                "treaty_or_convention",
                "binding_decision",
                "recommendation",
                "model_law_or_treaty",
                "declaration",
                "technical_standard",
                "guideline_or_best_practice",
                "code_of_conduct",
                "mutual_recognition_arrangement",
                "mou_or_joint_statement",
                "other",
                name="family",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("denomination", sa.Text(), nullable=False),
        sa.Column(
            "legal_effect",
            sa.Enum(
                "binding",
                "non_binding",
                "binding_if_adopted",
                "voluntary_standard",
                name="legaleffect",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("stage", sa.Text(), nullable=False),
        sa.Column("round", sa.BigInteger(), nullable=False),
        sa.Column("topics", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("languages", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("relation_to_instruments", sa.Text(), nullable=False),
        sa.Column("version_id", sa.BigInteger(), nullable=True),
        sa.Column("timezone", sa.Text(), nullable=False),
        sa.Column("opens_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("closes_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("timing_profile", sa.Text(), nullable=False),
        sa.Column(
            "shortening",
            sa.Enum(
                "urgent_safety",
                "urgent_health",
                "urgent_environment",
                "other",
                name="shortening",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("shortening_reason", sa.Text(), nullable=False),
        sa.Column("response_due_on", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("contact_name", sa.Text(), nullable=False),
        sa.Column("contact_unit", sa.Text(), nullable=False),
        sa.Column("contact_email", sa.Text(), nullable=False),
        sa.Column("author_id", sa.BigInteger(), nullable=False),
        sa.Column("created_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("proposed_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("approved_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("approved_by_id", sa.BigInteger(), nullable=True),
        sa.Column("announced_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("concluded_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("withdrawn_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("withdrawal_reason", sa.Text(), nullable=False),
        sa.Column("stamp", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "(state = 'withdrawn') = (withdrawal_reason <> '')",
            name=op.f("ck_consultations_withdrawal_has_a_reason"),
        ),
        sa.CheckConstraint(
            "state NOT IN ('announced', 'concluded', 'withdrawn') OR (announced_at IS NOT NULL AND version_id IS NOT NULL AND opens_at IS NOT NULL AND closes_at IS NOT NULL)",
            name=op.f("ck_consultations_announced_is_complete"),
        ),
        sa.CheckConstraint(
            "(approved_at IS NULL) = (approved_by_id IS NULL)",
            name=op.f("ck_consultations_approval_has_an_approver"),
        ),
        sa.CheckConstraint("approved_by_id <> author_id", name=op.f("ck_consultations_approved_by_another")),
        sa.CheckConstraint("closes_at > opens_at", name=op.f("ck_consultations_closes_after_it_opens")),
        sa.ForeignKeyConstraint(
            ["approved_by_id"], ["users.id"], name=op.f("fk_consultations_approved_by_id_users")
        ),
        sa.ForeignKeyConstraint(["author_id"], ["users.id"], name=op.f("fk_consultations_author_id_users")),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisations.id"],
            name=op.f("fk_consultations_organisation_id_organisations"),
        ),
        sa.ForeignKeyConstraint(
            ["scope_attested_by_id"], ["users.id"], name=op.f("fk_consultations_scope_attested_by_id_users")
        ),
        sa.ForeignKeyConstraint(
            ["version_id"], ["versions.id"], name=op.f("fk_consultations_version_id_versions")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consultations")),
        sa.UniqueConstraint("slug", name=op.f("uq_consultations_slug")),
    )
    op.create_index("ix_consultations_closes_at", "consultations", ["state", "closes_at", "id"], unique=False)
    op.create_index("ix_consultations_opens_at", "consultations", ["state", "opens_at"], unique=False)
    op.create_index("ix_consultations_organisation_id", "consultations", ["organisation_id"], unique=False)
    op.create_table(
        "figures",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("version_id", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("media_type", sa.Text(), nullable=False),
        sa.Column("storage_key", sa.Text(), nullable=False),
        sa.Column("alt", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["version_id"], ["versions.id"], name=op.f("fk_figures_version_id_versions"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_figures")),
        sa.UniqueConstraint("version_id", "name", name=op.f("uq_figures_version_id_name")),
    )
    op.create_table(
        "attestations",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("consultation_id", sa.BigInteger(), nullable=False),
        sa.Column("practice", sa.Text(), nullable=False),
        sa.Column("result", sa.Text(), nullable=False),
        sa.Column("evidence", sa.Text(), nullable=False),
        sa.Column("attested_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("attested_by_id", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("length(evidence) >= 20", name=op.f("ck_attestations_evidence_is_said")),
        sa.ForeignKeyConstraint(
            ["attested_by_id"], ["users.id"], name=op.f("fk_attestations_attested_by_id_users")
        ),
        sa.ForeignKeyConstraint(
            ["consultation_id"],
            ["consultations.id"],
            name=op.f("fk_attestations_consultation_id_consultations"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attestations")),
        sa.UniqueConstraint(
            "consultation_id", "practice", name=op.f("uq_attestations_consultation_id_practice")
        ),
    )
    op.create_table(
        "corrections",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("consultation_id", sa.BigInteger(), nullable=False),
        sa.Column("from_version_id", sa.BigInteger(), nullable=False),
        sa.Column("to_version_id", sa.BigInteger(), nullable=False),
        sa.Column("notice", sa.Text(), nullable=False),
        sa.Column("corrected_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("corrected_by_id", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["consultation_id"],
            ["consultations.id"],
            name=op.f("fk_corrections_consultation_id_consultations"),
        ),
        sa.ForeignKeyConstraint(
            ["corrected_by_id"], ["users.id"], name=op.f("fk_corrections_corrected_by_id_users")
        ),
        sa.ForeignKeyConstraint(
            ["from_version_id"], ["versions.id"], name=op.f("fk_corrections_from_version_id_versions")
        ),
        sa.ForeignKeyConstraint(
            ["to_version_id"], ["versions.id"], name=op.f("fk_corrections_to_version_id_versions")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_corrections")),
    )
    op.create_index("ix_corrections_consultation_id", "corrections", ["consultation_id"], unique=False)
    op.create_table(
        "documents",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("consultation_id", sa.BigInteger(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column(
            "role",
            sa.Enum(
                "explanatory_note",
                "impact_assessment",
                "background",
                "related_instrument",
                "comment_template",
                "other",
                name="documentrole",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("file_name", sa.Text(), nullable=False),
        sa.Column("media_type", sa.Text(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("storage_key", sa.Text(), nullable=False),
        sa.Column("added_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultations.id"], name=op.f("fk_documents_consultation_id_consultations")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_documents")),
        sa.UniqueConstraint("reference", name=op.f("uq_documents_reference")),
    )
    op.create_index(
        "ix_documents_consultation_id", "documents", ["consultation_id", "position"], unique=False
    )
    op.create_table(
        "extensions",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("consultation_id", sa.BigInteger(), nullable=False),
        sa.Column("closed_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("closes_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("extended_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("extended_by_id", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("reason <> ''", name=op.f("ck_extensions_has_a_reason")),
        sa.CheckConstraint("closes_at > closed_at", name=op.f("ck_extensions_never_earlier")),
        sa.ForeignKeyConstraint(
            ["consultation_id"],
            ["consultations.id"],
            name=op.f("fk_extensions_consultation_id_consultations"),
        ),
        sa.ForeignKeyConstraint(
            ["extended_by_id"], ["users.id"], name=op.f("fk_extensions_extended_by_id_users")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_extensions")),
    )
    op.create_index("ix_extensions_consultation_id", "extensions", ["consultation_id"], unique=False)
    op.create_table(
        "holding_notices",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("consultation_id", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("expected_on", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("published_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("published_by_id", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["consultation_id"],
            ["consultations.id"],
            name=op.f("fk_holding_notices_consultation_id_consultations"),
        ),
        sa.ForeignKeyConstraint(
            ["published_by_id"], ["users.id"], name=op.f("fk_holding_notices_published_by_id_users")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_holding_notices")),
    )
    op.create_index(
        "ix_holding_notices_consultation_id", "holding_notices", ["consultation_id"], unique=False
    )
    op.create_table(
        "issues",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("consultation_id", sa.BigInteger(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("views", sa.Text(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column(
            "disposition",
            sa.Enum(
                "accepted",
                "accepted_in_principle",
                "partially_accepted",
                "noted",
                "clarified",
                "not_accepted",
                "out_of_scope",
                "deferred",
                "superseded",
                "duplicate",
                "not_considered",
                "withdrawn",
                name="disposition",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("change", sa.Text(), nullable=False),
        sa.Column("changed_place", sa.Text(), nullable=False),
        sa.Column("created_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultations.id"], name=op.f("fk_issues_consultation_id_consultations")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_issues")),
        sa.UniqueConstraint("reference", name=op.f("uq_issues_reference")),
    )
    op.create_index("ix_issues_consultation_id", "issues", ["consultation_id", "position"], unique=False)
    op.create_table(
        "questions",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("consultation_id", sa.BigInteger(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("explanation", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultations.id"], name=op.f("fk_questions_consultation_id_consultations")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_questions")),
        sa.UniqueConstraint(
            "consultation_id",
            "position",
            deferrable=True,
            initially="DEFERRED",
            name=op.f("uq_questions_consultation_id_position"),
        ),
    )
    op.create_table(
        "rules",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("consultation_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "eligibility",
                "moderation",
                "attribution",
                "late",
                "mass_comments",
                "privacy",
                "retention",
                name="policykind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("policy_id", sa.BigInteger(), nullable=False),
        sa.Column("published_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultations.id"], name=op.f("fk_rules_consultation_id_consultations")
        ),
        sa.ForeignKeyConstraint(["policy_id"], ["policies.id"], name=op.f("fk_rules_policy_id_policies")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rules")),
        sa.UniqueConstraint("consultation_id", "kind", name=op.f("uq_rules_consultation_id_kind")),
    )
    op.create_table(
        "submissions",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("consultation_id", sa.BigInteger(), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=True),
        sa.Column(
            "state",
            sa.Enum(
                "composing",
                "submitted",
                "withdrawn",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("reference", sa.Text(), nullable=True),
        sa.Column("code_hash", sa.Text(), nullable=False),
        sa.Column(
            "route",
            sa.Enum("web", "staff", name="route", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("organisation", sa.Text(), nullable=False),
        sa.Column(
            "category",
            sa.Enum(
                "government",
                "industry",
                "civil_society",
                "academia",
                "intergovernmental",
                "standards_and_conformity",
                "individual",
                "other",
                name="category",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("subcategory", sa.Text(), nullable=False),
        sa.Column("category_other", sa.Text(), nullable=False),
        sa.Column("country", sa.Text(), nullable=False),
        sa.Column(
            "capacity",
            sa.Enum(
                "personal",
                "organisation",
                "official_position",
                "on_behalf",
                name="capacity",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("on_behalf_of", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column(
            "attribution",
            sa.Enum(
                "attributed",
                "organisation_only",
                "anonymous_to_public",
                "confidential",
                name="attribution",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("consent_policies", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("consented_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("begun_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("changed_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("received_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("is_late", sa.Boolean(), nullable=False),
        sa.Column("withdrawn_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("last_number", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "(state = 'composing') = (received_at IS NULL) AND (state = 'composing') = (reference IS NULL)",
            name=op.f("ck_submissions_submitted_is_received"),
        ),
        sa.CheckConstraint(
            "capacity <> 'official_position' OR attribution = 'attributed' OR state = 'composing'",
            name=op.f("ck_submissions_official_is_attributed"),
        ),
        sa.CheckConstraint(
            "state = 'composing' OR consented_at IS NOT NULL",
            name=op.f("ck_submissions_submitted_is_consented"),
        ),
        sa.ForeignKeyConstraint(
            ["consultation_id"],
            ["consultations.id"],
            name=op.f("fk_submissions_consultation_id_consultations"),
        ),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_submissions_user_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_submissions")),
        sa.UniqueConstraint("code_hash", name=op.f("uq_submissions_code_hash")),
        sa.UniqueConstraint("key", name=op.f("uq_submissions_key")),
        sa.UniqueConstraint("reference", name=op.f("uq_submissions_reference")),
    )
    op.create_index(
        "ix_submissions_consultation_id",
        "submissions",
        ["consultation_id", "received_at", "id"],
        unique=False,
    )
    op.create_index("ix_submissions_user_id", "submissions", ["user_id"], unique=False)
    op.create_table(
        "subscriptions",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("organisation_id", sa.BigInteger(), nullable=True),
        sa.Column("consultation_id", sa.BigInteger(), nullable=True),
        sa.Column("token", sa.Text(), nullable=False),
        sa.Column("asked_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("confirmed_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["consultation_id"],
            ["consultations.id"],
            name=op.f("fk_subscriptions_consultation_id_consultations"),
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisations.id"],
            name=op.f("fk_subscriptions_organisation_id_organisations"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_subscriptions")),
        sa.UniqueConstraint("token", name=op.f("uq_subscriptions_token")),
    )
    op.create_index("ix_subscriptions_consultation_id", "subscriptions", ["consultation_id"], unique=False)
    op.create_index("ix_subscriptions_organisation_id", "subscriptions", ["organisation_id"], unique=False)
    op.create_index(
        "uq_subscriptions_address",
        "subscriptions",
        ["email", "organisation_id", "consultation_id"],
        unique=True,
        postgresql_nulls_not_distinct=True,
    )
    op.create_table(
        "summaries",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("consultation_id", sa.BigInteger(), nullable=False),
        sa.Column("edition", sa.BigInteger(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "preparing",
                "proposed",
                "approved",
                "published",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("sections", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("figures", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("body", sa.Text(), nullable=True),
        sa.Column("author_id", sa.BigInteger(), nullable=False),
        sa.Column("created_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("changed_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("approved_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("approved_by_id", sa.BigInteger(), nullable=True),
        sa.Column("published_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(state = 'published') = (published_at IS NOT NULL)", name=op.f("ck_summaries_published_is_dated")
        ),
        sa.CheckConstraint("approved_by_id <> author_id", name=op.f("ck_summaries_approved_by_another")),
        sa.ForeignKeyConstraint(
            ["approved_by_id"], ["users.id"], name=op.f("fk_summaries_approved_by_id_users")
        ),
        sa.ForeignKeyConstraint(["author_id"], ["users.id"], name=op.f("fk_summaries_author_id_users")),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultations.id"], name=op.f("fk_summaries_consultation_id_consultations")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_summaries")),
        sa.UniqueConstraint("consultation_id", "edition", name=op.f("uq_summaries_consultation_id_edition")),
    )
    op.create_table(
        "tallies",
        sa.Column("consultation_id", sa.BigInteger(), nullable=False),
        sa.Column("axis", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("count", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultations.id"], name=op.f("fk_tallies_consultation_id_consultations")
        ),
        sa.PrimaryKeyConstraint("consultation_id", "axis", "value", name=op.f("pk_tallies")),
    )
    op.create_table(
        "comments",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("submission_id", sa.BigInteger(), nullable=False),
        sa.Column("consultation_id", sa.BigInteger(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column(
            "subject",
            sa.Enum(
                "clause",
                "general",
                "question",
                name="subject",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("block_key", sa.Text(), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("place_order", sa.BigInteger(), nullable=False),
        sa.Column("version_id", sa.BigInteger(), nullable=True),
        sa.Column("question_id", sa.BigInteger(), nullable=True),
        sa.Column("quote", sa.Text(), nullable=False),
        sa.Column(
            "type",
            sa.Enum(
                "general",
                "substantive",
                "technical",
                "editorial",
                "translation",
                name="commenttype",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("comment", sa.Text(), nullable=False),
        sa.Column("proposal", sa.Text(), nullable=False),
        sa.Column("rationale", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("edition", sa.BigInteger(), nullable=False),
        sa.Column("filed_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column(
            "moderation",
            sa.Enum(
                "received",
                "in_review",
                "published",
                "published_redacted",
                "withheld",
                "removed_after_publication",
                "withdrawn_by_submitter",
                name="moderation",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("posted_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("shown_comment", sa.Text(), nullable=True),
        sa.Column("shown_proposal", sa.Text(), nullable=True),
        sa.Column("shown_rationale", sa.Text(), nullable=True),
        sa.Column("shown_text", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "(subject = 'clause') = (block_key <> '')", name=op.f("ck_comments_clause_has_a_place")
        ),
        sa.CheckConstraint(
            "(subject = 'question') = (question_id IS NOT NULL)", name=op.f("ck_comments_answers_a_question")
        ),
        sa.CheckConstraint(
            "moderation IN ('published', 'published_redacted') OR shown_comment IS NULL",
            name=op.f("ck_comments_hidden_is_not_shown"),
        ),
        sa.CheckConstraint(
            "moderation NOT IN ('published', 'published_redacted') OR (posted_at IS NOT NULL AND shown_comment IS NOT NULL)",
            name=op.f("ck_comments_published_is_shown"),
        ),
        sa.CheckConstraint(
            "moderation IS NULL OR filed_at IS NOT NULL", name=op.f("ck_comments_moderated_is_filed")
        ),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultations.id"], name=op.f("fk_comments_consultation_id_consultations")
        ),
        sa.ForeignKeyConstraint(
            ["question_id"], ["questions.id"], name=op.f("fk_comments_question_id_questions")
        ),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["submissions.id"], name=op.f("fk_comments_submission_id_submissions")
        ),
        sa.ForeignKeyConstraint(
            ["version_id"], ["versions.id"], name=op.f("fk_comments_version_id_versions")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_comments")),
        sa.UniqueConstraint("submission_id", "key", name=op.f("uq_comments_submission_id_key")),
        sa.UniqueConstraint("submission_id", "number", name=op.f("uq_comments_submission_id_number")),
    )
    op.create_index(
        "ix_comments_awaiting",
        "comments",
        ["consultation_id", "filed_at", "id"],
        unique=False,
        postgresql_where="moderation IN ('received', 'in_review')",
    )
    op.create_index(
        "ix_comments_block",
        "comments",
        ["consultation_id", "block_key", "posted_at", "id"],
        unique=False,
        postgresql_where="moderation IN ('published', 'published_redacted')",
    )
    op.create_index("ix_comments_consultation_id", "comments", ["consultation_id", "id"], unique=False)
    op.create_index(
        "ix_comments_place",
        "comments",
        ["consultation_id", "place_order", "id"],
        unique=False,
        postgresql_where="moderation IN ('published', 'published_redacted')",
    )
    op.create_index(
        "ix_comments_words",
        "comments",
        [sa.text("to_tsvector('simple'::regconfig, coalesce(shown_text, ''))")],
        unique=False,
        postgresql_using="gin",
        postgresql_where="moderation IN ('published', 'published_redacted')",
    )
    op.create_index(
        "ix_comments_posted",
        "comments",
        ["consultation_id", "posted_at", "id"],
        unique=False,
        postgresql_where="moderation IN ('published', 'published_redacted')",
    )
    op.create_index(
        "ix_comments_refused",
        "comments",
        ["consultation_id", "moderation", "reason"],
        unique=False,
        postgresql_where="moderation IN ('withheld', 'removed_after_publication')",
    )
    op.create_table(
        "answers",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("comment_id", sa.BigInteger(), nullable=False),
        sa.Column("consultation_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "disposition",
            sa.Enum(
                "accepted",
                "accepted_in_principle",
                "partially_accepted",
                "noted",
                "clarified",
                "not_accepted",
                "out_of_scope",
                "deferred",
                "superseded",
                "duplicate",
                "not_considered",
                "withdrawn",
                name="disposition",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("change", sa.Text(), nullable=False),
        sa.Column("duplicate_of_id", sa.BigInteger(), nullable=True),
        sa.Column("issue_id", sa.BigInteger(), nullable=True),
        sa.Column("answered_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("answered_by_id", sa.BigInteger(), nullable=True),
        sa.CheckConstraint(
            "(disposition = 'duplicate') = (duplicate_of_id IS NOT NULL)",
            name=op.f("ck_answers_duplicate_is_linked"),
        ),
        sa.ForeignKeyConstraint(
            ["answered_by_id"], ["users.id"], name=op.f("fk_answers_answered_by_id_users")
        ),
        sa.ForeignKeyConstraint(["comment_id"], ["comments.id"], name=op.f("fk_answers_comment_id_comments")),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultations.id"], name=op.f("fk_answers_consultation_id_consultations")
        ),
        sa.ForeignKeyConstraint(
            ["duplicate_of_id"], ["comments.id"], name=op.f("fk_answers_duplicate_of_id_comments")
        ),
        sa.ForeignKeyConstraint(["issue_id"], ["issues.id"], name=op.f("fk_answers_issue_id_issues")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_answers")),
        sa.UniqueConstraint("comment_id", name=op.f("uq_answers_comment_id")),
    )
    op.create_index("ix_answers_consultation_id", "answers", ["consultation_id"], unique=False)
    op.create_index("ix_answers_issue_id", "answers", ["issue_id"], unique=False)
    op.create_table(
        "published_answers",
        sa.Column("summary_id", sa.BigInteger(), nullable=False),
        sa.Column("comment_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "disposition",
            sa.Enum(
                "accepted",
                "accepted_in_principle",
                "partially_accepted",
                "noted",
                "clarified",
                "not_accepted",
                "out_of_scope",
                "deferred",
                "superseded",
                "duplicate",
                "not_considered",
                "withdrawn",
                name="disposition",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("change", sa.Text(), nullable=False),
        sa.Column("duplicate_of_id", sa.BigInteger(), nullable=True),
        sa.Column("issue_reference", sa.Text(), nullable=False),
        sa.Column("issue_title", sa.Text(), nullable=False),
        sa.Column("has_own_words", sa.Boolean(), nullable=False),
        sa.Column("has_own_change", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["comment_id"], ["comments.id"], name=op.f("fk_published_answers_comment_id_comments")
        ),
        sa.ForeignKeyConstraint(
            ["duplicate_of_id"], ["comments.id"], name=op.f("fk_published_answers_duplicate_of_id_comments")
        ),
        sa.ForeignKeyConstraint(
            ["summary_id"], ["summaries.id"], name=op.f("fk_published_answers_summary_id_summaries")
        ),
        sa.PrimaryKeyConstraint("summary_id", "comment_id", name=op.f("pk_published_answers")),
    )
    op.create_table(
        "bands",
        sa.Column("comment_id", sa.BigInteger(), nullable=False),
        sa.Column("band", sa.BigInteger(), nullable=False),
        sa.Column("consultation_id", sa.BigInteger(), nullable=False),
        sa.Column("hash", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["comment_id"], ["comments.id"], name=op.f("fk_bands_comment_id_comments"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("comment_id", "band", name=op.f("pk_bands")),
    )
    op.create_index("ix_bands_lookup", "bands", ["consultation_id", "band", "hash"], unique=False)
    op.create_table(
        "claims",
        sa.Column("comment_id", sa.BigInteger(), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("until", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["comment_id"], ["comments.id"], name=op.f("fk_claims_comment_id_comments"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_claims_user_id_users")),
        sa.PrimaryKeyConstraint("comment_id", name=op.f("pk_claims")),
    )
    op.create_table(
        "comment_editions",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("comment_id", sa.BigInteger(), nullable=False),
        sa.Column("edition", sa.BigInteger(), nullable=False),
        sa.Column(
            "type",
            sa.Enum(
                "general",
                "substantive",
                "technical",
                "editorial",
                "translation",
                name="commenttype",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("quote", sa.Text(), nullable=False),
        sa.Column("comment", sa.Text(), nullable=False),
        sa.Column("proposal", sa.Text(), nullable=False),
        sa.Column("rationale", sa.Text(), nullable=False),
        sa.Column("filed_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["comment_id"], ["comments.id"], name=op.f("fk_comment_editions_comment_id_comments")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_comment_editions")),
        sa.UniqueConstraint("comment_id", "edition", name=op.f("uq_comment_editions_comment_id_edition")),
    )
    op.create_table(
        "decisions",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("comment_id", sa.BigInteger(), nullable=False),
        sa.Column("consultation_id", sa.BigInteger(), nullable=False),
        sa.Column("edition", sa.BigInteger(), nullable=False),
        sa.Column("verb", sa.Text(), nullable=False),
        sa.Column(
            "from_state",
            sa.Enum(
                "received",
                "in_review",
                "published",
                "published_redacted",
                "withheld",
                "removed_after_publication",
                "withdrawn_by_submitter",
                name="from_state",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "to_state",
            sa.Enum(
                "received",
                "in_review",
                "published",
                "published_redacted",
                "withheld",
                "removed_after_publication",
                "withdrawn_by_submitter",
                name="to_state",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "reason",
            sa.Enum(
                "personal_data",
                "confidential_business_information",
                "copyright",
                "abusive",
                "spam_or_advertising",
                "duplicate_same_submitter",
                "off_topic",
                "illegal_or_harmful_link",
                "false_attribution",
                "automated_submission",
                "late_under_rules",
                "submitter_requested_confidentiality",
                "empty_or_test",
                "other_explained",
                name="reason",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("explanation", sa.Text(), nullable=False),
        sa.Column("decided_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("decided_by_id", sa.BigInteger(), nullable=True),
        sa.CheckConstraint(
            "reason <> 'other_explained' OR explanation <> ''", name=op.f("ck_decisions_other_is_explained")
        ),
        sa.CheckConstraint(
            "to_state NOT IN ('withheld', 'removed_after_publication') OR reason IS NOT NULL",
            name=op.f("ck_decisions_refusal_has_a_reason"),
        ),
        sa.ForeignKeyConstraint(
            ["comment_id"], ["comments.id"], name=op.f("fk_decisions_comment_id_comments")
        ),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultations.id"], name=op.f("fk_decisions_consultation_id_consultations")
        ),
        sa.ForeignKeyConstraint(
            ["decided_by_id"], ["users.id"], name=op.f("fk_decisions_decided_by_id_users")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decisions")),
    )
    op.create_index("ix_decisions_comment_id", "decisions", ["comment_id", "id"], unique=False)
    op.create_index(
        "ix_decisions_consultation_id", "decisions", ["consultation_id", "decided_at"], unique=False
    )
    op.create_table(
        "notes",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("comment_id", sa.BigInteger(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("noted_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("noted_by_id", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["comment_id"], ["comments.id"], name=op.f("fk_notes_comment_id_comments")),
        sa.ForeignKeyConstraint(["noted_by_id"], ["users.id"], name=op.f("fk_notes_noted_by_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notes")),
    )
    op.create_index("ix_notes_comment_id", "notes", ["comment_id"], unique=False)
    op.create_table(
        "screenings",
        sa.Column("comment_id", sa.BigInteger(), nullable=False),
        sa.Column("edition", sa.BigInteger(), nullable=False),
        sa.Column("signals", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("screened_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["comment_id"],
            ["comments.id"],
            name=op.f("fk_screenings_comment_id_comments"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("comment_id", name=op.f("pk_screenings")),
    )
    op.create_table(
        "contests",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("comment_id", sa.BigInteger(), nullable=False),
        sa.Column("decision_id", sa.BigInteger(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "open",
                "upheld",
                "changed",
                name="conteststate",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("contested_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("settled_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("settled_by_id", sa.BigInteger(), nullable=True),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["comment_id"], ["comments.id"], name=op.f("fk_contests_comment_id_comments")
        ),
        sa.ForeignKeyConstraint(
            ["decision_id"], ["decisions.id"], name=op.f("fk_contests_decision_id_decisions")
        ),
        sa.ForeignKeyConstraint(
            ["settled_by_id"], ["users.id"], name=op.f("fk_contests_settled_by_id_users")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contests")),
    )
    op.create_index("ix_contests_comment_id", "contests", ["comment_id"], unique=False)
    op.create_table(
        "redactions",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("comment_id", sa.BigInteger(), nullable=False),
        sa.Column("edition", sa.BigInteger(), nullable=False),
        sa.Column(
            "field",
            sa.Enum(
                "comment",
                "proposal",
                "rationale",
                name="field",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("start", sa.BigInteger(), nullable=False),
        sa.Column("end", sa.BigInteger(), nullable=False),
        sa.Column(
            "reason",
            sa.Enum(
                "personal_data",
                "confidential_business_information",
                "copyright",
                "abusive",
                "spam_or_advertising",
                "duplicate_same_submitter",
                "off_topic",
                "illegal_or_harmful_link",
                "false_attribution",
                "automated_submission",
                "late_under_rules",
                "submitter_requested_confidentiality",
                "empty_or_test",
                "other_explained",
                name="reason",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("decision_id", sa.BigInteger(), nullable=False),
        sa.Column("lifted_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.CheckConstraint('start >= 0 AND "end" > start', name=op.f("ck_redactions_is_a_span")),
        sa.ForeignKeyConstraint(
            ["comment_id"], ["comments.id"], name=op.f("fk_redactions_comment_id_comments")
        ),
        sa.ForeignKeyConstraint(
            ["decision_id"], ["decisions.id"], name=op.f("fk_redactions_decision_id_decisions")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_redactions")),
    )
    op.create_index("ix_redactions_comment_id", "redactions", ["comment_id", "edition"], unique=False)

    op.execute(APPEND_ONLY)
    for table in ("comment_editions", "decisions", "policies"):
        op.execute(
            f"CREATE TRIGGER {table}_are_append_only BEFORE UPDATE OR DELETE ON {table}"
            " FOR EACH ROW EXECUTE FUNCTION refuse_change()"
        )
    op.execute(FROZEN)
    op.execute(
        "CREATE TRIGGER frozen_versions_do_not_change BEFORE INSERT OR UPDATE OR DELETE ON blocks"
        " FOR EACH ROW EXECUTE FUNCTION refuse_change_of_frozen()"
    )


def downgrade() -> None:
    op.drop_index("ix_redactions_comment_id", table_name="redactions")
    op.drop_table("redactions")
    op.drop_index("ix_contests_comment_id", table_name="contests")
    op.drop_table("contests")
    op.drop_table("screenings")
    op.drop_index("ix_notes_comment_id", table_name="notes")
    op.drop_table("notes")
    op.drop_index("ix_decisions_consultation_id", table_name="decisions")
    op.drop_index("ix_decisions_comment_id", table_name="decisions")
    op.drop_table("decisions")
    op.drop_table("comment_editions")
    op.drop_table("claims")
    op.drop_index("ix_bands_lookup", table_name="bands")
    op.drop_table("bands")
    op.drop_table("published_answers")
    op.drop_index("ix_answers_issue_id", table_name="answers")
    op.drop_index("ix_answers_consultation_id", table_name="answers")
    op.drop_table("answers")
    op.drop_index(
        "ix_comments_words",
        table_name="comments",
        postgresql_using="gin",
        postgresql_where="moderation IN ('published', 'published_redacted')",
    )
    op.drop_index(
        "ix_comments_place",
        table_name="comments",
        postgresql_where="moderation IN ('published', 'published_redacted')",
    )
    op.drop_index(
        "ix_comments_posted",
        table_name="comments",
        postgresql_where="moderation IN ('published', 'published_redacted')",
    )
    op.drop_index(
        "ix_comments_refused",
        table_name="comments",
        postgresql_where="moderation IN ('withheld', 'removed_after_publication')",
    )
    op.drop_index("ix_comments_consultation_id", table_name="comments")
    op.drop_index(
        "ix_comments_block",
        table_name="comments",
        postgresql_where="moderation IN ('published', 'published_redacted')",
    )
    op.drop_index(
        "ix_comments_awaiting",
        table_name="comments",
        postgresql_where="moderation IN ('received', 'in_review')",
    )
    op.drop_table("comments")
    op.drop_table("tallies")
    op.drop_table("summaries")
    op.drop_index("uq_subscriptions_address", table_name="subscriptions", postgresql_nulls_not_distinct=True)
    op.drop_index("ix_subscriptions_organisation_id", table_name="subscriptions")
    op.drop_index("ix_subscriptions_consultation_id", table_name="subscriptions")
    op.drop_table("subscriptions")
    op.drop_index("ix_submissions_user_id", table_name="submissions")
    op.drop_index("ix_submissions_consultation_id", table_name="submissions")
    op.drop_table("submissions")
    op.drop_table("rules")
    op.drop_table("questions")
    op.drop_index("ix_issues_consultation_id", table_name="issues")
    op.drop_table("issues")
    op.drop_index("ix_holding_notices_consultation_id", table_name="holding_notices")
    op.drop_table("holding_notices")
    op.drop_index("ix_extensions_consultation_id", table_name="extensions")
    op.drop_table("extensions")
    op.drop_index("ix_documents_consultation_id", table_name="documents")
    op.drop_table("documents")
    op.drop_index("ix_corrections_consultation_id", table_name="corrections")
    op.drop_table("corrections")
    op.drop_table("attestations")
    op.drop_table("figures")
    op.drop_index("ix_consultations_organisation_id", table_name="consultations")
    op.drop_index("ix_consultations_opens_at", table_name="consultations")
    op.drop_index("ix_consultations_closes_at", table_name="consultations")
    op.drop_table("consultations")
    op.drop_table("blocks")
    op.drop_table("versions")
    op.drop_table("imports")
    op.drop_table("tokens")
    op.drop_table("subcategories")
    op.drop_table("stakeholders")
    op.drop_index("ix_sessions_user_id", table_name="sessions")
    op.drop_table("sessions")
    op.drop_table("policies")
    op.drop_index("ix_notifications_user_id", table_name="notifications")
    op.drop_index("ix_notifications_unread", table_name="notifications", postgresql_where="read_at IS NULL")
    op.drop_table("notifications")
    op.drop_index("ix_memberships_organisation_id", table_name="memberships")
    op.drop_table("memberships")
    op.drop_index("ix_invitations_organisation_id", table_name="invitations")
    op.drop_table("invitations")
    op.drop_index("ix_drafts_organisation_id", table_name="drafts")
    op.drop_table("drafts")
    op.drop_index(
        "ix_deliveries_due",
        table_name="deliveries",
        postgresql_where="done_at IS NULL AND given_up_at IS NULL",
    )
    op.drop_table("deliveries")
    op.drop_index("uq_users_email_lower", table_name="users")
    op.drop_table("users")
    op.drop_table("organisations")
    op.drop_index("ix_letters_posted_at", table_name="letters")
    op.drop_index(
        "ix_letters_due", table_name="letters", postgresql_where="postage IN ('waiting', 'sending')"
    )
    op.drop_table("letters")
    op.drop_index("ix_events_subject", table_name="events")
    op.drop_index("ix_events_consultation_id", table_name="events")
    op.drop_table("events")
    op.execute("DROP FUNCTION IF EXISTS refuse_change() CASCADE")
    op.execute("DROP FUNCTION IF EXISTS refuse_change_of_frozen() CASCADE")
