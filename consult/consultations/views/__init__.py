"""The pages of consultations, on one blueprint: launch, approval, changes while it runs; what everybody reads."""

from consult.consultations.views import approving, launching, public, running
from consult.consultations.views.blueprint import bp

__all__ = ["approving", "bp", "launching", "public", "running"]
