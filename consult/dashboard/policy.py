"""Who has a dashboard."""

from typing import Any

from consult.core.permissions import permission
from consult.organisations.queries import organisation_ids


@permission
def see(user: Any, thing: Any) -> bool:
    """Anyone who is a member of an organisation, and the platform's administrators."""
    return user is not None and (user.is_platform_administrator or bool(organisation_ids(user)))
