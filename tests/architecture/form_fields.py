"""Which fields the forms behind an endpoint have, found in the code: for tests that send nonsense to all of them."""

import importlib
import inspect
import pkgutil
import re
import sys
from functools import cache

from flask import Flask
from wtforms import BooleanField, FileField, MultipleFileField, StringField
from wtforms.fields.core import UnboundField

import consult
from consult.web.forms import ButtonForm, Form

_READ = re.compile(r"""request\.form(?:\.get\(|\.getlist\(|\[)\s*f?"([\w:-]+)["{]""")


@cache
def fields_of(package: str) -> dict[str, type]:
    """Name → kind of every field of every form of a package, and of those that its views read by name."""
    kits = importlib.import_module("consult.web.forms")
    found: dict[str, type] = {}
    for module in (kits, *_loaded(package, "forms")):
        for one in vars(module).values():
            if inspect.isclass(one) and issubclass(one, Form) and one is not ButtonForm:
                for name in dir(one):
                    field = getattr(one, name, None)
                    if isinstance(field, UnboundField):
                        found[name] = field.field_class
    for module in _loaded(package, "views"):
        for name in _READ.findall(inspect.getsource(module)):
            found.setdefault(name, str)
    return found


def _loaded(package: str, kind: str) -> list[object]:
    """The modules of a package that are of one kind: one, or those in a folder of that name."""
    prefix = f"consult.{package}.{kind}"
    return [
        module
        for name, module in sorted(sys.modules.items())
        if name == prefix or name.startswith(f"{prefix}.")
    ]


def is_text(kind: type) -> bool:
    """Whether people type words into it."""
    return issubclass(kind, StringField)


def is_file(kind: type) -> bool:
    """Whether it takes files."""
    return issubclass(kind, (FileField, MultipleFileField))


def is_tick(kind: type) -> bool:
    """Whether it is a box to tick."""
    return issubclass(kind, BooleanField)


def posts(app: Flask) -> list[tuple[str, frozenset[str]]]:
    """Endpoint and names of the arguments of each rule that takes forms."""
    rules = [rule for rule in app.url_map.iter_rules() if "POST" in (rule.methods or set())]
    return sorted((rule.endpoint, frozenset(rule.arguments)) for rule in rules)


def packages() -> list[str]:
    """The packages of consult."""
    return [one.name for one in pkgutil.iter_modules(consult.__path__) if one.ispkg]
