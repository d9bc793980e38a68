"""A formula in MathML as a tree that both writers understand, with its words; of what is not known the letters stay."""

from typing import Any

Node = dict[str, Any]
_OPENING, _CLOSING = frozenset("([{⟨⌈⌊"), frozenset(")]}⟩⌉⌋")
_RELATIONS = frozenset("=<>≤≥≠≈≡∼≅∝∈∉⊂⊆⊃⊇→←↔⇒⇔∣≪≫:")
_BINARY = frozenset("+-−–±∓×·⋅∗*/÷∧∨∪∩∘")
_LARGE = frozenset("∑∏∫∬∮⋃⋂")
_TWO = {"mfrac": "frac", "msup": "sup", "msub": "sub", "mover": "over", "munder": "under", "mroot": "root"}
_THREE = {"msubsup": "subsup", "munderover": "underover"}


def of(math: Any) -> Node:
    """The formula: {"t": "math", "alt": its words, "display": …, "tree": …}."""
    alt = math.get("alttext") or " ".join("".join(math.itertext()).split())
    return {"t": "math", "alt": alt or "∎", "display": math.get("display") == "block", "tree": _row(math)}


def _row(parent: Any) -> Node:
    return {"m": "row", "c": [_one(child) for child in parent if isinstance(child.tag, str)]}


def _one(one: Any) -> Node:
    children = [child for child in one if isinstance(child.tag, str)]
    text = " ".join((one.text or "").split()) if not children else ""
    if one.tag == "mi":
        return {"m": "name", "v": text, "italic": len(text) == 1 and one.get("mathvariant") != "normal"}
    if one.tag in {"mn", "ms", "mtext"}:
        return {"m": "text", "v": text, "number": one.tag == "mn"}
    if one.tag == "mo":
        return {"m": "sign", "v": text, "class": _class(text)}
    if one.tag in _TWO and len(children) == 2:
        return {"m": _TWO[one.tag], "a": _one(children[0]), "b": _one(children[1])}
    if one.tag in _THREE and len(children) == 3:
        first, second, third = map(_one, children)
        return {"m": _THREE[one.tag], "a": first, "b": second, "c": third}
    if one.tag == "msqrt":
        return {"m": "sqrt", "a": _row(one)}
    if one.tag == "mtable":
        rows = [[_row(cell) for cell in row if cell.tag == "mtd"] for row in one if row.tag == "mtr"]
        return {"m": "table", "rows": rows}
    if one.tag == "mspace":
        return {"m": "text", "v": " ", "number": False}
    if children:
        return _row(one)
    return {"m": "text", "v": text, "number": False}


def _class(sign: str) -> str:
    for signs, name in (
        (_OPENING, "opening"), (_CLOSING, "closing"), (_RELATIONS, "relation"), (_BINARY, "binary"), (_LARGE, "large"),
        (frozenset(",;"), "punctuation"),
    ):  # fmt: skip
        if sign in signs:
            return name
    return "normal"
