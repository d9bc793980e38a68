"""The instructions of fields in a document of Word: which of them run a program, or load something from elsewhere.

An instruction is in pieces, as the program or its writer divided it, and may have other fields inside. Only its first
word says what it does: a title or an address has any words.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from consult.documents.attached import refusals
from consult.documents.blocks import Unreadable

_RUN = {"DDE", "DDEAUTO"}
_LOAD = {"INCLUDEPICTURE", "INCLUDETEXT", "INCLUDE", "IMPORT", "DATABASE", "LINK"}
_INNER = "\0"
"""Stands for a field inside an instruction."""
_FIRST = re.compile(r"[\s\"]*([^\s\"\\\0]*)(\0?)")
_QUOTED = re.compile(r"\"(?:\\.|[^\"\\])*\"")
_NO_WORD_OF_A_TEXT = re.compile(r"\b(?:(DDE(?:AUTO)?)|INCLUDE(?:PICTURE|TEXT))\b", re.IGNORECASE)
_DIVIDING = {
    "ins": "ins",
    "del": "del",
    "moveFrom": "del",
    "moveTo": "ins",
    "Choice": "Choice",
    "Fallback": "Fallback",
}

_VIEWS: tuple[frozenset[str], ...] = (
    frozenset(), frozenset({"del"}), frozenset({"ins"}), frozenset({"Choice"}), frozenset({"Fallback"}),
    frozenset({"del", "Choice"}), frozenset({"del", "Fallback"}), frozenset({"ins", "Choice"}),
    frozenset({"ins", "Fallback"}),
)  # fmt: skip
"""What a program may leave out: changes that are accepted or rejected, and one of two alternatives. What is harmless
with all pieces may not be so with some."""


def refuse(root: Any, name: str) -> None:
    """Raise Unreadable where a field in this part runs or loads something."""
    pieces = list(_pieces(root))
    present = frozenset[str]().union(*(within for _kind, _said, within in pieces))
    for left_out in {view & present for view in _VIEWS}:
        shown = [(kind, said) for kind, said, within in pieces if not within & left_out]
        for instruction in _instructions(shown):
            _refuse_one(instruction, name)


def _pieces(root: Any) -> Iterator[tuple[str, str, frozenset[str]]]:
    """Marks and words of fields in their order, each with what it is within: kind, words, and the parts of a document
    that a program may leave out."""
    for one in root.iter("{*}fldChar", "{*}instrText", "{*}delInstrText", "{*}fldSimple", "{*}p"):
        tag = _local(one.tag)
        above = {_local(up.tag) for up in one.iterancestors()} if tag != "p" else set()
        within = frozenset(_DIVIDING[up] for up in above & _DIVIDING.keys())
        if tag == "fldChar":
            yield _attribute(one, "fldCharType"), "", within
        elif tag == "fldSimple":
            yield "whole", _attribute(one, "instr"), within
        elif tag == "p":
            yield "paragraph", "", within
        else:
            yield "words", "".join(one.itertext()), within | ({"del"} if tag == "delInstrText" else set())


def _local(tag: Any) -> str:
    return str(tag).rpartition("}")[2]


def _attribute(element: Any, local: str) -> str:
    return next((str(value) for name, value in element.attrib.items() if _local(name) == local), "")


@dataclass
class _Field:
    """A field that did not end yet: the words of its instruction, and whether its result began."""

    words: list[str] = field(default_factory=list)
    has_result: bool = False


def _instructions(pieces: list[tuple[str, str]]) -> Iterator[str]:
    """Each instruction whole; words outside of any field by paragraph, and one by one."""
    open_fields: list[_Field] = []
    loose: list[str] = []
    for kind, said in pieces:
        outer = next((one for one in reversed(open_fields) if not one.has_result), None)
        if kind == "begin":
            if outer is not None:
                outer.words.append(_INNER)
            open_fields.append(_Field())
        elif kind == "separate" and open_fields:
            open_fields[-1].has_result = True
        elif kind == "end" and open_fields:
            yield "".join(open_fields.pop().words)
        elif kind == "words" and outer is not None:
            outer.words.append(said)
        elif kind in {"words", "whole"}:
            yield said
            loose += [said] if kind == "words" else []
        elif kind == "paragraph":
            yield "".join(loose)
            loose.clear()
    yield from ("".join(one) for one in (*(one.words for one in open_fields), loose))


def _refuse_one(instruction: str, name: str) -> None:
    found = _FIRST.match(instruction)
    word, is_made = (found[1].upper(), bool(found[2])) if found else ("", False)
    if word in _RUN or (is_made and any(one.startswith(word) for one in _RUN | _LOAD)):
        raise Unreadable(refusals.ACTIVE, name)  # also a first word that a field inside makes
    if word in _LOAD:
        raise Unreadable(refusals.ELSEWHERE, name)
    if word != "ADDIN" and (inside := _NO_WORD_OF_A_TEXT.search(_QUOTED.sub('""', instruction))):
        raise Unreadable(refusals.ACTIVE if inside[1] else refusals.ELSEWHERE, name)
