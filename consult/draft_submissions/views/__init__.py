"""Taking part, on one blueprint: who you are, the draft, its comments, the review; then what was submitted, amending.

What was typed is never lost: whatever goes wrong, the same page comes back with every word.
"""

from consult.draft_submissions.views import (
    access_code,
    amending,
    answering,
    attachments,
    autosaved,
    beginning,
    comments,
    crowds,
    draft_submission,
    email_addresses,
    form_files,
    receipt_files,
    resumable,
    reviewing,
    sharing,
    submitted,
    unfinished,
    withdrawing,
    workspace,
)
from consult.draft_submissions.views.blueprint import bp

__all__ = [
    "access_code",
    "amending",
    "answering",
    "attachments",
    "autosaved",
    "beginning",
    "bp",
    "comments",
    "crowds",
    "draft_submission",
    "email_addresses",
    "form_files",
    "receipt_files",
    "resumable",
    "reviewing",
    "sharing",
    "submitted",
    "unfinished",
    "withdrawing",
    "workspace",
]
