"""Addresses of the pages of moderators, for code that knows no request; views and templates use `url_for`."""

from urllib.parse import urlencode

QUEUE = "/moderation"
NAME_REQUESTS = f"{QUEUE}/names"


def queue(**filters: str) -> str:
    """The moderation queue, narrowed by `filters` (names and values of its query string)."""
    return f"{QUEUE}?{urlencode(filters)}"


def submission(reference: str) -> str:
    """All comments of one submission, for moderators."""
    return f"{QUEUE}/{reference}"


ATTACHMENTS = "/moderation/attachments"
"""Attachments to decide, and objections to decisions on some."""
