"""What all pages have in common."""

from flask import Flask

from consult.web import pages


def test_every_template_is_compiled_before_the_first_request(app: Flask) -> None:
    cache = app.jinja_env.cache
    assert cache is not None
    cache.clear()
    pages.compile_templates(app)
    assert {name for _loader, name in cache.keys()} == set(app.jinja_env.list_templates())  # noqa: SIM118 -- no mapping
