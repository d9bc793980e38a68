"""New words for a passage whose markup stays: emphasis, links, cells and formulas that no one touched are kept.
A formula is one piece: where it reads differently, the new words stand in its place.

The words of the passage and the new words are compared; only characters of words that differ are exchanged, in the
element in which they stand.
"""

import re
from difflib import SequenceMatcher
from typing import Any

from markupsafe import escape

_APART = {
    "p",
    "br",
    "li",
    "ul",
    "ol",
    "tr",
    "td",
    "th",
    "table",
    "caption",
    "blockquote",
    "pre",
    "dt",
    "dd",
    "hr",
}
_WORD = re.compile(r"\S+")
_Slot = tuple[Any, str]
"""An element and which of its strings: its text, the tail behind it, or for a formula how it reads."""


def words_of(html: str) -> str:
    """The words of a passage, as they are offered for correction."""
    return " ".join("".join(char for char, _slot in _characters(_tree(html))).split())


def reword(html: str, words: str) -> str:
    """`html` with the words that differ from `words` exchanged; not cleaned."""
    root = _tree(html)
    characters = _characters(root)
    old = [match.span() for match in _WORD.finditer("".join(char for char, _slot in characters))]
    new = words.split()
    if not old:
        return html + str(escape(words))
    kept: list[str] = [char for char, _slot in characters]
    spoken = ["".join(kept[start:end]) for start, end in old]
    for tag, first, last, begin, end in SequenceMatcher(None, spoken, new, autojunk=False).get_opcodes():
        if tag == "replace" and last - first == end - begin:
            for offset in range(last - first):
                _exchange(kept, characters, old[first + offset], new[begin + offset])
        elif tag == "replace":
            _exchange(kept, characters, (old[first][0], old[last - 1][1]), " ".join(new[begin:end]))
        elif tag == "delete":
            _exchange(kept, characters, (old[first][0], old[last - 1][1]), "")
        elif tag == "insert":
            _insert(kept, old, first, " ".join(new[begin:end]))
    _write_back(characters, kept)
    from lxml import html as lxml_html

    inner: str = lxml_html.tostring(root, encoding="unicode")
    return inner.removeprefix("<div>").removesuffix("</div>")


def _tree(html: str) -> Any:
    from lxml import html as lxml_html

    return lxml_html.fragment_fromstring(html, create_parent="div")


def _characters(root: Any) -> list[tuple[str, _Slot | None]]:
    """Every character with its place; a blank without a place between what stands apart."""
    found: list[tuple[str, _Slot | None]] = []

    def walk(element: Any) -> None:
        apart = element.tag in _APART
        if apart:
            found.append((" ", None))
        if element.tag == "math":
            found.extend((char, (element, "formula")) for char in element.get("alttext") or "")
            return
        found.extend((char, (element, "text")) for char in element.text or "")
        for child in element:
            walk(child)
            found.extend((char, (child, "tail")) for char in child.tail or "")
        if apart:
            found.append((" ", None))

    walk(root)
    return found


def _exchange(
    kept: list[str], characters: list[tuple[str, _Slot | None]], span: tuple[int, int], words: str
) -> None:
    goes_whole = not words
    start, end = _between("".join(char for char, _slot in characters[slice(*span)]), words, span[0])
    words = words[start - span[0] : len(words) - (span[1] - end)]
    if start == end:
        if start > span[0]:
            kept[start - 1] += words
        else:
            kept[start] = words + kept[start]
        return
    for index in range(start, end):
        if characters[index][1] is not None:
            kept[index] = ""
    kept[start] = words
    if goes_whole and end < len(kept) and characters[end][0] == " ":
        kept[end] = ""


def _between(old: str, new: str, start: int) -> tuple[int, int]:
    """Where `old`, which begins at `start`, differs from `new`: what both begin and end with is left as it is."""
    shorter = min(len(old), len(new))
    same = next((at for at in range(shorter) if old[at] != new[at]), shorter)
    last = next((at for at in range(shorter - same) if old[-1 - at] != new[-1 - at]), shorter - same)
    return start + same, start + len(old) - last


def _insert(kept: list[str], old: list[tuple[int, int]], at: int, words: str) -> None:
    if at:
        kept[old[at - 1][1] - 1] += " " + words
    elif old:
        kept[old[0][0]] = words + " " + kept[old[0][0]]


def _write_back(characters: list[tuple[str, _Slot | None]], kept: list[str]) -> None:
    strings: dict[tuple[int, str], tuple[Any, list[str]]] = {}
    for (_char, slot), shown in zip(characters, kept, strict=True):
        if slot is not None:
            element, part = slot
            strings.setdefault((id(element), part), (element, []))[1].append(shown)
    for (_identity, part), (element, pieces) in strings.items():
        words = "".join(pieces)
        if part != "formula":
            setattr(element, part, words)
        elif words != element.get("alttext"):  # someone wrote it again: it is words from now on
            tail = element.tail
            element.clear()
            element.tag, element.text, element.tail = "span", words, tail
