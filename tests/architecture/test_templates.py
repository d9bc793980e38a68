"""How templates are written: lines that fit beside each other."""

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
