"""What a package knows of those above it by name alone, which no import shows: events, permissions, fields, addresses and
templates. Each such name is compared with what there is."""

import inspect
import re
import sys
from collections.abc import Iterator
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

import pytest
from flask import Flask
from jinja2 import nodes
from wtforms.fields.core import UnboundField
from wtforms.widgets import HiddenInput

from consult.app import PACKAGE_ORDER, _wire_packages
from consult.consultations import labels
from consult.core import permissions
from consult.web import old_addresses
from consult.web.forms import Form
from consult.web.outage_pages import UNREAD
from tests.architecture.layers import LAYERS, ROOT, may_use

TEMPLATES = ROOT / "templates"


def _sources() -> Iterator[tuple[str, Path]]:
    """The package and path of each template and module."""
    for folder in (TEMPLATES, ROOT / "consult"):
        for path in sorted(one for one in folder.rglob("*") if one.suffix in {".html", ".txt", ".py"}):
            yield path.relative_to(folder).parts[0], path


@pytest.mark.parametrize("changed", ["consultations.anounced", "moderation.name_removed"])
def test_an_application_whose_record_does_not_name_the_public_events_does_not_start(
    app: Flask, monkeypatch: pytest.MonkeyPatch, changed: str
) -> None:
    """A name that is misspelt, or one that is missing, would be left out of the record in silence."""
    held = dict(labels.RECORDED)
    if held.pop(changed, None) is None:
        held[changed] = "Announced"
    monkeypatch.setattr(labels, "RECORDED", held)
    with pytest.raises(RuntimeError, match=rf"the public events differ: {changed}$"):
        _wire_packages()


def test_public_events_are_recorded_by_their_packages() -> None:
    for package in PACKAGE_ORDER:
        name = f"consult.{package}.event_names"
        if find_spec(name):
            module = import_module(name)
            assert set(getattr(module, "PUBLIC", ())) <= set(module.NAMES), package


def test_templates_compare_events_only_with_names_that_there_are() -> None:
    known = {
        name
        for package in PACKAGE_ORDER
        if find_spec(f"consult.{package}.event_names")
        for name in import_module(f"consult.{package}.event_names").NAMES
    }
    compared = {
        name
        for path in TEMPLATES.rglob("*.html")
        for named in re.findall(r'event\.(?:present_)?name (?:==|in) ("[^"]+"|\([^)]+\))', path.read_text())
        for name in re.findall(r'"([^"]+)"', named)
    }
    assert len(compared) >= 5
    assert compared - known == set()


PERMISSIONS_UPWARD = {
    "organisations": {"drafts", "practices", "stakeholders"},
    "form_uploads": {"moderation"},
}
"""Package → packages above it whose permissions its pages ask, to show a link only to those who may follow it. Beside
LINKS_UPWARD: a page that links upward need not ask."""

_ASKED = re.compile(r"""\b(?:may|may_i|permitted|am_permitted)\(\s*["'](\w+)\.(\w+)["']""")


def test_permissions_of_packages_above_are_asked_only_where_it_is_said() -> None:
    found: dict[str, set[str]] = {}
    for own, path in _sources():
        for package, _action in _ASKED.findall(path.read_text()):
            if own in LAYERS and package in LAYERS and not may_use(own, package):
                found.setdefault(own, set()).add(package)
    assert found == PERMISSIONS_UPWARD


def test_only_permissions_that_there_are_are_asked(app: Flask) -> None:
    asked = {".".join(pair) for _own, path in _sources() for pair in _ASKED.findall(path.read_text())}
    assert len(asked) > 20
    assert asked - permissions.registered() == set()


OF_TEMPLATES = {"comments", "offered", "first_arrival", "csrf_token"}
"""Fields of the excuse for an outage that are in no form class: templates or the toolkit write them."""
CHOSEN = {"proposal_of"}
"""Hidden fields with words that someone chose: they are shown, so that no one loses them."""


def _fields() -> tuple[set[str], set[str]]:
    """The names of all fields of forms that are hidden, and of those that are shown."""
    hidden, shown = set(), set()
    forms = [
        one
        for name, module in list(sys.modules.items())
        if name.startswith("consult.")
        for one in vars(module).values()
        if inspect.isclass(one) and issubclass(one, Form)
    ]
    for form in forms:
        for name in dir(form):
            field = getattr(form, name, None)
            if isinstance(field, UnboundField):
                widget = field.kwargs.get("widget") or getattr(field.field_class, "widget", None)
                (hidden if isinstance(widget, HiddenInput) else shown).add(name)
    return hidden, shown


def test_the_excuse_for_an_outage_knows_every_field_that_no_one_types(app: Flask) -> None:
    hidden, shown = _fields()
    assert hidden - shown - UNREAD == CHOSEN
    assert UNREAD - hidden == OF_TEMPLATES


def _example(pattern: str) -> str:
    """A path that a pattern of an earlier address takes."""
    path = pattern.replace("[^/]+", "a-1").replace(r"\d+", "1").replace("(?:/.*)?", "")
    return re.sub(r"[()]", "", path)


def test_every_earlier_address_leads_to_one_that_there_is(app: Flask) -> None:
    paths = app.url_map.bind("localhost")
    for old, _new in old_addresses.MOVED:
        path = old_addresses.present_path(_example(old.pattern))
        assert path, old.pattern
        assert paths.test(path, "GET") or paths.test(path, "POST"), path
    for old, _before, _now in old_addresses.RENAMED:
        assert paths.test(_example(old.pattern), "GET"), old.pattern


NAMED_BY_HOOK = {"draft_submissions/status.html": {"template"}}
"""Template → variables with the names of templates that it includes: parts of packages above, which a hook names."""


def test_templates_include_others_by_a_variable_only_where_a_hook_names_them(app: Flask) -> None:
    found = {}
    for path in sorted(TEMPLATES.rglob("*.html")):
        tree = app.jinja_env.parse(path.read_text())
        taking = tree.find_all((nodes.Include, nodes.Import, nodes.FromImport, nodes.Extends))
        if names := {one.template.name for one in taking if isinstance(one.template, nodes.Name)}:
            found[str(path.relative_to(TEMPLATES))] = names
    assert found == NAMED_BY_HOOK
