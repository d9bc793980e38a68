"""Who may describe a stakeholder: themselves."""

from typing import Any

from consult.core.permissions import permission


@permission
def describe(user: Any, thing: Any) -> bool:
    """Somebody signed in, themselves."""
    return user is not None
