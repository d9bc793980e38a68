"""What documents name is there: files and headings that their links lead to, and files that they name."""

import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent

DOCUMENTS = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "bench").glob("*.md")]


def _anchors(path: Path) -> set[str]:
    """The anchors of the headings of a document, as forges make them."""
    headings = re.findall(r"^#+ (.+)$", path.read_text(), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def _broken(path: Path) -> Iterator[str]:
    for target in re.findall(r"(?:\]\(|<img src=\")([^)\s\"]+)", path.read_text()):
        file, _hash, anchor = target.partition("#")
        if re.match(r"[a-z]+:", target):
            continue
        found = path.parent / file if file else path
        if not found.exists() or (anchor and anchor not in _anchors(found)):
            yield target


def test_links_between_documents_lead_somewhere() -> None:
    assert {str(path.relative_to(ROOT)): found for path in DOCUMENTS if (found := list(_broken(path)))} == {}


def test_files_that_documents_name_are_there() -> None:
    """Named by their path, or by its end."""
    known = [
        f"/{path.relative_to(ROOT)}"
        for folder in ("bench", "consult", "docs", "migrations", "templates", "tests")
        for path in (ROOT / folder).rglob("*.*")
    ] + [f"/{path.name}" for path in ROOT.iterdir()]
    missing = {
        (str(path.relative_to(ROOT)), name)
        for path in DOCUMENTS
        if path.name != "CHANGELOG.md"
        for name in re.findall(r"`([\w/.-]+\.(?:py|html|js|css|toml|csv|md))`", path.read_text())
        if not any(one.endswith(f"/{name}") for one in known)
    }
    assert missing == set()
