"""What Markdown of drafts has beyond CommonMark: footnotes, definition lists, formulas between dollar signs."""

from collections.abc import Callable, Iterator
from html import escape

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token
from mdit_py_plugins.deflist import deflist_plugin
from mdit_py_plugins.dollarmath import dollarmath_plugin
from mdit_py_plugins.footnote import footnote_plugin

Formula = Callable[[str, dict[str, bool]], str]
"""Makes HTML of a formula in TeX; "display_mode" says whether it stands on a line of its own."""
UnusedNote = Callable[[Token, str], None]
"""Takes note of a footnote that stands in the text: its first token, its label."""


def with_extensions(reader: MarkdownIt, formula: Formula, unused_note: UnusedNote) -> MarkdownIt:
    """The reader with all extensions. A formula keeps the number behind it, and a footnote to which nothing refers, or
    the same label as a later one, keeps its words where they stand."""
    reader.use(footnote_plugin).use(deflist_plugin).use(
        dollarmath_plugin,
        allow_space=False,
        allow_digits=False,
        double_inline=True,
        renderer=formula,
        label_normalizer=str.strip,
        label_renderer=lambda label: f"({escape(label)})",
    )

    def keep(state: StateCore) -> None:
        state.tokens = list(_with_unused_notes(state, unused_note))

    reader.core.ruler.before("footnote_tail", "unused_note", keep)
    return reader


def _with_unused_notes(state: StateCore, unused_note: UnusedNote) -> Iterator[Token]:
    """The tokens of a text, without the marks of footnotes around those that the plugin would drop."""
    places = state.env.get("footnotes", {}).get("refs", {})
    labels = [token.meta["label"] for token in state.tokens if token.type == "footnote_reference_open"]
    last = {label: number for number, label in enumerate(labels)}
    opened, number = list[bool](), 0
    for at, token in enumerate(state.tokens):
        if token.type == "footnote_reference_open":
            label = token.meta["label"]
            is_used = last[label] == number and places.get(f":{label}", -1) >= 0
            number += 1
            opened.append(is_used)
            if not is_used:
                unused_note(state.tokens[at + 1], label)
                continue
        elif token.type == "footnote_reference_close" and not opened.pop():
            continue
        yield token
