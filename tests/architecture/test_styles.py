"""Every class that the style sheet dresses is one that pages have: a class that was renamed in one of them only shows."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
STYLES = ROOT / "consult" / "static" / "styles"
WRITERS = {".html", ".py", ".js"}
"""Files in which the classes of pages are written."""


def dressed() -> set[str]:
    """The classes that a rule of the style sheet names."""
    rules = "".join(
        re.sub(r"/\*.*?\*/", "", path.read_text(), flags=re.DOTALL) for path in STYLES.glob("*.css")
    )
    selectors = re.findall(r"([^{}]+)\{", rules)
    return {name for one in selectors for name in re.findall(r"\.([a-z][\w-]*)", one)}


def written(*folders: str) -> str:
    """Everything in these folders that writes classes."""
    paths = [path for folder in folders for path in (ROOT / folder).rglob("*")]
    return "\n".join(path.read_text() for path in paths if path.suffix in WRITERS)


def test_every_class_of_the_style_sheet_is_one_of_a_page() -> None:
    begun = set(re.findall(r"([a-z][a-z-]*-)(?:\{|\" ~)", written("templates")))  # "pill-{{ tone }}"
    whole = set(re.findall(r"[a-zA-Z][\w-]*", written("templates", "consult")))
    unused = {name for name in dressed() - whole if not any(name.startswith(part) for part in begun)}
    assert len(dressed()) > 300
    assert unused == set()
