"""How templates are loaded: all of them at the start, and each module that another imports once."""

from typing import Any

import jinja2
from flask import Flask
from jinja2.environment import TemplateModule
from jinja2.runtime import Context


class Template(jinja2.Template):
    """A template whose module is made once.

    Jinja compares at each `{% import %}` all names that the page has with those of the imported template, to find names
    that only this page was loaded with. There are none: all names that are not from a view are the application's.
    """

    def _get_default_module(self, ctx: Context | None = None) -> TemplateModule:
        return super()._get_default_module() if self._module is None else self._module


def compile_templates(app: Flask) -> None:
    """Compile every template now, so that no reader waits until it is done; it takes one to two seconds."""
    for name in app.jinja_env.list_templates(extensions=["html", "txt", "xml"]):
        app.jinja_env.get_template(name)


def register(app: Flask) -> None:
    """Have `app` load its templates so; before any is loaded."""
    environment: Any = app.jinja_env
    environment.template_class = Template
