"""One verb, one word: each move of each lifecycle has a permission, an action, a view, a template and an
event of the same word, which is in the glossary and begins the label of a button or of a page."""

import importlib
import re
from collections.abc import Iterator
from pathlib import Path

from flask import Flask

from consult.app import PACKAGE_ORDER
from consult.core import permissions
from consult.core.lifecycle import Lifecycle
from consult.moderation.models import AttachmentVerb

ROOT = Path(__file__).resolve().parent.parent.parent

PARTICIPLES = {
    "restore_words": "words_restored",
    "send_back": "sent_back",
    "submit": "submitted",
    "withhold": "withheld",
    "withdraw": "withdrawn",
}
"""Participles that are not made with -ed."""

CONCLUDED = "no one concludes a consultation by itself: publishing its response does (summaries.publish)"
WITHDRAWN = (
    "anyone who may open a submission may withdraw it (policy.open_own); its pages are in draft_submissions"
)
STORED = "stored events and subscriptions have the name responses.{participle}, from when responses and summaries were one package"

EXCEPTIONS: dict[tuple[str, str], dict[str, str]] = {
    ("consultations", "conclude"): dict.fromkeys(
        ("permission", "view", "template", "glossary", "label"), CONCLUDED
    ),
    ("submissions", "withdraw"): dict.fromkeys(("permission", "view", "template", "label"), WITHDRAWN),
    **{("summaries", verb): {"event": STORED} for verb in ("propose", "send_back", "approve", "publish")},
}
"""(package, verb) → what has another word or is not there → why. One that is an exception no longer fails: take it out."""


def _moves() -> Iterator[tuple[str, str]]:
    for package in PACKAGE_ORDER:
        if importlib.util.find_spec(f"consult.{package}.lifecycle") is None:
            continue
        module = importlib.import_module(f"consult.{package}.lifecycle")
        for one in vars(module).values():
            if isinstance(one, Lifecycle):
                yield from ((package, verb) for verb in one.table)


def _code(package: str, kind: str) -> str:
    """The code of all modules of one kind of a package."""
    one = ROOT / "consult" / package / f"{kind}.py"
    files = [one] if one.exists() else sorted((ROOT / "consult" / package / kind).rglob("*.py"))
    return "\n".join(path.read_text() for path in files)


def _terms() -> str:
    """What the glossary says for each concept, and in code."""
    glossary = (ROOT / "docs" / "words.md").read_text().partition("## Glossary")[2]
    return "\n".join(
        f"{say} {code}" for say, code in re.findall(r"^\|[^|]*\|([^|]*)\|([^|]*)\|", glossary, re.MULTILINE)
    )


def _templates(package: str) -> str:
    """All templates of a package."""
    return "\n".join(path.read_text() for path in sorted((ROOT / "templates" / package).rglob("*.html")))


def _records(package: str, participle: str) -> bool:
    """Whether actions of a package record an event of this name: under its own name, written whole or put together."""
    code = _code(package, "actions")
    if f'"{package}.{participle}"' in code:
        return True
    return f'f"{package}.{{' in code and f'"{participle}"' in code


def _missing(package: str, verb: str) -> set[str]:
    """Which of the seven the verb of a package has not."""
    participle = PARTICIPLES.get(verb, verb + ("d" if verb.endswith("e") else "ed"))
    actions = importlib.import_module(f"consult.{package}.actions")
    views = _code(package, "views")
    said = verb.replace("_", " ")
    named = re.compile(rf"""["'](?:{package}\.)?{verb}["']|\.{verb}\b|/{verb}\.html""")
    there = {
        "permission": f"{package}.{verb}" in permissions.registered(),
        "action": callable(getattr(actions, verb, None)),
        "view": re.search(rf"\bactions\.{verb}\b|^def {verb}\(", views, re.MULTILINE) is not None,
        "template": named.search(_templates(package)) is not None,
        "event": _records(package, participle),
        "glossary": re.search(rf"\b{said}\b", _terms()) is not None,
        "label": re.search(rf"""_\(\s*["'](?:save and )?{said}\b""", _templates(package), re.IGNORECASE)
        is not None,
    }
    return {what for what, is_there in there.items() if not is_there}


OF_FILES = {
    AttachmentVerb.ERASE: ("erased", "delete file"),
    AttachmentVerb.RESTORE: ("restored", "restore"),
    AttachmentVerb.WITHHOLD: ("withheld", "withhold"),
    AttachmentVerb.PUBLISH: ("published", "publish"),
    AttachmentVerb.REDACT: ("redacted", "redact"),
}
"""Verb of a decision on a file, which has no lifecycle table → the participle of its event, the words of its button."""


def test_decisions_on_files_have_one_word_in_code_pages_and_glossary() -> None:
    assert OF_FILES.keys() == set(AttachmentVerb)
    names = importlib.import_module("consult.moderation.event_names").NAMES
    glossary = (ROOT / "docs" / "words.md").read_text().partition("## Glossary")[2]
    for verb, (participle, said) in OF_FILES.items():
        assert f"moderation.attachment_{participle}" in names
        assert re.search(rf"""_\(\s*["']{said}\b""", _templates("moderation"), re.IGNORECASE), said
        row = rf"^\|[^|]*\|[^|]*\b{said}\b[^|]*\|[^|]*\b{verb.value}"
        assert re.search(row, glossary, re.MULTILINE), f"the glossary has no row for {said}"


TOLD = {
    "are notified": "being notified",
    "Remove the comment from the draft submission": "Delete the comment from the draft submission",
}
"""Words of pages → others for the same, which no message has."""


def test_what_is_done_is_told_with_the_same_words_everywhere() -> None:
    folders = (ROOT / "templates", ROOT / "consult")
    suffixes = {".html", ".txt", ".py"}
    texts = "".join(
        one.read_text() for folder in folders for one in folder.rglob("*") if one.suffix in suffixes
    )
    for words, others in TOLD.items():
        assert words in texts
        assert others not in texts


def test_every_move_has_one_word_in_code_pages_and_glossary(app: Flask) -> None:
    found = {move: missing for move in _moves() if (missing := _missing(*move))}
    assert found == {move: set(told) for move, told in EXCEPTIONS.items()}
