"""Reading stakeholder profiles and the categories to choose from."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, select

from consult.core.account_data import plain
from consult.core.database import db
from consult.core.declarations import listed_in
from consult.core.errors import NotFound
from consult.core.multilingual import Words, best
from consult.core.sorting import order_of
from consult.organisations.models import Organisation
from consult.stakeholders.models import Category, Stakeholder, Subcategory


def profile_of(user: Any) -> Stakeholder | None:
    """What the person says of themselves, or None."""
    if user is None:
        return None
    found = select(Stakeholder).where(Stakeholder.user_id == user.id)
    return db.session.execute(found).scalar_one_or_none()


def organisation_of(user_id: ColumnElement[int]) -> Select[str]:
    """The name of the organisation in the profile of an account, for statements of packages above."""
    return select(Stakeholder.organisation).where(Stakeholder.user_id == user_id)


@listed_in("PERSONAL_DATA")
def personal_data(user: Any) -> dict[str, Any] | None:
    """What the person says of themselves: for core.account_data."""
    profile = profile_of(user)
    names = (
        "name", "organisation", "category", "subcategory", "category_other", "country", "capacity", "on_behalf_of",
        "changed_at",
    )  # fmt: skip
    return plain(profile, *names) if profile is not None else None


def subcategories(organisation: Organisation) -> Sequence[Subcategory]:
    """Every subcategory of an organisation's own, in the order of the list."""
    rows = (
        select(Subcategory)
        .where(Subcategory.organisation_id == organisation.id)
        .order_by(Subcategory.category, Subcategory.label)
    )
    return db.session.execute(rows).scalars().all()


def subcategory(organisation: Organisation, identifier: int) -> Subcategory:
    """One of them. Raises NotFound."""
    for one in subcategories(organisation):
        if one.id == identifier:
            return one
    raise NotFound


def offered(organisation: Organisation, language: str) -> dict[Category, dict[str, Words]]:
    """Category → the subcategories that an organisation offers beside the default ones: the original label → the one
    for readers of `language`, in whose order they are."""
    found: dict[Category, dict[str, Words]] = {}
    for one in subcategories(organisation):
        if one.is_offered:
            words = best(one, "label", language, organisation.original_language)
            found.setdefault(one.category, {})[one.label] = words
    return {
        category: dict(sorted(labels.items(), key=lambda label: order_of(label[1], language)))
        for category, labels in found.items()
    }


class SubcategoryName(NamedTuple):
    """One name of a subcategory of an organisation's own: its original label, or a translation of it."""

    category: Category
    label: str
    name: str
    is_offered: bool


def own_names(organisation: Organisation) -> list[SubcategoryName]:
    """The subcategories of an organisation's own under each of their names, those that it no longer offers too. A
    translation that is out of date is none of them."""
    found = []
    for one in subcategories(organisation):
        texts = [one.translations.of("label", code) for code in one.translations]
        names = [one.label, *(said.text for said in texts if said is not None and said.original == one.label)]
        found += [
            SubcategoryName(one.category, one.label, name, one.is_offered) for name in dict.fromkeys(names)
        ]
    return found


def labels_in(organisation_id: int, language: str) -> Mapping[tuple[Category, str], str]:
    """(category, original label) → the label for readers of `language`, of the subcategories of an organisation's
    own that have a translation which is not out of date."""
    rows = select(Subcategory).where(Subcategory.organisation_id == organisation_id)
    return {
        (one.category, one.label): words
        for one in db.session.execute(rows).scalars()
        if (words := best(one, "label", language, "")) != one.label
    }
