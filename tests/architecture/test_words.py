"""The words for translators can be gathered: from templates, forms, rooms below the edge, and letters."""

import subprocess
import sys
import tempfile
from functools import cache
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parent.parent.parent


@cache
def gathered() -> Catalog:
    """What the command of the README writes; gathered once, so tests that ask for it are of the group "messages"."""
    with tempfile.TemporaryDirectory() as folder:
        made = Path(folder) / "messages.pot"
        command = [sys.executable, "-m", "babel.messages.frontend", "-q", "extract", "-F", "pyproject.toml", "-k", "_l", "-o", str(made), "."]  # fmt: skip
        subprocess.run(command, cwd=ROOT, check=True)
        with made.open("rb") as file:
            return read_po(file)


@pytest.mark.xdist_group("messages")
def test_words_of_every_kind_of_place_are_gathered() -> None:
    words = gathered()
    wanted = {
        "Describe the change that you propose and where it applies.": "templates/draft_submissions/comment.html",
        "What type of comment is it?": "consult/draft_submissions/forms.py",
        "This consultation is not open yet.": "consult/submissions/actions/locks.py",
        "We are sending the access code to %(email)s.": "consult/draft_submissions/views/sheet.py",
        "submitted": "consult/submissions/lifecycle.py",
        "This is not a text file.": "consult/documents/encodings.py",
    }
    assert {text: {place for place, _line in words[text].locations} for text in wanted} == {
        text: {place} for text, place in wanted.items()
    }
    places = {place for message in words for place, _line in message.locations}
    templates = {str(path.relative_to(ROOT)) for path in (ROOT / "templates").rglob("*.html")}
    assert len(templates & places) > 0.8 * len(templates)
    assert "templates/submissions/emails/received/subject.txt" in places
