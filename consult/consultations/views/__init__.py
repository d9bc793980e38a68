"""Pages of consultations, on one blueprint: preparation, approval, changes after the announcement, public pages."""

from consult.consultations.views import approving, languages, launching, public, running
from consult.consultations.views.blueprint import bp

__all__ = ["approving", "bp", "languages", "launching", "public", "running"]
