"""Who may do what with an account: only its owner."""

from typing import Any

from consult.core.permissions import permission


@permission
def manage(user: Any, thing: Any) -> bool:
    """Someone signed in, their own account."""
    return user is not None
