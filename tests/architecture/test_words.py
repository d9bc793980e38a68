"""The words for translators can be gathered: from templates, forms, rooms below the edge, and letters."""

import subprocess
import sys
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parent.parent.parent


def gathered(folder: Path) -> Catalog:
    """What the command of the README writes."""
    made = folder / "messages.pot"
    command = [sys.executable, "-m", "babel.messages.frontend", "-q", "extract", "-F", "pyproject.toml", "-k", "_l", "-o", str(made), "."]  # fmt: skip
    subprocess.run(command, cwd=ROOT, check=True)
    with made.open("rb") as file:
        return read_po(file)


def test_words_of_every_kind_of_place_are_gathered(tmp_path: Path) -> None:
    words = gathered(tmp_path)
    wanted = {
        "Describe the change that you propose and where it applies.": "templates/draft_submissions/comment.html",
        "What type of comment is it?": "consult/draft_submissions/forms.py",
        "This consultation is not open yet.": "consult/submissions/actions/locks.py",
        "We are sending the access code to %(email)s.": "consult/draft_submissions/views/draft_submission.py",
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


def test_a_message_is_one_line(tmp_path: Path) -> None:
    broken = [
        (message.locations[0][0], text)
        for message in gathered(tmp_path)
        for text in ([message.id] if isinstance(message.id, str) else message.id)
        if "\n" in text
    ]
    assert broken == []
