"""What a package asks of those above it is declared and supplied in one place; nothing is filled in from above on import."""

import ast
import importlib
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
from flask import Flask

from consult import agenda
from consult.app import PACKAGE_ORDER, _wire_packages
from consult.core import events, hooks, outbox, preconditions
from consult.core.hooks import Hook
from consult.summaries import actions as summaries

ROOT = Path(__file__).resolve().parent.parent.parent
PACKAGES = ("core", *PACKAGE_ORDER)
"""From the lowest to the highest."""

CHANGING = {"append", "appendleft", "extend", "insert", "update", "setdefault", "add", "register", "supply"}


def test_an_application_without_an_answer_for_a_hook_does_not_start() -> None:
    one: Hook[object] = Hook("tests.unanswered")
    try:
        with pytest.raises(RuntimeError, match=r"no answer for tests\.unanswered"):
            hooks.wire(agenda.HOOKS)
        hooks.wire({**agenda.HOOKS, one: [print]})
        assert list(one) == [print]
    finally:
        del hooks._declared["tests.unanswered"]
    hooks.wire(agenda.HOOKS)


def test_the_application_checks_hooks_when_all_packages_are_loaded(app: Flask) -> None:
    """A hook that is declared in a module of pages is known only then."""
    one: Hook[object] = Hook("tests.late")
    try:
        with pytest.raises(RuntimeError, match=r"no answer for tests\.late"):
            _wire_packages()
    finally:
        del hooks._declared["tests.late"]
    _wire_packages()
    assert list(one) == []


@pytest.mark.parametrize("left", [None, ()])
def test_an_application_without_a_precondition_for_a_guarded_action_does_not_start(
    app: Flask, monkeypatch: pytest.MonkeyPatch, left: tuple[()] | None
) -> None:
    given = {**agenda.PRECONDITIONS}
    del given[summaries.PUBLICATION]
    with monkeypatch.context() as patch:
        patch.setattr(
            agenda, "PRECONDITIONS", given if left is None else {**given, summaries.PUBLICATION: left}
        )
        with pytest.raises(RuntimeError, match=r"no precondition for summaries\.publish"):
            _wire_packages()
    _wire_packages()
    assert summaries.PUBLICATION in preconditions._preconditions


def test_an_application_with_a_handler_of_an_unknown_event_does_not_start(app: Flask) -> None:
    misspelt: dict[str, list[events.Handler]] = {**agenda.EVENT_HANDLERS, "submissions.submited": []}
    try:
        events.wire(misspelt, outbox.wake_workers)
        with pytest.raises(RuntimeError, match=r"no package records: submissions\.submited"):
            _wire_packages()
    finally:
        events.wire(agenda.EVENT_HANDLERS, outbox.wake_workers, agenda.RENAMED, agenda.RENAMED_EVENTS)
    _wire_packages()


RECORDING = {"record", "record_event", "record_all", "_record"}
"""Functions whose first argument is the name of an event, with or without its package."""


def test_every_event_that_is_recorded_is_declared() -> None:
    undeclared = []
    for path in sorted((ROOT / "consult").glob("*/actions/*.py")) + sorted(
        (ROOT / "consult").glob("*/actions.py")
    ):
        package = _own(path)
        if importlib.util.find_spec(f"consult.{package}.event_names") is None:
            names: set[str] = set()
        else:
            names = {
                name.partition(".")[2]
                for name in importlib.import_module(f"consult.{package}.event_names").NAMES
            }
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in RECORDING and node.args:
                for part in ast.walk(node.args[0]):
                    if isinstance(part, ast.Constant) and isinstance(part.value, str):
                        name = part.value.rpartition(".")[2]
                        if name and name not in names:
                            undeclared.append((str(path.relative_to(ROOT)), part.value))
    assert undeclared == []


def _package(module: str) -> str:
    parts = module.split(".")
    return parts[1] if parts[0] == "consult" and len(parts) > 1 else ""


def _on_import(body: Iterable[ast.stmt]) -> Iterator[ast.stmt]:
    """The statements that run when a module is imported, in loops and conditions too, but not in functions."""
    for node in body:
        yield node
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            continue
        for part in ("body", "orelse", "finalbody"):
            yield from _on_import(getattr(node, part, []))
        for handler in getattr(node, "handlers", []):
            yield from _on_import(handler.body)


def _filled_from_elsewhere(own: str, text: str) -> Iterator[str]:
    """Names of other packages that a module of the package `own` changes while it is imported."""
    tree = ast.parse(text)
    imported = {}
    statements = list(_on_import(tree.body))
    for node in statements:
        if isinstance(node, ast.ImportFrom) and _package(node.module or "") not in {"", own}:
            imported |= {alias.asname or alias.name: node.module for alias in node.names}
    for node in statements:
        called = node.value if isinstance(node, ast.Expr) else None
        changed: ast.expr | None
        if isinstance(called, ast.Call) and isinstance(called.func, ast.Attribute):
            changed = called.func.value if called.func.attr in CHANGING else None
        elif (
            isinstance(called, ast.Call) and isinstance(called.func, ast.Name) and called.func.id == "setattr"
        ):
            changed = called.args[0]
        elif isinstance(node, ast.Assign) and isinstance(node.targets[0], (ast.Subscript, ast.Attribute)):
            changed = node.targets[0].value
        elif isinstance(node, ast.AugAssign):
            changed = node.target
        else:
            continue
        while isinstance(changed, (ast.Attribute, ast.Subscript)):
            changed = changed.value
        if isinstance(changed, ast.Name) and changed.id in imported:
            yield f"{changed.id} of {imported[changed.id]}"


def test_no_module_changes_what_another_package_holds_while_it_is_imported() -> None:
    found = {
        path: filled
        for path in sorted((ROOT / "consult").rglob("*.py"))
        if (filled := list(_filled_from_elsewhere(_own(path), path.read_text())))
    }
    assert found == {}


def _own(path: Path) -> str:
    return path.relative_to(ROOT / "consult").parts[0].removesuffix(".py")


def test_a_change_of_another_packages_list_would_be_found() -> None:
    text = (
        "from consult.accounts.views import STAFF\nSTAFF.append(print)\n"
        "from consult.drafts import policy\npolicy.ASKED[:] = [print]\n"
    )
    assert list(_filled_from_elsewhere("organisations", text)) == [
        "STAFF of consult.accounts.views",
        "policy of consult.drafts",
    ]


def test_a_change_in_a_loop_or_by_an_operator_would_be_found() -> None:
    text = (
        "from consult.drafts import policy\nfrom consult.accounts.views import STAFF\n"
        "for one in (1, 2):\n    policy.ASKED.append(one)\n"
        "if STAFF:\n    STAFF += [print]\n"
        "setattr(policy, 'ASKED', [])\n"
        "def later() -> None:\n    STAFF.append(print)\n"
    )
    assert list(_filled_from_elsewhere("organisations", text)) == [
        "policy of consult.drafts",
        "STAFF of consult.accounts.views",
        "policy of consult.drafts",
    ]


def test_templates_take_nothing_from_packages_above_them() -> None:
    upward = []
    folder = ROOT / "templates"
    for path in sorted(folder.rglob("*")):
        if path.suffix not in {".html", ".txt"}:
            continue
        own = path.relative_to(folder).parts[0]
        for name in re.findall(
            r"""\{%-?\s*(?:include|extends|import|from)\s+["']([^"']+)""", path.read_text()
        ):
            other = name.split("/")[0]
            if own in PACKAGES and other in PACKAGES and PACKAGES.index(other) > PACKAGES.index(own):
                upward.append(f"{path.relative_to(folder)}: {name}")
            if own in {"layouts", "components", "errors"} and other in PACKAGES:
                upward.append(f"{path.relative_to(folder)}: {name}")
    assert upward == []


def test_templates_call_no_function_of_packages_above_them() -> None:
    """Functions that a package adds to all templates are called by its own templates, and by those above it."""
    added = {}
    for path in (ROOT / "consult").rglob("*.py"):
        own = path.relative_to(ROOT / "consult").parts[0]
        text = path.read_text()
        added |= dict.fromkeys(
            re.findall(r"@bp\.app_template_(?:global|filter|test)\(\)\s*\ndef (\w+)", text), own
        )
        assert "app_context_processor" not in text or own == "web", f"{path}: a hook says this in one place"
    upward = []
    for path in sorted((ROOT / "templates").rglob("*")):
        own = path.relative_to(ROOT / "templates").parts[0]
        if path.is_file() and own in PACKAGES:
            used = set(re.findall(r"\b(\w+)\(", path.read_text())) & added.keys()
            upward += [
                f"{path.relative_to(ROOT)}: {name}"
                for name in sorted(used)
                if PACKAGES.index(added[name]) > PACKAGES.index(own)
            ]
    assert upward == []
