"""Style sheets and pages name the same classes: a class renamed in one of them leaves a page without its looks."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
STYLES = ROOT / "consult" / "static" / "styles"
WRITERS = (
    (ROOT / "consult" / "static" / "js", "*.js"),
    (ROOT / "templates", "*.html"),
    (ROOT / "consult" / "web", "*.py"),
    (ROOT / "consult" / "core", "html_words.py"),
)


def _classes() -> set[str]:
    """The classes in the selectors of all style sheets."""
    rules = "".join(path.read_text() for path in sorted(STYLES.glob("*.css")))
    rules = re.sub(r"/\*.*?\*/|url\([^)]*\)", "", rules, flags=re.DOTALL)
    return set(re.findall(r"\.([a-z][\w-]*)", "".join(re.findall(r"[^{};]*(?=\{)", rules))))


def _written() -> str:
    """What writes classes into pages."""
    return "".join(path.read_text() for folder, ends in WRITERS for path in sorted(folder.rglob(ends)))


def _is_written(name: str, words: set[tuple[str, str]]) -> bool:
    """Whether `words`, each with the sign after it, have the class, or begin one like it and fill in the rest."""
    parts = name.split("-")
    begun = ["-".join(parts[:length]) + "-" for length in range(1, len(parts))]
    return any((one, sign) in words for one in begun for sign in "{\"'")


def test_each_class_with_a_style_is_written_into_a_page() -> None:
    words = set(re.findall(r"([\w-]+)(.?)", _written(), re.DOTALL))
    whole = {word for word, _sign in words}
    assert sorted(name for name in _classes() - whole if not _is_written(name, words)) == []
