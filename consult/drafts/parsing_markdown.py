"""From Markdown to HTML: CommonMark with tables, footnotes and definition lists, and the kramdown habits of drafts."""

import re

from markdown_it import MarkdownIt
from mdit_py_plugins.deflist import deflist_plugin
from mdit_py_plugins.footnote import footnote_plugin

from consult.core.words import N_
from consult.drafts.blocks import Remark

_FRONT = re.compile(r"\A﻿?---\s*\n(.*?)\n---\s*(?:\n|\Z)", re.DOTALL)
_LIQUID = re.compile(r"\{%-?.*?-?%\}|\{\{.*?\}\}", re.DOTALL)
_ATTRIBUTES = re.compile(r"\{::?[^{}\n]*/?\}")
_HEADING_ID = re.compile(r"^(#{1,6}[^\n]*?)\s*\{#([^}\s]+)[^}]*\}\s*$", re.MULTILINE)
_BLOCK_ID = re.compile(r"^\{:?\s*#([^}\s]+)[^}]*\}\s*$", re.MULTILINE)
_INLINE_ID = re.compile(r"\{:?\s*#([^}\s]+)[^}]*\}")
_CODE = re.compile(r"(^```.*?^```\s*$|^~~~.*?^~~~\s*$|`[^`\n]+`)", re.MULTILINE | re.DOTALL)

_RAW = re.compile(
    r"^(?P<fence>```|~~~)[ \t]*\n(?:(?!(?P=fence)).*\n)*?(?P=fence)[ \t]*\n\{:[^}\n]*latex[^}\n]*\}[ \t]*$"
    r"|^(?P<other>```|~~~)[ \t]*\{=\w+\}[ \t]*\n(?:(?!(?P=other)).*\n)*?(?P=other)[ \t]*$",
    re.MULTILINE,
)
"""Code for one typesetting program only, in the ways of kramdown and Pandoc."""


def _reader() -> MarkdownIt:
    """A reader for one file: it compiles its rules when it is first used, so threads must not share one."""
    made = MarkdownIt("commonmark", {"html": True, "maxNesting": 40}).enable(["table", "strikethrough"])
    return made.use(footnote_plugin).use(deflist_plugin)


def front_matter(text: str) -> dict[str, str]:
    """The plain `name: value` lines between the dashes at a file's head."""
    found = _FRONT.match(text)
    lines = found[1].splitlines() if found else []
    pairs = (line.partition(":") for line in lines if re.match(r"^\w+:", line))
    return {name: value.strip().strip("'\"") for name, _colon, value in pairs}


def to_html(text: str, name: str, remarks: list[Remark]) -> str:
    """The HTML of one file; what was left out is told in `remarks`. Footnotes are kept apart per file by its `name`."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    text = _FRONT.sub("", text)
    text, dropped = _RAW.subn("", text)
    if dropped:
        remarks.append(
            Remark("raw", N_("Code for a typesetting program was left out."), f"{name}: {dropped}")
        )
    parts = _CODE.split(text)
    for index in range(0, len(parts), 2):
        parts[index] = _without_templates(parts[index], name, text, remarks)
    rendered: str = _reader().render("".join(parts), {"docId": _slug(name)})
    return rendered


def _without_templates(text: str, name: str, whole: str, remarks: list[Remark]) -> str:
    for found in _LIQUID.finditer(text):
        line = whole[: whole.find(found[0])].count("\n") + 1
        remarks.append(
            Remark(
                "template",
                N_("A template tag of a website was left out."),
                f"{name}, line {line}: {found[0][:60]}",
            )
        )
    text = _LIQUID.sub("", text)
    text = _HEADING_ID.sub(lambda m: f'{m[1]} <a id="{m[2]}"></a>', text)
    text = _BLOCK_ID.sub(lambda m: f'<a id="{m[1]}"></a>\n', text)
    text = _INLINE_ID.sub(lambda m: f'<a id="{m[1]}"></a>', text)
    return _ATTRIBUTES.sub("", text)


def _slug(name: str) -> str:
    return re.sub(r"\W+", "-", name)
