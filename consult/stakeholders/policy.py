"""Who may describe a stakeholder: themselves; and who decides what there is to choose from."""

from typing import Any

from consult.core.permissions import permission
from consult.organisations.models import Organisation
from consult.organisations.policy import is_administrator


@permission
def describe(user: Any, thing: Any) -> bool:
    """Someone signed in, themselves."""
    return user is not None


@permission
def categorise(user: Any, organisation: Organisation) -> bool:
    """Administrators add to the categories that their organisation's consultations offer."""
    return is_administrator(user, organisation.id)
