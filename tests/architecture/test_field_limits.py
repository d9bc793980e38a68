"""Every field of every form says how long it may be, and what is read without a form is limited where it is read."""

import importlib
import pkgutil
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import wtforms
from flask import Flask

import consult
from consult.web.forms import Form
from consult.web.request_sizes import FIELDS, VALUE, Limit, LimitedFields, limit_of


def forms(kind: type = Form) -> Iterator[type]:
    """Every class of forms there is."""
    for below in kind.__subclasses__():
        yield below
        yield from forms(below)


def bare(unbound: Any) -> Any:
    """A field by itself, bound as the library does it."""
    (field,) = type("Bare", (wtforms.Form,), {"field": unbound})()
    return field


@pytest.fixture(scope="module")
def fields() -> dict[str, Any]:
    """Every field of every form, by the names of both."""
    for module in pkgutil.walk_packages(consult.__path__, "consult."):
        if {"forms", "views"} & set(module.name.split(".")[2:]):
            importlib.import_module(module.name)
    return {
        f"{kind.__module__}.{kind.__name__}.{name}": getattr(kind, name)
        for kind in forms()
        if kind.__module__.startswith("consult.")
        for name in dir(kind)
        if hasattr(getattr(kind, name, None), "field_class")
    }


def test_every_field_of_every_form_has_a_limit(app: Flask, fields: dict[str, Any]) -> None:
    without, longest = [], {}
    for name, unbound in fields.items():
        try:
            longest[name] = limit_of(bare(unbound))
        except TypeError:
            without.append(name)
    assert without == []
    assert len(longest) > 100
    assert max(limit.characters for limit in longest.values()) <= 400_000
    assert max(limit.values for limit in longest.values()) == FIELDS


@pytest.mark.parametrize(
    "kind", [wtforms.StringField, wtforms.TextAreaField, wtforms.EmailField, wtforms.PasswordField]
)
def test_a_form_with_a_field_that_says_none_cannot_be_made(app: Flask, kind: Any) -> None:
    class Endless(Form):
        """A form with one field too many."""

        field = kind("Words")

    try:
        with app.test_request_context(), pytest.raises(TypeError, match="field has no limit"):
            Endless()
    finally:
        del Endless


def test_what_views_read_by_name_is_limited(app: Flask) -> None:
    """The class in which requests hold what was sent, for whatever a view reads from it."""
    with app.test_request_context("/?q=x", method="POST", data={"verb": "y"}) as context:
        assert type(context.request.form) is LimitedFields
    assert (VALUE, FIELDS, limit_of(bare(wtforms.HiddenField()))) == (1_000, 10_000, Limit(1_000))


def test_nothing_else_of_a_request_is_read_whole() -> None:
    """Bodies, JSON and values of both kinds come by no way that measures nothing; cookies are measured as headers."""
    package = Path(consult.__file__).parent
    whole = re.compile(r"\brequest\.(json|get_json|data|get_data|stream|values)\b")
    of_flask = re.compile(r"^from flask import .*\brequest\b", re.MULTILINE)
    texts = {str(path.relative_to(package)): path.read_text() for path in package.rglob("*.py")}
    reading = {
        name: text
        for name, text in texts.items()
        if of_flask.search(text.replace("(\n", "(").replace(",\n", ","))
    }
    assert len(reading) > 20
    measured = {"draft_submissions/views/resumable.py"}  # reads a part of a file, up to its limit
    assert {name for name, text in reading.items() if whole.search(text)} == measured
