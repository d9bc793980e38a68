"""The HTML of a block as a tree for writers: paragraphs, lists and tables, and in them words, links and formulas.

A tree is lists and dicts, as JSON has them. What is inside a paragraph is a string or {"t": kind, …}; a paragraph, list
or table is {"t": kind, …} too. Only the tags that blocks can have are known (core.markup); of others the words stay.
"""

import re
from typing import Any

from lxml import html

from consult.documents.writing import mathml_tree

Node = dict[str, Any]
Inline = list[Any]
_LOOKS = {
    "em": "em", "i": "em", "cite": "em", "var": "em", "strong": "strong", "b": "strong", "sup": "sup", "sub": "sub",
    "code": "code", "kbd": "code", "samp": "code", "s": "strike", "del": "strike", "u": "underline", "ins": "underline",
}  # fmt: skip
_BLOCKS = {"p", "ul", "ol", "dl", "table", "pre", "blockquote", "hr", "h1", "h2", "h3", "h4", "div"}
_FIGURE = re.compile(r"(?:^figure:|/)([0-9a-f]{16}\.png)$")
MOST_COLUMNS = 60


def of(source: str) -> list[Node]:
    """The tree of the inner HTML of a block."""
    return _blocks(html.fragment_fromstring(source, create_parent="div")) if source.strip() else []


def words(content: Any) -> str:
    """All words of a tree."""
    if isinstance(content, str):
        return content
    if isinstance(content, list):
        return " ".join(filter(None, map(words, content)))
    return str(content.get("alt") or "") or " ".join(
        words(content[name]) for name in ("c", "items", "rows", "text") if name in content
    )


def _blocks(parent: Any) -> list[Node]:
    found: list[Node] = []
    run: Inline = [parent.text] if parent.text else []

    def close() -> None:
        if any(not isinstance(one, str) or one.strip() for one in run):
            found.append({"t": "p", "c": _trimmed(run)})
        run.clear()

    for child in parent:
        if not isinstance(child.tag, str):
            pass
        elif child.tag in _BLOCKS:
            close()
            found += _block(child)
        else:
            run += _inline(child)
        if child.tail:
            run.append(child.tail)
    close()
    return found


def _block(one: Any) -> list[Node]:
    if one.tag in {"ul", "ol"}:
        start = one.get("start") or "1"
        items = [_blocks(item) for item in one if item.tag == "li"]
        first = int(start) if start.isdecimal() else 1
        return [{"t": "list", "ordered": one.tag == "ol", "start": first, "items": items}]
    if one.tag == "dl":
        return [
            {"t": "p", "c": [{"t": "strong", "c": _all_inline(part)}] if part.tag == "dt" else _all_inline(part)}
            for part in one if part.tag in {"dt", "dd"}
        ]  # fmt: skip
    if one.tag == "table":
        return [*_caption(one), _table(one)]
    if one.tag == "pre":
        return [{"t": "pre", "text": one.text_content().strip("\n")}]
    if one.tag == "blockquote":
        return [{"t": "quote", "c": _blocks(one)}]
    return [] if one.tag == "hr" else _blocks(one)


def _caption(table: Any) -> list[Node]:
    found = table.find("caption")
    return [] if found is None else [{"t": "p", "c": [{"t": "strong", "c": _all_inline(found)}]}]


def _table(table: Any) -> Node:
    """A table: each cell with the columns and rows that it covers, and how many rows are headings."""
    rows: list[list[Node]] = []
    heads = 0
    for row in table.iter("tr"):
        if next(row.iterancestors("table")) is not table:
            continue
        cells = [one for one in row if one.tag in {"th", "td"}]
        is_head = row.getparent().tag == "thead" or (bool(cells) and all(one.tag == "th" for one in cells))
        heads += int(is_head and heads == len(rows))
        rows.append(
            [
                {
                    "c": _blocks(one),
                    "w": _span(one, "colspan"),
                    "h": _span(one, "rowspan"),
                    "head": one.tag == "th",
                }
                for one in cells
            ]
        )
    return {"t": "table", "rows": _fitted(rows), "heads": heads, "columns": _columns(rows)}


def _span(cell: Any, name: str) -> int:
    said = cell.get(name, "1")
    return min(max(int(said), 1), MOST_COLUMNS) if said.isdecimal() else 1


def _columns(rows: list[list[Node]]) -> int:
    covered: dict[int, int] = {}
    widest = 1
    for at, row in enumerate(rows):
        wide = covered.get(at, 0) + sum(one["w"] for one in row)
        for one in row:
            for below in range(at + 1, at + one["h"]):
                covered[below] = covered.get(below, 0) + one["w"]
        widest = max(widest, wide)
    return widest


def _fitted(rows: list[list[Node]]) -> list[list[Node]]:
    """No cell reaches below the last row."""
    for at, row in enumerate(rows):
        for one in row:
            one["h"] = min(one["h"], len(rows) - at)
    return rows


def _all_inline(parent: Any) -> Inline:
    run: Inline = [parent.text] if parent.text else []
    for child in parent:
        if isinstance(child.tag, str):
            run += _inline(child) if child.tag not in _BLOCKS else _all_inline(child)
        if child.tail:
            run.append(child.tail)
    return _trimmed(run)


def _inline(one: Any) -> Inline:
    if one.tag == "br":
        return [{"t": "br"}]
    if one.tag == "math":
        return [mathml_tree.of(one)]
    if one.tag == "img":
        found = _FIGURE.search(one.get("src") or "")
        alt = (one.get("alt") or "").strip()
        return [{"t": "img", "name": found[1], "alt": alt}] if found else [alt]
    inner: Inline = [one.text] if one.text else []
    for child in one:
        if isinstance(child.tag, str):
            inner += _inline(child)
        if child.tail:
            inner.append(child.tail)
    if one.tag == "a" and re.match(r"https?://|mailto:", one.get("href") or ""):
        return [{"t": "link", "href": one.get("href"), "c": inner}]
    if one.tag == "q":
        return ["“", *inner, "”"]
    return [{"t": _LOOKS[one.tag], "c": inner}] if one.tag in _LOOKS and inner else inner


def _trimmed(run: Inline) -> Inline:
    """Words with one blank where HTML has any number of them, and none at either end."""
    found = [re.sub(r"[ \t\r\n\f]+", " ", one) if isinstance(one, str) else _with_blanks(one) for one in run]
    if found and isinstance(found[0], str):
        found[0] = found[0].lstrip(" ")
    if found and isinstance(found[-1], str):
        found[-1] = found[-1].rstrip(" ")
    return [one for one in found if one != ""]


def _with_blanks(node: Node) -> Node:
    if "c" not in node:
        return node
    inner = [
        re.sub(r"[ \t\r\n\f]+", " ", one) if isinstance(one, str) else _with_blanks(one) for one in node["c"]
    ]
    return {**node, "c": inner}
