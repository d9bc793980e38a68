"""Front matter: what stands at the head of a Markdown file between marks, for programs and not for readers.

YAML between lines of --- (or up to ...), as Jekyll and Pandoc have it, and TOML between lines of +++, as Hugo
has it. Only
plain values of the first level are read, by line: whole YAML has ways to be costly, and four names are all we ask for.
"""

import re
from typing import NamedTuple

from consult.core.translatable import N_
from consult.documents.blocks import Unreadable

_OPENS = re.compile(r"(---|\+\+\+)[ \t]*+\n")
_ENDS = {
    "---": re.compile(r"^(?:---|\.\.\.)[ \t]*+$", re.MULTILINE),
    "+++": re.compile(r"^\+\+\+[ \t]*+$", re.MULTILINE),
}
_NAMES = {
    "---": re.compile(r"""(?:[ \t]*+(?:#[^\n]*+)?+\n)*+(?:-[ \t]++)?+["']?[A-Za-z_][\w .-]*+["']?:(?:[ \t]|\n|\Z)"""),
    "+++": re.compile(r"""(?:[ \t]*+(?:#[^\n]*+)?+\n)*+(?:\[\[?[\w."-]++\]|["']?[A-Za-z_][\w.-]*+["']?[ \t]*+=)"""),
}  # fmt: skip
"""What front matter begins with, after comments: a name and its value. Without it the mark is a line across the
page."""
_VALUE = re.compile(
    r"""^["']?([A-Za-z_][\w-]*+)["']?[ \t]*+[:=](?:[ \t]++|$)(?P<value>[^\n]*+(?P<more>(?:\n[ \t]++[^\n]*+)*+))""",
    re.MULTILINE,
)


USED = frozenset({"title", "lang", "navOrder", "section"})
"""The names that an import uses."""


class FrontMatter(NamedTuple):
    """`values` of its first level by name; `lines` of the file that it takes, marks included; the `body` after it;
    whether it says more than what an import uses."""

    values: dict[str, str]
    lines: int
    body: str
    says_more: bool = False


def split(text: str, name: str) -> FrontMatter:
    """Front matter and body of the text of the file `name`, line ends of Unix. Raises Unreadable where it is
    not closed."""
    opened = _OPENS.match(text)
    if opened is None:
        return FrontMatter({}, 0, text)
    mark = opened[1]
    ended = _ENDS[mark].search(text, opened.end())
    is_empty = ended is not None and not text[opened.end() : ended.start()].strip()
    if not is_empty and not _NAMES[mark].match(text, opened.end()):
        return FrontMatter({}, 0, text)
    if ended is None:
        raise Unreadable(
            N_("The front matter that begins here has no end. End it with a line of --- or +++."), name, 1
        )
    head = text[opened.end() : ended.start()]
    values = {found[1]: _plain(found["value"]) for found in _VALUE.finditer(head)}
    unread = (line.strip() for line in _VALUE.sub("", head).split("\n"))
    says_more = not set(values) <= USED or any(line and not line.startswith("#") for line in unread)
    return FrontMatter(values, text.count("\n", 0, ended.start()) + 1, text[ended.end() + 1 :], says_more)


def _plain(value: str) -> str:
    """The words of a value, without quotation marks and comments; "" for what is no plain text."""
    value = value.strip()
    if value[:1] in {">", "|"}:
        return " ".join(value.partition("\n")[2].split())
    quoted = re.match(r"""(["'])(.*?)\1""", value, re.DOTALL)
    if quoted:
        return " ".join(quoted[2].split())
    if value[:1] in {"[", "{", "&", "*", "!"}:
        return ""
    return " ".join(re.sub(r"(?:^|\s)#.*", "", value.partition("\n")[0]).split())
