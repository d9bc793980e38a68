"""Counting over the comments and submissions that came first.

They show how people comment as well as all do, and a public page must not read a million rows.
"""

SAMPLE = 5000
"""Comments and submissions that shares are counted over."""


def scaled(part: int, looked_at: int, whole: int) -> int:
    """A count over the first comments, for all of them; exact where all were looked at."""
    return part if looked_at >= whole else part * whole // max(looked_at, 1)
