"""What of a summary its form version is made of, and that of the open objections a page listed (core.stale_check)."""

from collections.abc import Iterable
from types import SimpleNamespace

from consult.core.stale_check import form_version

SUMMARY = ("edition", "changed_at")


def objections(ids: Iterable[int]) -> str:
    """The form version of the open objections that a page listed, by their ids."""
    return form_version(SimpleNamespace(ids=sorted(ids)), "ids")
