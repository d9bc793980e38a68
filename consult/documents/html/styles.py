"""What a page of HTML says by classes and styles alone, as elements: titles, and words that are struck out."""

import re
from collections.abc import Iterator
from typing import Any

_BLOCKS = (
    "p",
    "li",
    "dt",
    "dd",
    "td",
    "th",
    "caption",
    "figcaption",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "pre",
)
"""What holds running text, and looks struck out where something around it does."""
_HOLDERS = {
    "div",
    "section",
    "article",
    "main",
    "body",
    "ul",
    "ol",
    "dl",
    "table",
    "tbody",
    "thead",
    "tr",
    "blockquote",
}
_STRUCK = re.compile(r"(?:^|;)\s*text-decoration(?:-line)?\s*:[^;]*\bline-through\b", re.IGNORECASE)
_CLASS = re.compile(r"(?:[a-z]\w*)?\.([\w-]+)\s*\Z", re.IGNORECASE)
TITLE = "MsoTitle"
"""The class of a paragraph that is the title: so do Word's own pages call it."""


def as_elements(root: Any) -> None:
    """Make paragraphs of headings that are the title of the page, and `s` around what is shown struck out."""
    for heading in _titles(root):
        heading.tag = "p"
        heading.set("class", TITLE)
    classes = set(_struck_classes(root))
    for element in list(root.iter()):
        if not isinstance(element.tag, str):
            continue
        if element.tag == "strike":
            element.tag = "s"
        elif element.tag not in {"s", "del"} and _is_struck(element, classes):
            inner = [one for one in element.iter(*_BLOCKS) if one.find(".//p") is None]
            for one in inner if inner or element.tag in _HOLDERS else [element]:
                _strike(one)


def _titles(root: Any) -> list[Any]:
    """The headings of the block with the title that Pandoc writes, or the only heading of the class "title"."""
    named = [one for one in root.iter("h1") if "title" in (one.get("class") or "").split()]
    return named if len(named) == 1 else [
        one for one in named if any(up.get("id") == "title-block-header" for up in one.iterancestors())
    ]  # fmt: skip


def _struck_classes(root: Any) -> Iterator[str]:
    """Classes of which a stylesheet in the page says that they strike words out."""
    for style in root.iter("style"):
        for rule in (style.text or "").split("}"):
            selectors, _brace, said = rule.rpartition("{")
            if _STRUCK.search(said):
                found = (_CLASS.match(one.strip()) for one in selectors.split(","))
                yield from (one[1] for one in found if one)


def _is_struck(element: Any, classes: set[str]) -> bool:
    own = (element.get("class") or "").split()
    return bool(_STRUCK.search(element.get("style") or "")) or not classes.isdisjoint(own)


def _strike(element: Any) -> None:
    """Put `s` around all that is in an element."""
    struck = element.makeelement("s")
    struck.text, element.text = element.text, None
    struck.extend(list(element))
    element.append(struck)
