"""How many headings, tables, notes … are in a file of Akoma Ntoso, and how many letters.

What of it becomes an item or a paragraph, the format does not say: its letters are counted instead.
"""

from collections import Counter
from typing import Any

from lxml import etree

from consult.documents.akoma_ntoso.parsing import DIVISIONS
from consult.documents.akoma_ntoso.text import identifier, name_of
from consult.documents.blocks import Kind, NonBlockKind, Source, letters_in

_NO_TEXT = {"meta", "toc", "foreign", "del"}
"""What is not text of the draft: it is no text at all, or told as left out."""
_NO_CLAUSES = {"item", "li", "blockList"}
_BY_NAME = {
    "table": Kind.TABLE, "img": Kind.FIGURE, "foreign": NonBlockKind.EMBEDDED, "del": NonBlockKind.DELETION,
    "authorialNote": Kind.FOOTNOTE,
}  # fmt: skip


def of_akoma_ntoso(file: Source) -> Counter[str]:
    """Counts of a file, by its elements."""
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True, remove_pis=True
    )
    root = etree.fromstring(file.data, parser)
    counts: Counter[str] = Counter(dict.fromkeys([Kind.HEADING, *_BY_NAME.values(), Kind.QUOTATION], 0))
    notes = {identifier(one): one for one in root.iter("{*}note") if identifier(one)}
    cited = {
        (one.get("href") or "").removeprefix("#") for one in root.iter("{*}noteRef") if not _is_left_out(one)
    }
    counts[Kind.FOOTNOTE] += len(cited & set(notes))
    counts[NonBlockKind.LETTER] += _letters(root) + sum(_letters(notes[one]) for one in cited & set(notes))
    for element in root.iter("{*}*"):
        name = name_of(element)
        if _is_left_out(element.getparent()):
            continue
        if name in _BY_NAME:
            counts[_BY_NAME[name]] += 1
        elif name == "quotedStructure" and not _is_quoted(element):
            counts[Kind.QUOTATION] += 1
        elif _is_clause(element) and not _is_quoted(element):
            counts[Kind.HEADING] += 1
    counts[Kind.HEADING] += sum(1 for _one in _titles(root))
    return counts


def _is_clause(element: Any) -> bool:
    names = {name_of(child) for child in element}
    if name_of(element) in DIVISIONS and names & {"num", "heading"}:
        return True
    return "heading" in names and name_of(element) not in _NO_CLAUSES


def _is_quoted(element: Any) -> bool:
    return any(name_of(one) in {"quotedStructure", "table"} for one in element.iterancestors())


def _is_left_out(element: Any) -> bool:
    """Whether an element is, or is in, what is no text of the draft."""
    return element is not None and any(
        name_of(one) in _NO_TEXT for one in (element, *element.iterancestors())
    )


def _titles(root: Any) -> list[Any]:
    """The paragraphs with the titles of documents: the first that names it in each preface."""
    found = []
    for preface in root.iter("{*}preface", "{*}coverPage"):
        named = next(preface.iter("{*}docTitle", "{*}shortTitle", "{*}longTitle"), None)
        found += [named] if named is not None else []
    return found


def _letters(element: Any) -> int:
    """The letters in an element, but for those of what is no text."""
    count = letters_in(element.text or "")
    for child in element:
        count += 0 if name_of(child) in _NO_TEXT else _letters(child)
        count += letters_in(child.tail or "")
    return count
