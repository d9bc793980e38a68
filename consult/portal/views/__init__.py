"""The pages of the portal, on one blueprint: lists, calendar, organisations, help, and what crawlers ask for."""

from consult.portal.views import (
    calendar,
    consultation_feed,
    crawlers_and_health,
    listing,
    organisations,
    static_pages,
)
from consult.portal.views.blueprint import bp

__all__ = [
    "bp",
    "calendar",
    "consultation_feed",
    "crawlers_and_health",
    "listing",
    "organisations",
    "static_pages",
]
