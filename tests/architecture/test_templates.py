"""How templates are written: lines that fit beside each other."""

from pathlib import Path

FOLDER = Path(__file__).resolve().parent.parent.parent / "templates"

COLUMNS = 120

TO_DO = frozenset({"draft_submissions", "moderation", "responses", "summaries"})
"""Folders with longer lines. Take a folder out once its lines fit; never add one."""


def test_lines_of_templates_fit_into_120_columns() -> None:
    found = {
        path.relative_to(FOLDER).parts[0]
        for path in FOLDER.rglob("*")
        if path.suffix == ".html" and any(len(line) > COLUMNS for line in path.read_text().splitlines())
    }
    assert found == TO_DO
