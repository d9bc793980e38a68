"""Who may look at an inbox."""

from typing import Any

from consult.core.permissions import permission


@permission
def read(user: Any, thing: Any) -> bool:
    """Someone signed in, their own."""
    return user is not None
