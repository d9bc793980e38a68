"""Reading stakeholder profiles."""

from typing import Any

from sqlalchemy import select

from consult.core.database import db
from consult.stakeholders.models import Stakeholder


def of(user: Any) -> Stakeholder | None:
    """What the person says of themselves, or None."""
    if user is None:
        return None
    found = select(Stakeholder).where(Stakeholder.user_id == user.id)
    return db.session.execute(found).scalar_one_or_none()
