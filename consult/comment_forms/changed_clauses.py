"""The clause that a row of our own form names, beside the passage that its key names: people write another clause over
the printed one, or copy a row and change its clause. Pure."""

import re
from collections.abc import Sequence

from consult.comment_forms.clause_references import (
    AMBIGUOUS,
    NOT_UNDERSTOOD,
    NOTHING_SAID,
    ONLY_PAGES,
    SEVERAL,
    Certainty,
    Passage,
    Placement,
    References,
    plain,
)
from consult.core.translatable import N_
from consult.documents.blocks import Kind
from consult.drafts.passage_labels import passage_label

OTHER_CLAUSE = N_("The row names a different clause from the one that the form printed there.")


def in_doubt(references: References, by_key: Placement, clauses: Sequence[str]) -> Placement:
    """The place of a row by its key; in doubt where its cell names another clause than forms print for this passage.
    `clauses`: what the cell says, and what else it may have said before a program stored it as a number."""
    words = clauses[0] if clauses else ""
    if by_key.certainty is Certainty.UNPLACED or not words.strip():
        return by_key
    found = references.place(words)
    is_same = (
        _is_whole(found) if by_key.certainty is Certainty.WHOLE else _names(references, by_key.key, clauses)
    )
    if is_same or found.why in {NOTHING_SAID, ONLY_PAGES}:  # lines are those of the version that was printed
        return by_key
    perhaps = tuple(dict.fromkeys(filter(None, [by_key.key, found.key, *found.perhaps])))
    return Placement(Certainty.UNPLACED, why=OTHER_CLAUSE, perhaps=perhaps[:6])


def _is_whole(found: Placement) -> bool:
    """Whether words are no clause: forms say in the language of their reader that a row is about the whole draft."""
    return found.certainty is Certainty.WHOLE or (found.certainty is Certainty.UNPLACED and not found.perhaps)


def _names(references: References, key: str, clauses: Sequence[str]) -> bool:
    """Whether a cell names the passage or its clause, as a form prints it or in other words."""
    block = references.passages[key]
    heading = references.passages.get(block.clause)
    if any(references.place(one).key in {key, block.clause} - {""} for one in clauses):
        return True
    if _plain(clauses[0]) in _printed(heading, block):
        return True
    return heading is not None and _was(references.place(clauses[0]), heading, block, clauses[0])


def _printed(heading: Passage | None, block: Passage) -> set[str]:
    """What forms print for a passage, in English."""
    said = {_plain(passage_label(heading, block))}
    if heading is not None:
        said |= {_plain(one) for one in (heading.number, heading.title, f"{heading.number} {heading.title}")}
    return said - {""}


def _was(found: Placement, heading: Passage, block: Passage, words: str) -> bool:
    """Whether a form may have printed these words for a passage, of the text in another language, or of an earlier
    version in which its clause had another number or another title. `found`: where they point by themselves."""
    if found.certainty is not Certainty.UNPLACED or found.why == SEVERAL:
        return False
    if found.why in {NOT_UNDERSTOOD, AMBIGUOUS} and {block.key, heading.key} & set(found.perhaps):
        return True  # its number, beside another title
    said, title = _plain(words), _plain(heading.title)
    if not heading.number and not re.search(r"\d", said):
        return True  # another title; those of this text are found
    line = "" if block.kind is Kind.HEADING else r"(?: .*\d.*)?"
    return bool(title and re.fullmatch(rf"(?:\S*\d\S* |[a-z] )*{re.escape(title)}{line}", said))


def _plain(words: str) -> str:
    """Words for comparing, without signs between them."""
    return " ".join(re.findall(r"\w+", plain(words)))
