"""How templates are written: lines that fit beside each other, and marks between parts of a line as the language of the
page writes them."""

import re
from pathlib import Path

FOLDER = Path(__file__).resolve().parent.parent.parent / "templates"

COLUMNS = 120


def test_lines_of_templates_fit_into_120_columns() -> None:
    found = [
        f"{path.relative_to(FOLDER)}:{number}"
        for path in sorted(path for path in FOLDER.rglob("*") if path.is_file())
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if len(line) > COLUMNS
    ]
    assert found == []


def test_commas_and_colons_between_two_parts_are_those_of_the_language() -> None:
    sentences, between = re.compile(r"{%-? trans.*?endtrans -?%}", re.DOTALL), re.compile(r"(?:}}|>)[,:]\s")
    found = [
        f"{path.relative_to(FOLDER)}: {text[max(0, one.start() - 30) : one.end()]}"
        for path in sorted(FOLDER.rglob("*.html"))
        for text in [sentences.sub("", path.read_text())]
        for one in between.finditer(text)
    ]
    assert found == []
