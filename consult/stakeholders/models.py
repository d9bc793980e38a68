"""Who takes part, and on whose behalf."""

from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint, true
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import relationship
from sqlalchemy.types import Text

from consult.accounts.models import User
from consult.core.database import Identifier, Instant, Mapped, Model, mapped_column, one_of
from consult.core.multilingual import Translations, translations_column


class Category(StrEnum):
    """The fixed first level of the taxonomy (docs/sources.md); the first four are the Partnership's own."""

    GOVERNMENT = "government"
    INDUSTRY = "industry"
    CIVIL_SOCIETY = "civil_society"
    ACADEMIA = "academia"
    INTERGOVERNMENTAL = "intergovernmental"
    STANDARDS_AND_CONFORMITY = "standards_and_conformity"
    INDIVIDUAL = "individual"
    OTHER = "other"
    NOT_STATED = "not_stated"
    """Only where someone else entered the comments, and what they entered does not state it."""


WITHOUT_SUBCATEGORIES = frozenset({Category.OTHER, Category.NOT_STATED})
PARTNERSHIP = (Category.GOVERNMENT, Category.INDUSTRY, Category.CIVIL_SOCIETY, Category.ACADEMIA)


class Capacity(StrEnum):
    """In what capacity someone takes part."""

    PERSONAL = "personal"
    ORGANISATION = "organisation"
    OFFICIAL_POSITION = "official_position"
    ON_BEHALF = "on_behalf"


SPEAKS_FOR_OTHERS = frozenset({Capacity.ORGANISATION, Capacity.OFFICIAL_POSITION, Capacity.ON_BEHALF})
"""Capacities that are declared until someone confirms them."""

SPEAKS_FOR_COUNTRIES = frozenset({Capacity.OFFICIAL_POSITION, Capacity.ON_BEHALF})
"""Capacities that moderators are warned of: readers would take them for the word of states."""


class Stakeholder(Model):
    """What a person with an account says of themselves, to fill in submissions with."""

    __tablename__ = "stakeholders"
    __table_args__ = (
        CheckConstraint("category <> 'other' OR category_other <> ''", name="other_is_explained"),
    )

    id: Mapped[Identifier]
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), unique=True)
    name: Mapped[str]
    organisation: Mapped[str] = mapped_column(default="")
    category: Mapped[Category] = mapped_column(one_of(Category))
    subcategory: Mapped[str] = mapped_column(default="")
    category_other: Mapped[str] = mapped_column(default="")
    country: Mapped[str] = mapped_column(default="")
    """ISO 3166-1 alpha-3, or "" where none fits (an intergovernmental organisation)."""
    capacity: Mapped[Capacity] = mapped_column(one_of(Capacity))
    on_behalf_of: Mapped[list[str]] = mapped_column(ARRAY(Text()))
    """Countries (alpha-3) for which a joint position is given."""
    changed_at: Mapped[Instant]

    user: Mapped[User] = relationship()


class Subcategory(Model):
    """A subcategory that an organisation added to the default list. Submissions keep its words, not its row: what
    someone said of themselves stays said when the list changes."""

    __tablename__ = "subcategories"
    __table_args__ = (UniqueConstraint("organisation_id", "category", "label"),)

    id: Mapped[Identifier]
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"))
    category: Mapped[Category] = mapped_column(one_of(Category))
    label: Mapped[str]
    """In the words of the organisation, in the language of its originals. Submissions keep these words."""
    translations: Mapped[Translations] = translations_column()
    is_offered: Mapped[bool] = mapped_column(default=True, server_default=true())
