"""Reading announced consultations across organisations, a module for each thing that is read; and whether
the application works.

`lines` has what all lists share: which consultations are public, and one of them ready to be shown.
"""

from consult.portal.queries.crawlers_and_health import erasures_to_copy, in_sitemap, readiness
from consult.portal.queries.dates import (
    IN_PAGE,
    Entry,
    calendar,
    dates_ahead,
    dates_of,
    months_ahead,
    public_line,
)
from consult.portal.queries.listing import Counts, changed_last, counts, front, listed, matching, typed
from consult.portal.queries.organisations import MOST_OF_ORGANISATION, of_organisation, organisations
from consult.portal.queries.page_version import stamp
from consult.portal.queries.passages import PassageMatch, found_in

__all__ = [
    "IN_PAGE",
    "MOST_OF_ORGANISATION",
    "Counts",
    "Entry",
    "PassageMatch",
    "calendar",
    "changed_last",
    "counts",
    "dates_ahead",
    "dates_of",
    "erasures_to_copy",
    "found_in",
    "front",
    "in_sitemap",
    "listed",
    "matching",
    "months_ahead",
    "of_organisation",
    "organisations",
    "public_line",
    "readiness",
    "stamp",
    "typed",
]
