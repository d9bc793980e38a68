"""`python -m bench structure`: how large the packages of `consult` are, and what they import from each other.

Printed is a line for each package: its lines of Python, those without docstrings and comments, and of the names that
its modules import from other packages (`core`, `web` and `documents` left out): from how many packages they come, rows
of others in its modules of queries, rows of others elsewhere, and queries of others that it calls. Then all together,
and how many functions have more than 30 lines without their docstrings. docs/decisions/0034 has the figures of the
day on which they were counted last.
"""

import ast
import io
import sys
import tokenize
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import Any

from bench.servers import ROOT

CODE = ROOT / "consult"
EVERYWHERE = frozenset({"core", "web", "documents"})
"""Packages that every other one may use."""
LONG = 30

_NO_WORDS = {
    tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT, tokenize.ENDMARKER,
}  # fmt: skip


@dataclass
class Package:
    """What was counted of a package."""

    lines: int = 0
    bare: int = 0
    """Lines without docstrings and comments."""
    others: set[str] = field(default_factory=set)
    rows_in_queries: int = 0
    rows_elsewhere: int = 0
    queries: int = 0
    long_functions: list[int] = field(default_factory=list)

    def add(self, path: Path, own: str) -> None:
        """Count a module of the package `own`."""
        source = path.read_text()
        tree = ast.parse(source)
        texts = _docstrings(tree)
        self.lines += source.count("\n")
        self.bare += len(_lines_with_code(source) - texts)
        self.long_functions += [
            size
            for node in ast.walk(tree)
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
            and (size := len(set(range(node.lineno, (node.end_lineno or 0) + 1)) - texts)) > LONG
        ]
        is_query = path.stem == "queries" or path.parent.name == "queries"
        for module, name in _imported(tree):
            parts = module.split(".")
            if len(parts) < 2 or parts[1] in {own, *EVERYWHERE}:
                continue
            self.others.add(parts[1])
            if _is_row(module, name):
                self.rows_in_queries += is_query
                self.rows_elsewhere += not is_query
            elif name == "queries" or parts[2:3] == ["queries"]:
                self.queries += 1


def _imported(tree: ast.AST) -> Iterator[tuple[str, str]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("consult."):
            yield from ((str(node.module), one.name) for one in node.names)


def _is_row(module: str, name: str) -> bool:
    found: Any = getattr(import_module(module), name, None)
    return isinstance(found, type) and hasattr(found, "__table__")


def _docstrings(tree: ast.AST) -> set[int]:
    """The lines of docstrings: of modules, classes, functions, and those that stand below a name."""
    return {
        line
        for node in ast.walk(tree)
        if isinstance(node, ast.Expr)
        and isinstance(node.value, ast.Constant)
        and isinstance(node.value.value, str)
        for line in range(node.lineno, (node.end_lineno or 0) + 1)
    }


def _lines_with_code(source: str) -> set[int]:
    return {
        line
        for token in tokenize.generate_tokens(io.StringIO(source).readline)
        if token.type not in _NO_WORDS
        for line in range(token.start[0], token.end[0] + 1)
    }


def counted() -> dict[str, Package]:
    """What was counted, by the name of the package."""
    found: dict[str, Package] = {}
    for path in sorted(CODE.rglob("*.py")):
        own = path.relative_to(CODE).parts[0]
        if not own.endswith(".py"):
            found.setdefault(own, Package()).add(path, own)
    return found


def main(arguments: Sequence[str]) -> int:
    """Print it."""
    if arguments:
        print(__doc__)
        return int(arguments[0] not in {"-h", "--help"})
    found = counted()
    print(
        f"{'package':22}{'lines':>8}{'bare':>8}{'from':>6}{'rows in queries':>17}{'elsewhere':>11}{'queries':>9}"
    )
    for name, one in sorted(found.items()):
        print(
            f"{name:22}{one.lines:8,}{one.bare:8,}{len(one.others):6}{one.rows_in_queries:17}{one.rows_elsewhere:11}"
            f"{one.queries:9}"
        )
    every = found.values()
    print(
        f"{'together':22}{sum(one.lines for one in every):8,}{sum(one.bare for one in every):8,}{'':6}"
        f"{sum(one.rows_in_queries for one in every):17}{sum(one.rows_elsewhere for one in every):11}"
        f"{sum(one.queries for one in every):9}"
    )
    long = [size for one in every for size in one.long_functions]
    print(f"functions of more than {LONG} lines: {len(long)}, the longest has {max(long)}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
