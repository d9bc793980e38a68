"""The doors of the house, on one blueprint: lists, calendar, organisations, help, and what machines ask for."""

from consult.portal.views import ahead, consulting, following, listing, machines, standing
from consult.portal.views.blueprint import bp

__all__ = ["ahead", "bp", "consulting", "following", "listing", "machines", "standing"]
