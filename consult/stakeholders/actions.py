"""Describing oneself, and adding to the categories to choose from."""

from typing import Any

from sqlalchemy import delete

from consult.accounts.models import User
from consult.core import clock
from consult.core.actions import action
from consult.core.database import db, lock
from consult.core.declarations import listed_in
from consult.core.errors import NotPossible
from consult.core.events import record
from consult.core.translatable import N_
from consult.organisations.models import Organisation
from consult.stakeholders import queries
from consult.stakeholders.models import WITHOUT_SUBCATEGORIES, Category, Stakeholder, Subcategory
from consult.stakeholders.taxonomy import SUBCATEGORIES

FIELDS = (
    "name",
    "organisation",
    "category",
    "subcategory",
    "category_other",
    "country",
    "capacity",
    "on_behalf_of",
)
"""What a stakeholder says of themselves; submissions keep a copy of the same."""


@action
def describe(user: User, **fields: Any) -> Stakeholder:
    """Write the person's profile (see FIELDS); submissions already sent keep what they said."""
    found = queries.profile_of(lock(user))
    if found is None:
        found = Stakeholder(user_id=user.id)
        db.session.add(found)
    for name in FIELDS:
        setattr(found, name, fields[name])
    found.changed_at = clock.now()
    return found


@listed_in("ACCOUNT_DELETION")
@action
def forget_account(user: User, _keep_names: bool) -> None:
    """An account is deleted: what the person said of themselves leaves."""
    db.session.execute(delete(Stakeholder).where(Stakeholder.user_id == user.id))


@action
def add_subcategory(organisation: Organisation, category: Category, label: str, *, by: User) -> Subcategory:
    """Offer one more subcategory, `label`, in the consultations of an organisation.

    Raises NotPossible where the list has it already, and for "other", which asks for words of its own.
    """
    if category in WITHOUT_SUBCATEGORIES:
        raise NotPossible(N_("“Other” has no subcategories: submitters describe themselves."))
    own = [one for one in queries.subcategories(lock(organisation)) if one.category == category]
    known = {words.casefold() for words in SUBCATEGORIES.get(category, {}).values()}
    if label.casefold() in known | {one.label.casefold() for one in own}:
        raise NotPossible(N_("This subcategory is already in the list."))
    added = Subcategory(organisation_id=organisation.id, category=category, label=label)
    db.session.add(added)
    db.session.flush()
    record(
        "stakeholders.subcategory_added", organisation.slug, by=by.id, organisation=organisation.id,
        category=category.value, label=label,
    )  # fmt: skip
    return added


@action
def offer_subcategory(subcategory: Subcategory, *, offered: bool, by: User) -> None:
    """Offer a category of an organisation's own again, or no longer; submissions that have it keep it."""
    if subcategory.is_offered == offered:
        return
    subcategory.is_offered = offered
    record(
        "stakeholders.subcategory_offered" if offered else "stakeholders.subcategory_withdrawn",
        str(subcategory.id), by=by.id, organisation=subcategory.organisation_id, label=subcategory.label,
    )  # fmt: skip
