"""What docstrings and comments refer to is there: modules, names in them, and documents."""

import importlib
import io
import re
import tokenize
from collections.abc import Iterator
from pathlib import Path

from consult.agenda import PRECONDITIONS
from consult.app import PACKAGE_ORDER

ROOT = Path(__file__).resolve().parent.parent.parent

_NAME = re.compile(
    rf"(?<![\w./@-])(?:consult\.)?((?:{'|'.join(PACKAGE_ORDER)})(?:\.[A-Za-z_]\w*)+)(?![\w/]|\.\w)"
)
_DOCUMENT = re.compile(r"(?<![\w/-])((?:docs/)?[\w./-]+\.md)\b")
_FILES = ("html", "css", "js", "py", "csv", "json", "atom", "ics", "xlsx", "txt", "md")


def _said(path: Path) -> Iterator[str]:
    """The docstrings and comments of a module."""
    for token in tokenize.generate_tokens(io.StringIO(path.read_text()).readline):
        if token.type == tokenize.COMMENT or token.string.startswith('"""'):
            yield token.string


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
    for path in sorted((ROOT / "consult").rglob("*.py")):
        for text in _said(path):
            for name in _NAME.findall(text):
                if not name.endswith(_FILES) and not _is_there(name):
                    missing.add(f"{path.relative_to(ROOT)}: {name}")
    assert sorted(missing) == []


def test_every_document_that_a_docstring_or_comment_refers_to_is_there() -> None:
    missing = set()
    for path in sorted((ROOT / "consult").rglob("*.py")):
        for text in _said(path):
            for name in _DOCUMENT.findall(text):
                if not (ROOT / name).exists():
                    missing.add(f"{path.relative_to(ROOT)}: {name}")
    assert sorted(missing) == []
