"""What docstrings and comments refer to is there: modules, names in them, and documents. Short docstrings have a noun."""

import ast
import importlib
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from consult.agenda import PRECONDITIONS
from tests.architecture import source
from tests.architecture.layers import LAYERS
from tests.architecture.source import ROOT

pytestmark = pytest.mark.xdist_group("source")

_NAME = re.compile(rf"(?<![\w./@-])(?:consult\.)?((?:{'|'.join(LAYERS)})(?:\.[A-Za-z_]\w*)+)(?![\w/]|\.\w)")
_DOCUMENT = re.compile(r"(?<![\w/-])((?:docs/)?[\w./-]+\.md)\b")
_FILES = ("html", "css", "js", "py", "csv", "json", "atom", "ics", "xlsx", "txt", "md")


def _templates() -> list[Path]:
    return sorted(path for path in (ROOT / "templates").rglob("*.*") if path.is_file())


def _said(path: Path) -> Iterator[str]:
    """The docstrings and comments of a module, or the comments of a template."""
    if path.suffix != ".py":
        yield from re.findall(r"\{#.*?#\}", path.read_text(), re.DOTALL)
        return
    yield from (one.text for one in source.tokens(path)[0])


def _is_there(name: str) -> bool:
    """Whether a module, a name in it, or a precondition has this dotted name, such as "core.mail.Email"."""
    if name in {action.name for action in PRECONDITIONS}:
        return True
    parts = name.split(".")
    for length in range(len(parts), 0, -1):
        try:
            found: object = importlib.import_module(".".join(["consult", *parts[:length]]))
        except ModuleNotFoundError:
            continue
        for part in parts[length:]:
            if not hasattr(found, part):
                return False
            found = getattr(found, part)
        return True
    return False


def test_every_name_that_a_docstring_or_comment_refers_to_is_there() -> None:
    missing = set()
    for path in [*source.modules(), *_templates()]:
        for text in _said(path):
            for name in _NAME.findall(text):
                if not name.endswith(_FILES) and not _is_there(name):
                    missing.add(f"{path.relative_to(ROOT)}: {name}")
    assert sorted(missing) == []


_PATH = re.compile(r"`((?:consult|templates|tests|docs)/[\w./-]+\.\w+)`")


def test_every_file_that_the_documents_for_contributors_name_is_there() -> None:
    documents = [ROOT / "README.md", ROOT / "docs" / "extending.md"]
    named = [(one.name, path) for one in documents for path in _PATH.findall(one.read_text())]
    assert len({path for _document, path in named}) > 15
    assert [(document, path) for document, path in named if not (ROOT / path).is_file()] == []


def test_every_document_that_a_docstring_or_comment_refers_to_is_there() -> None:
    missing = set()
    for path in source.modules():
        for text in _said(path):
            for name in _DOCUMENT.findall(text):
                if not (ROOT / name).exists():
                    missing.add(f"{path.relative_to(ROOT)}: {name}")
    assert sorted(missing) == []


_PRONOUN = re.compile(r"(?:That|Those|The same|Its|Of|It|Theirs)\b")


def test_a_short_docstring_names_what_it_is_about() -> None:
    """It does not begin with a word that stands for something named elsewhere."""
    riddles = [
        f"{path.relative_to(ROOT)}:{node.name}: {said}"
        for path in source.modules()
        for node in source.nodes(path)
        if isinstance(node, (ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef))
        and len((said := ast.get_docstring(node) or "").split()) < 6
        and _PRONOUN.match(said)
    ]
    assert riddles == []
