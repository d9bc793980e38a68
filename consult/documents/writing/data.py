"""The blocks of a draft as its writers take them."""

from collections.abc import Mapping, Sequence
from typing import Any

from consult.documents.writing import content


def tree(block: Mapping[str, Any]) -> dict[str, Any]:
    """A block with its HTML as a tree."""
    nodes = content.of(block["html"]) if block["kind"] != "heading" else []
    for one in nodes:
        _check_heads(one)
    if block["kind"] == "footnote" and block["number"] and nodes and nodes[0]["t"] == "p":
        nodes[0]["c"] = [{"t": "sup", "c": [block["number"]]}, " ", *nodes[0]["c"]]
    return {name: block[name] for name in ("kind", "level", "number", "title", "line")} | {"content": nodes}


def _check_heads(node: Any) -> None:
    """Headings of a table stand in rows that no cell reaches out of."""
    if node.get("t") != "table":
        return
    heads: Sequence[Any] = node["rows"][: node["heads"]]
    if any(cell["h"] > node["heads"] - at for at, row in enumerate(heads) for cell in row):
        node["heads"] = 0
    if node["heads"] == len(node["rows"]):
        node["heads"] = 0
