"""Pages of consultations, on one blueprint: preparation, approval, changes after the announcement, public pages."""

from consult.consultations.views import approving, launching, public, running, translating
from consult.consultations.views.blueprint import bp

__all__ = ["approving", "bp", "launching", "public", "running", "translating"]
