"""The stamp of the pages of one consultation, for the cache of pages."""

from typing import Any

from consult.consultations import queries
from consult.web.cache import Stamp


def public_stamp(slug: str, **_more: Any) -> Stamp:
    """The stamp of a page of the consultation at `slug`."""
    found = queries.stamp(slug)
    return Stamp(found.value, found.until)
