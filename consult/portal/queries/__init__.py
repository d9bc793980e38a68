"""Reading announced consultations across organisations, a module for each thing that is read; and how the house is.

`lines` has what all lists share: which consultations are public, and one of them ready to be shown.
"""

from consult.portal.queries.ahead import Entry, calendar
from consult.portal.queries.consulting import MOST_OF_ORGANISATION, of_organisation, organisations
from consult.portal.queries.listing import Counts, counts, front, listed, matching
from consult.portal.queries.machines import erasures_to_copy, in_sitemap, readiness
from consult.portal.queries.stamping import stamp

__all__ = [
    "MOST_OF_ORGANISATION",
    "Counts",
    "Entry",
    "calendar",
    "counts",
    "erasures_to_copy",
    "front",
    "in_sitemap",
    "listed",
    "matching",
    "of_organisation",
    "organisations",
    "readiness",
    "stamp",
]
