"""What a package asks of those above it is declared and supplied in one place; nothing is filled in from above on import."""

import ast
import importlib
import inspect
from collections.abc import Collection, Iterable, Iterator
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from jinja2 import Environment, meta, nodes
from werkzeug.local import LocalProxy

from consult.app import PACKAGE_ORDER
from tests.architecture import source
from tests.architecture.layers import LAYERS, ROOT, may_use

pytestmark = pytest.mark.xdist_group("source")

CHANGING = {"append", "appendleft", "extend", "insert", "update", "setdefault", "add", "register", "supply"}


RECORDING = {"record", "record_event", "record_all", "_record"}
"""Functions whose first argument is the name of an event, with or without its package."""


def test_every_event_that_is_recorded_is_declared() -> None:
    undeclared = []
    for path in sorted((ROOT / "consult").glob("*/actions/*.py")) + sorted(
        (ROOT / "consult").glob("*/actions.py")
    ):
        package = _own(path)
        if find_spec(f"consult.{package}.event_names") is None:
            names: set[str] = set()
        else:
            names = {
                name.partition(".")[2]
                for name in importlib.import_module(f"consult.{package}.event_names").NAMES
            }
        for node in source.nodes(path):
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


def _filled_from_elsewhere(own: str, tree: ast.Module) -> Iterator[str]:
    """Names of other packages that a module of the package `own` changes while it is imported."""
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
            changed = None
        modules = {name for name, module in imported.items() if _is_module(module, name)}
        for one in (changed, *_decorating(node, modules)):
            named = _root(one)
            if isinstance(named, ast.Name) and named.id in imported:
                yield f"{named.id} of {imported[named.id]}"


@cache
def _is_module(package: str, name: str) -> bool:
    path = ROOT.joinpath(*package.split("."), name)
    return path.is_dir() or path.with_suffix(".py").exists()


def _root(changed: ast.expr | None) -> ast.expr | None:
    """What stands at the beginning of "one.two[3].four"."""
    while isinstance(changed, (ast.Attribute, ast.Subscript)):
        changed = changed.value
    return changed


def _decorating(node: ast.stmt, modules: Collection[str]) -> Iterator[ast.expr]:
    """Of the decorators of a function or class those that are methods of a thing, which may keep what they decorate:
    "@bp.route(…)", "@bp.cli.command(…)"; not functions of `modules`, whose names these are."""
    for one in getattr(node, "decorator_list", ()):
        called = one.func if isinstance(one, ast.Call) else one
        holder = called.value if isinstance(called, ast.Attribute) else None
        if holder is not None and not (isinstance(holder, ast.Name) and holder.id in modules):
            yield holder


def test_no_module_changes_what_another_package_holds_while_it_is_imported() -> None:
    found = {
        path: filled
        for path in source.modules()
        if (filled := list(_filled_from_elsewhere(_own(path), source.tree(path))))
    }
    assert found == {}


def _own(path: Path) -> str:
    return path.relative_to(ROOT / "consult").parts[0].removesuffix(".py")


def test_a_change_of_another_packages_list_would_be_found() -> None:
    text = (
        "from consult.accounts.views import STAFF\nSTAFF.append(print)\n"
        "from consult.drafts import policy\npolicy.ASKED[:] = [print]\n"
    )
    assert list(_filled_from_elsewhere("organisations", ast.parse(text))) == [
        "STAFF of consult.accounts.views",
        "policy of consult.drafts",
    ]


def test_a_decorator_that_adds_to_what_another_package_holds_would_be_found() -> None:
    text = (
        "from consult.accounts.cli import EMAIL, bp\n"
        "@bp.cli.command('grant')\n@EMAIL\ndef grant() -> None:\n    pass\n"
    )
    assert list(_filled_from_elsewhere("organisations", ast.parse(text))) == ["bp of consult.accounts.cli"]


def test_a_change_in_a_loop_or_by_an_operator_would_be_found() -> None:
    text = (
        "from consult.drafts import policy\nfrom consult.accounts.views import STAFF\n"
        "for one in (1, 2):\n    policy.ASKED.append(one)\n"
        "if STAFF:\n    STAFF += [print]\n"
        "setattr(policy, 'ASKED', [])\n"
        "def later() -> None:\n    STAFF.append(print)\n"
    )
    assert list(_filled_from_elsewhere("organisations", ast.parse(text))) == [
        "policy of consult.drafts",
        "STAFF of consult.accounts.views",
        "policy of consult.drafts",
    ]


FOLDER = ROOT / "templates"
SHARED = ("layouts", "components", "errors")
"""Folders of templates that belong to no package: each template there stands where the highest package stands from
which it takes something."""


def _package_of(added: Any) -> str:
    """The package that added a function to all templates; "core" for what Jinja and Flask add."""
    if isinstance(added, LocalProxy):
        return "core"
    function = inspect.unwrap(getattr(added, "func", added))
    module = getattr(function, "__module__", None) or type(function).__module__
    package = _package(module)
    return package if package in LAYERS else "core"


class _Templates:
    """All templates, each with the packages from which it takes functions, filters or other templates."""

    def __init__(self, env: Environment) -> None:
        self.env = env
        self._packages: dict[str, dict[str, str]] = {}
        self.names = [
            str(path.relative_to(FOLDER))
            for path in sorted(FOLDER.rglob("*"))
            if path.suffix in {".html", ".txt"}
        ]

    def packages(self, name: str) -> dict[str, str]:
        """Package → what of it the template `name` takes, with what it takes by way of shared templates."""
        if name not in self._packages:
            self._packages[name] = {}
            self._packages[name] = self._look(self.env.parse((FOLDER / name).read_text()))
        return self._packages[name]

    def _look(self, tree: nodes.Template) -> dict[str, str]:
        found = {}
        read = {one.name for one in tree.find_all(nodes.Name) if one.ctx == "load"}
        own = {one.name for one in tree.find_all(nodes.Name) if one.ctx != "load"}
        for one in sorted((read - own) & self.env.globals.keys()):
            found[_package_of(self.env.globals[one])] = one
        for used in tree.find_all((nodes.Filter, nodes.Test)):
            known = self.env.filters if isinstance(used, nodes.Filter) else self.env.tests
            found[_package_of(known[used.name])] = used.name
        for other in meta.find_referenced_templates(tree):
            folder = (other or "").split("/")[0]
            if folder in LAYERS:
                found[folder] = other or ""
            elif folder in SHARED:
                found |= {
                    package: f"{what} in {other}" for package, what in self.packages(other or "").items()
                }
        return found


def test_templates_take_nothing_from_packages_above_them(app: Flask) -> None:
    """Neither templates nor functions and filters that a package adds to all templates."""
    templates = _Templates(app.jinja_env)
    upward = [
        f"{name}: {what} of {package}"
        for name in templates.names
        if (own := name.split("/")[0]) in LAYERS
        for package, what in templates.packages(name).items()
        if not may_use(own, package)
    ]
    assert upward == []


def test_what_a_package_adds_to_all_templates_is_seen(app: Flask) -> None:
    templates = _Templates(app.jinja_env)
    taken = templates._look(
        app.jinja_env.parse(
            '{% from "components/pages.html" import part %}{{ can_deliver(one) }}{{ one|passage }}'
            '{% include "moderation/_line.html" %}'
        )
    )
    assert {"attachments", "drafts", "moderation"} <= taken.keys()


def test_the_application_loads_every_package_in_the_order_of_the_layers() -> None:
    heights = [LAYERS[package] for package in PACKAGE_ORDER]
    assert heights == sorted(heights)
    loaded = {"models", "policy", "cli", "views"}
    kinds = {package: {path.stem for path in (ROOT / "consult" / package).iterdir()} for package in LAYERS}
    assert {package for package in LAYERS if kinds[package] & loaded} == {*PACKAGE_ORDER}


def test_only_the_toolkit_gives_values_to_all_templates() -> None:
    for path in (ROOT / "consult").rglob("*.py"):
        assert "app_context_processor" not in path.read_text() or _own(path) == "web", (
            f"{path}: a hook says this"
        )
