"""What of an answer, an issue or a summary its mark is made of, which travels with whoever changes it (core.seen)."""

from collections.abc import Iterable
from types import SimpleNamespace

from consult.core.seen import mark

ANSWER = ("disposition", "text", "change", "duplicate_of_id", "issue_id")
ISSUE = ("title", "views", "answer", "disposition", "change", "changed_place")
SUMMARY = ("edition", "changed_at")


def objections(ids: Iterable[int]) -> str:
    """The mark of the open objections that a page listed, by their ids."""
    return mark(SimpleNamespace(ids=sorted(ids)), "ids")
