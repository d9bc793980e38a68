"""What a comment proposes for its passage: as a redline of its words, and in the words of forms. Pure."""

import re
from typing import NamedTuple

from consult.core import redline
from consult.submissions.models import DELETIONS, OF_QUOTATION, ProposalKind

DELETION = "Delete this passage"
ADDITION = "Add a new passage after this one"
DELETED_WORDS = "Delete these words"
CHANGED_WORDS = "Replace these words"
"""How forms and files say it, whatever their language: so it is read again."""

_OF_WORDS = re.compile(
    rf"(?P<verb>{DELETED_WORDS}|{CHANGED_WORDS}): “(?P<quote>.+?)”(?: → (?P<words>.+))?",
    re.DOTALL | re.IGNORECASE,
)


class Proposal(NamedTuple):
    """A proposal as a form says it; `quote`: the words that it is for, "" for the whole passage."""

    kind: ProposalKind
    words: str
    quote: str = ""


def operations(kind: ProposalKind, original: str, proposal: str) -> list[redline.Operation]:
    """A proposal as a redline of the words that it is for, `original`: those of the passage, or those that its comment
    quotes. Empty where nothing is proposed, or they are not known."""
    if not original or not is_made(kind, proposal):
        return []
    if kind in DELETIONS:
        return [("delete", original)]
    if kind is ProposalKind.INSERT:
        return [("equal", f"{original}\n\n"), ("insert", proposal)]  # a paragraph of its own
    if kind is ProposalKind.CHANGE_QUOTATION:  # its writer chose what it replaces, however little remains
        return redline.ops(original, proposal)
    return redline.of_proposal(original, proposal)


def is_of_quotation(kind: ProposalKind) -> bool:
    """Whether a proposal is for the words that its comment quotes, and nothing else of the passage."""
    return kind in OF_QUOTATION.values()


def of_passage(kind: ProposalKind) -> ProposalKind:
    """What a proposal is, whether for the whole passage or for quoted words."""
    return next((whole for whole, part in OF_QUOTATION.items() if part is kind), kind)


def is_made(kind: ProposalKind, proposal: str | None) -> bool:
    """Whether something is proposed: a deletion has no words."""
    return bool(proposal) or kind in DELETIONS


def new_passage(original: str, typed: str) -> str:
    """The passage to be added: what was typed, without the words of the one before, with which the field begins."""
    words = "\n".join(typed.splitlines()).strip()
    return words.removeprefix(original.strip()).strip() if original else typed


def rescoped(typed: str, began: str, quote: str, passage: str) -> tuple[ProposalKind, str]:
    """What a wording is for that was typed into a field: the words `quote` that its comment quotes by now, or, where
    there are none or the wording is rather one of the whole, the passage; and the wording of that. `began`: the quoted
    words with which the field began, "" where it began with the passage; `passage`: "" where its words are not offered.
    """
    if began == quote or not (began or passage):
        return (ProposalKind.CHANGE_QUOTATION if quote else ProposalKind.CHANGE), typed
    is_known = bool(began) and began in passage
    whole = passage.replace(began, typed, 1) if is_known else typed
    if not quote:
        return ProposalKind.CHANGE, whole
    head, _found, tail = passage.partition(quote) if quote in passage else ("", "", "")
    if (
        len(head) + len(tail) <= len(whole)
        and whole.startswith(head)
        and whole.endswith(tail)
        and head + tail
    ):
        return ProposalKind.CHANGE_QUOTATION, whole[len(head) : len(whole) - len(tail)]
    if not passage or (not began and _is_nearer(typed, quote, passage)):
        return ProposalKind.CHANGE_QUOTATION, typed
    return ProposalKind.CHANGE, whole


def _is_nearer(typed: str, quote: str, passage: str) -> bool:
    from rapidfuzz.distance import Indel

    return Indel.normalized_similarity(typed, quote) > Indel.normalized_similarity(typed, passage)


def written(kind: ProposalKind, proposal: str, quote: str) -> str:
    """A proposal in the cell of a form or a file; `quote`: what its comment quotes."""
    if kind is ProposalKind.DELETE:
        return DELETION
    if kind is ProposalKind.DELETE_QUOTATION:
        return f"{DELETED_WORDS}: “{quote}”"
    if kind is ProposalKind.CHANGE_QUOTATION and proposal:
        return f"{CHANGED_WORDS}: “{quote}” → {proposal}"
    return f"{ADDITION}: {proposal}" if kind is ProposalKind.INSERT and proposal else proposal


def read_at(block_key: str, words: str) -> Proposal:
    """A proposal out of such a cell, of a row on this passage; "" for the whole draft, of which it deletes nothing and
    keeps what it says."""
    return read(words) if block_key else Proposal(ProposalKind.CHANGE, words)


def read(words: str) -> Proposal:
    """A proposal out of such a cell."""
    told = words.strip()
    if told.rstrip(".").casefold() == DELETION.casefold():
        return Proposal(ProposalKind.DELETE, "")
    head, colon, rest = told.partition(":")
    if colon and head.strip().casefold() == ADDITION.casefold() and rest.strip():
        return Proposal(ProposalKind.INSERT, rest.strip())
    found = _OF_WORDS.fullmatch(told)
    if found is not None:
        is_deletion = found["verb"].casefold() == DELETED_WORDS.casefold()
        if is_deletion and not found["words"]:
            return Proposal(ProposalKind.DELETE_QUOTATION, "", found["quote"])
        if not is_deletion and found["words"]:
            return Proposal(ProposalKind.CHANGE_QUOTATION, found["words"], found["quote"])
    return Proposal(ProposalKind.CHANGE, words)
