"""The doors of the house, on one blueprint: lists, calendar, organisations, help, and what machines ask for."""

from consult.portal.views import calendar as ahead
from consult.portal.views import consultation_feed as following
from consult.portal.views import crawlers_and_health as machines
from consult.portal.views import listing
from consult.portal.views import organisations as consulting
from consult.portal.views import static_pages as standing
from consult.portal.views.blueprint import bp

__all__ = ["ahead", "bp", "consulting", "following", "listing", "machines", "standing"]
