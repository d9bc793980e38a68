"""Templates are loaded before the first request, and what others import is made once."""

import jinja2
from flask import Flask

from consult.web import templates


def test_every_template_is_compiled_before_the_first_request(app: Flask) -> None:
    cache = app.jinja_env.cache
    assert cache is not None
    cache.clear()
    templates.compile_templates(app)
    assert {name for _loader, name in cache.keys()} == set(app.jinja_env.list_templates())  # noqa: SIM118 -- no mapping


def test_what_a_page_imports_is_the_module_that_was_made_before(app: Flask) -> None:
    assert "_get_default_module" in vars(jinja2.Template), (
        "Jinja asks something else for the module of an import"
    )
    things = app.jinja_env.get_template("components/things.html")
    page = app.jinja_env.from_string(
        "{% import 'components/things.html' as things %}{{ things.chip('A word') }}"
    )
    with app.test_request_context():
        assert "A word" in page.render()
        made = things.module
        assert things._get_default_module(page.new_context()) is made
