"""The pages of drafts, on one blueprint: drafts, versions and uploads; and the preview of an import."""

from consult.drafts.views import drafts, imports
from consult.drafts.views.blueprint import bp

__all__ = ["bp", "drafts", "imports"]
