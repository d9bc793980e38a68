"""The international organisations, who is a member of them, and their standing rules."""

from enum import StrEnum

from markupsafe import Markup
from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.dialects.postgresql import ARRAY, TSVECTOR
from sqlalchemy.orm import relationship
from sqlalchemy.types import Text

from consult.accounts.models import User
from consult.core.columns import CleanHtml
from consult.core.database import Identifier, Instant, Json, Mapped, Model, mapped_column, one_of
from consult.core.multilingual import Multilingual, Translations, translations_column
from consult.organisations import required_practices
from consult.organisations.form_kinds import FORM_KINDS, PLAIN
from consult.organisations.rules import RULES, PolicyKind


class Role(StrEnum):
    """What a member may do for the organisation."""

    ADMINISTRATOR = "administrator"
    OFFICER = "officer"
    APPROVER = "approver"
    MODERATOR = "moderator"


ACCENTS = (
    "petrol",
    "plum",
    "forest",
    "brick",
    "navy",
    "ochre",
    "teal",
    "violet",
    "olive",
    "rust",
    "slate",
    "rose",
)
"""Accent colours whose contrast was checked, light and dark; the style sheet defines them."""


class Organisation(Multilingual, Model):
    """An international organisation."""

    __tablename__ = "organisations"

    id: Mapped[Identifier]
    slug: Mapped[str] = mapped_column(unique=True)
    original_language: Mapped[str] = mapped_column(default="", server_default="")
    """The language of its name, its description and its rules; "" where no one said which (docs/decisions/0040)."""
    translations: Mapped[Translations] = translations_column()
    name: Mapped[str]
    short_name: Mapped[str] = mapped_column(default="")
    description: Mapped[str] = mapped_column(default="")
    website: Mapped[str] = mapped_column(default="")
    contact_email: Mapped[str] = mapped_column(default="")
    accent: Mapped[str] = mapped_column(default="petrol")
    languages: Mapped[list[str]] = mapped_column(ARRAY(Text()))
    timezone: Mapped[str] = mapped_column(default="UTC")
    timing_profile: Mapped[str] = mapped_column(default="wto_tbt_code")
    blocking_practices: Mapped[Json]
    """Practice id → "approve" or "publish": what must be evidenced before that step (see practices). Readers use
    `required_practices`."""
    response_days: Mapped[int] = mapped_column(default=84)
    """Days after closing by which a response is promised."""
    comment_form: Mapped[str] = mapped_column(default=PLAIN, server_default=PLAIN)
    """The kind of form in which people can comment offline (form_kinds.FORM_KINDS); PLAIN where none was chosen."""
    created_at: Mapped[Instant]

    @property
    def comment_form_name(self) -> str:
        """The name of that kind of form, marked; its code where this version does not know it."""
        return FORM_KINDS.get(self.comment_form, self.comment_form)

    @property
    def required_practices(self) -> dict[str, str]:
        """The blocking practices that can be read."""
        return required_practices.read(self.blocking_practices)[0]

    @property
    def has_unreadable_practices(self) -> bool:
        """Whether something else is stored where the blocking practices are: nothing can be approved or published
        until they are chosen again."""
        return not required_practices.read(self.blocking_practices)[1]


class OrganisationStems(Model):
    """The words of an organisation's names with their translations, and their stems in the language of each; kept by a
    trigger on `organisations`, and by no one else."""

    __tablename__ = "organisation_stems"

    organisation_id: Mapped[int] = mapped_column(
        ForeignKey("organisations.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    words: Mapped[str] = mapped_column(TSVECTOR)


class Membership(Model):
    """One role of one person in one organisation."""

    __tablename__ = "memberships"
    __table_args__ = (
        UniqueConstraint("user_id", "organisation_id", "role"),
        Index("ix_memberships_organisation_id", "organisation_id"),
    )

    id: Mapped[Identifier]
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"))
    role: Mapped[Role] = mapped_column(one_of(Role))
    since: Mapped[Instant]

    user: Mapped[User] = relationship()
    organisation: Mapped[Organisation] = relationship()


class Invitation(Model):
    """A mail that makes its reader a member, once and for a while."""

    __tablename__ = "invitations"
    __table_args__ = (Index("ix_invitations_organisation_id", "organisation_id"),)

    id: Mapped[Identifier]
    token_hash: Mapped[str] = mapped_column(unique=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"))
    email: Mapped[str]
    roles: Mapped[list[str]] = mapped_column(ARRAY(Text()))
    invited_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    invited_at: Mapped[Instant]
    expires_at: Mapped[Instant]
    accepted_at: Mapped[Instant | None]
    revoked_at: Mapped[Instant | None]

    organisation: Mapped[Organisation] = relationship()
    invited_by: Mapped[User] = relationship()


class RuleVersion(Model):
    """One version of one published rule of an organisation; never changed, only followed by the next."""

    __tablename__ = "policies"
    __table_args__ = (UniqueConstraint("organisation_id", "kind", "number"),)

    id: Mapped[Identifier]
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"))
    kind: Mapped[PolicyKind] = mapped_column(one_of(PolicyKind))
    number: Mapped[int]
    text: Mapped[str]
    html: Mapped[Markup] = mapped_column(CleanHtml(source="rules"))
    translations: Mapped[Translations] = translations_column()
    settings: Mapped[Json]
    """What the software follows, as the class of the rule stores it (see `rules`)."""
    written_at: Mapped[Instant]
    written_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))

    @property
    def invalid(self) -> tuple[str, ...]:
        """The names of fields whose stored value is not valid."""
        return RULES[self.kind].invalid(self.settings)
