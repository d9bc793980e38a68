"""The pages of the response summary, on one blueprint: its writing and approval, and what everyone reads."""

from consult.summaries.views import public, summary, translating
from consult.summaries.views.blueprint import bp

__all__ = ["bp", "public", "summary", "translating"]
