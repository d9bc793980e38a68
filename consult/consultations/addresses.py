"""Addresses of consultations and their pages, for emails, feeds and code that knows no request; views use `url_for`.

Pages of the packages above are here too: packages beside each other link to them.
"""

from urllib.parse import urlencode

CONSULTATIONS = "/consultations"


def consultation(slug: str) -> str:
    """The public page of a consultation."""
    return f"{CONSULTATIONS}/{slug}"


def text(slug: str) -> str:
    """The draft of a consultation."""
    return f"{consultation(slug)}/text"


def comment_form(slug: str) -> str:
    """The page with its comment form, to be filled in offline."""
    return f"{consultation(slug)}/form"


def comments(slug: str) -> str:
    """The comments received."""
    return f"{consultation(slug)}/comments"


def statistics(slug: str) -> str:
    """Statistics of the comments."""
    return f"{consultation(slug)}/statistics"


def practice_report(slug: str) -> str:
    """The practice report of a consultation."""
    return f"{consultation(slug)}/practice"


def record(slug: str) -> str:
    """The dated list of its events."""
    return f"{consultation(slug)}/record"


def response(slug: str) -> str:
    """The published response summary, or the holding notice."""
    return f"{consultation(slug)}/response"


def preparation(slug: str) -> str:
    """The steps in which an officer prepares it."""
    return f"{consultation(slug)}/preparation"


def review(slug: str) -> str:
    """The last step of its preparation."""
    return f"{preparation(slug)}/review"


def approval(slug: str) -> str:
    """The page on which an approver decides."""
    return f"{consultation(slug)}/approval"


def extension(slug: str) -> str:
    """The page on which the deadline is extended."""
    return f"{consultation(slug)}/extension"


def workbench(slug: str, **filters: str) -> str:
    """Issues, comments and responses, for officers; narrowed by `filters` (names and values of its query string)."""
    return f"{consultation(slug)}/responses{'?' if filters else ''}{urlencode(filters)}"


def summary(slug: str) -> str:
    """The response summary as it is written and approved."""
    return f"{workbench(slug)}/summary"


def summary_translation(slug: str, language: str) -> str:
    """The page on which it is translated into a language."""
    return f"{summary(slug)}/translations/{language}"
