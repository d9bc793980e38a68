"""Who may see and import drafts."""

from typing import Any

from consult.core.permissions import permission
from consult.organisations.models import Organisation
from consult.organisations.policy import is_member, is_officer


@permission
def see(user: Any, organisation: Organisation) -> bool:
    """Members; the public sees a version through a consultation."""
    return is_member(user, organisation.id)


@permission
def import_draft(user: Any, organisation: Organisation) -> bool:
    """Officers."""
    return is_officer(user, organisation.id)
