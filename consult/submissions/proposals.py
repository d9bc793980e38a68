"""What a comment proposes for its passage: as a redline of its words, and in the words of forms. Pure."""

from consult.core import redline
from consult.submissions.models import ProposalKind

DELETION = "Delete this passage"
ADDITION = "Add a new passage after this one"
"""How forms and files say it, whatever their language: so it is read again."""


def operations(kind: ProposalKind, original: str, proposal: str) -> list[redline.Operation]:
    """A proposal as a redline of the passage; empty where nothing is proposed, or its words are not known."""
    if not original or not is_made(kind, proposal):
        return []
    if kind is ProposalKind.DELETE:
        return [("delete", original)]
    if kind is ProposalKind.INSERT:
        return [("equal", f"{original} "), ("insert", proposal)]
    return redline.of_proposal(original, proposal)


def is_made(kind: ProposalKind, proposal: str | None) -> bool:
    """Whether something is proposed: a deletion has no words."""
    return bool(proposal) or kind is ProposalKind.DELETE


def new_passage(original: str, typed: str) -> str:
    """The passage to be added: what was typed, without the words of the one before, with which the field begins."""
    words = "\n".join(typed.splitlines()).strip()
    return words.removeprefix(original.strip()).strip() if original else typed


def written(kind: ProposalKind, proposal: str) -> str:
    """A proposal in the cell of a form or a file."""
    if kind is ProposalKind.DELETE:
        return DELETION
    return f"{ADDITION}: {proposal}" if kind is ProposalKind.INSERT and proposal else proposal


def read_at(words: str, *, is_placed: bool) -> tuple[ProposalKind, str]:
    """The same of a comment on a passage, or on the whole draft: that deletes nothing, and keeps what it says."""
    return read(words) if is_placed else (ProposalKind.CHANGE, words)


def read(words: str) -> tuple[ProposalKind, str]:
    """The kind and the words of a proposal out of such a cell."""
    told = words.strip()
    if told.rstrip(".").casefold() == DELETION.casefold():
        return ProposalKind.DELETE, ""
    head, colon, rest = told.partition(":")
    if colon and head.strip().casefold() == ADDITION.casefold() and rest.strip():
        return ProposalKind.INSERT, rest.strip()
    return ProposalKind.CHANGE, words
