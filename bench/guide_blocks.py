"""The blocks of docs/operations.md: what an operator types, in order, as it stands there."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

GUIDE = Path(__file__).resolve().parent.parent / "docs" / "operations.md"

KINDS = {"sh", "sql", "nginx", "ini"}
"""A shell's commands; statements for PostgreSQL's superuser; files, whose path the sentence before them ends with."""

SHOWN = {"json", "postfix", "yaml"}
"""What the guide only shows: lines of the log, settings of other programs on other machines."""


@dataclass(frozen=True)
class Block:
    """One fenced block."""

    section: str
    """The last heading before it, of whatever level."""
    number: int
    """Which block of its section, from 1."""
    kind: str
    text: str
    path: str
    """Where a file goes; "" of commands."""

    @property
    def name(self) -> str:
        """How it is called in reports."""
        return f"{self.section}, block {self.number} ({self.kind})"

    def filled(self, words: Mapping[str, str]) -> str:
        """Its text with the guide's placeholders replaced."""
        text = self.text
        for word, value in words.items():
            text = text.replace(word, value)
        return text


def blocks(guide: str) -> Iterator[Block]:
    """Every fenced block of the guide that is carried out. ValueError where one has no kind that we know, or a file no
    path."""
    section, count, before = "", 0, ""
    parts = re.split(r"^```(\w*)\n(.*?)^```$", guide, flags=re.MULTILINE | re.DOTALL)
    for prose, kind, text in zip(parts[::3], parts[1::3], parts[2::3], strict=False):
        for heading in re.findall(r"^##+ (.+)$", prose, re.MULTILINE):
            section, count = heading, 0
        before, count = prose.strip().rpartition("\n\n")[2], count + 1
        if kind in SHOWN:
            continue
        if kind not in KINDS:
            raise ValueError(f"block {count} of {section} is of no kind that can be carried out: {kind!r}")
        path = re.search(r"`(/[^`]+)`:$", before.replace("\n", " "))
        if kind in {"nginx", "ini"} and path is None:
            raise ValueError(f"the sentence before block {count} of {section} names no file")
        yield Block(section, count, kind, text, path[1] if path and kind in {"nginx", "ini"} else "")


def placeholders(guide: str) -> set[str]:
    """The words that the guide says are to be replaced."""
    table = guide.partition("| word | meaning |")[2].partition("\n\n")[0]
    firsts = (row.split("|")[1] for row in table.splitlines()[2:])
    return {word for first in firsts for word in re.findall(r"`([^`]+)`", first)}
