"""What of an answer, an issue or a summary its mark is made of, which travels with whoever changes it (core.seen)."""

ANSWER = ("disposition", "text", "change", "duplicate_of_id", "issue_id")
ISSUE = ("title", "views", "answer", "disposition", "change", "changed_place")
SUMMARY = ("edition", "changed_at")
