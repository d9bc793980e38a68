"""One verb, one word: each move of each lifecycle has a permission, an action, a view and an event of the same word."""

import importlib
import re
from collections.abc import Iterator
from pathlib import Path

from flask import Flask

from consult.app import PACKAGE_ORDER
from consult.core import permissions
from consult.core.lifecycle import Lifecycle

ROOT = Path(__file__).resolve().parent.parent.parent

PARTICIPLES = {
    "send_back": "sent_back",
    "submit": "submitted",
    "take_up": "taken_up",
    "withhold": "withheld",
    "withdraw": "withdrawn",
}
"""Participles that are not made with -ed."""

CONCLUDED = "nobody concludes a consultation by itself: publishing its response does (responses.publish)"
WITHDRAWN = "who may open a submission may withdraw it (keep); the page is among those of its sender, in draft_submissions"
SUMMARY = "the action, which the view calls, has the noun behind the verb: propose_summary"

EXCEPTIONS: dict[tuple[str, str], dict[str, str]] = {
    ("consultations", "conclude"): {"permission": CONCLUDED, "view": CONCLUDED},
    ("submissions", "withdraw"): {"permission": WITHDRAWN, "view": WITHDRAWN},
    **{
        ("summaries", verb): {"action": SUMMARY, "view": SUMMARY}
        for verb in ("propose", "send_back", "approve", "publish")
    },
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


def _missing(package: str, verb: str) -> set[str]:
    """Which of the four the verb of a package has not."""
    participle = PARTICIPLES.get(verb, verb + ("d" if verb.endswith("e") else "ed"))
    actions = importlib.import_module(f"consult.{package}.actions")
    views = _code(package, "views")
    there = {
        "permission": f"{package}.{verb}" in permissions.registered(),
        "action": callable(getattr(actions, verb, None)),
        "view": re.search(rf"\bactions\.{verb}\b|^def {verb}\(", views, re.MULTILINE) is not None,
        "event": re.search(rf'"(?:{package}\.)?{participle}"', _code(package, "actions")) is not None,
    }
    return {what for what, is_there in there.items() if not is_there}


def test_every_move_has_its_permission_action_view_and_event(app: Flask) -> None:
    found = {move: missing for move in _moves() if (missing := _missing(*move))}
    assert found == {move: set(told) for move, told in EXCEPTIONS.items()}
