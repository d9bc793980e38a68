"""What of a response or an issue its form version is made of: it travels with the form that changes it
(core.stale_check)."""

RESPONSE = ("disposition", "text", "change", "duplicate_of_id", "issue_id")
ISSUE = ("title", "views", "response", "disposition", "change", "changed_place")
