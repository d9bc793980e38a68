"""Describing oneself."""

from typing import Any

from consult.accounts.models import User
from consult.core import clock
from consult.core.actions import action
from consult.core.database import db
from consult.stakeholders import queries
from consult.stakeholders.models import Stakeholder

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
    found = queries.of(user)
    if found is None:
        found = Stakeholder(user_id=user.id)
        db.session.add(found)
    for name in FIELDS:
        setattr(found, name, fields[name])
    found.changed_at = clock.now()
    return found
