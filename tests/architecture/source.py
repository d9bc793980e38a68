"""The modules of the application as tests look at them: read, parsed and taken apart once in each process. Tests that ask
are of the group "source", so that they are in the same one."""

import ast
import io
import tokenize
from functools import cache
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent.parent


class SourceWords(NamedTuple):
    """The words of a comment or of a string in three quotation marks, and the line in which they begin."""

    line: int
    text: str
    is_comment: bool


@cache
def modules() -> tuple[Path, ...]:
    """Every module of the application."""
    return tuple(sorted((ROOT / "consult").rglob("*.py")))


@cache
def tree(path: Path) -> ast.Module:
    """A module, parsed. Not to be changed."""
    return ast.parse(path.read_text())


@cache
def nodes(path: Path) -> tuple[ast.AST, ...]:
    """Every node of a module."""
    return tuple(ast.walk(tree(path)))


@cache
def tokens(path: Path) -> tuple[tuple[SourceWords, ...], frozenset[str]]:
    """The docstrings and comments of a module, and its names and keywords."""
    said: list[SourceWords] = []
    names: set[str] = set()
    for token in tokenize.generate_tokens(io.StringIO(path.read_text()).readline):
        if token.type == tokenize.NAME:
            names.add(token.string)
        elif token.type == tokenize.COMMENT or token.string.startswith('"""'):
            said.append(SourceWords(token.start[0], token.string, token.type == tokenize.COMMENT))
    return tuple(said), frozenset(names)
