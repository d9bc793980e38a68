"""Pages of consultations, on one blueprint: preparation, approval, changes after the announcement, public pages."""

from consult.consultations.views import (
    after_announcement,
    approving,
    languages,
    preparing,
    public,
    translating,
)
from consult.consultations.views.blueprint import bp

__all__ = [
    "after_announcement",
    "approving",
    "bp",
    "languages",
    "preparing",
    "public",
    "translating",
]
