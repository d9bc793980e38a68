"""Copies consult/static/js/htmx.js, which puts HTML that the server answers into a page.

It is htmx (https://htmx.org), under the Zero-Clause BSD licence, unchanged and minified; the package
`django-htmx` on PyPI carries it. Only for taking a later one: `pip install django-htmx` first, then set SHA256.
"""

import hashlib
from importlib.util import find_spec
from pathlib import Path

from consult.web.assets import STATIC

MADE = STATIC / "js" / "htmx.js"

SHA256 = "71ea67185bfa8c98c39d31717c6fce5d852370fcdfd129db4543774d3145c0de"
"""Of MADE: htmx 2.0.10."""


def copy() -> None:
    """Write MADE. SystemExit where the package is not there or has another file."""
    package = find_spec("django_htmx")
    if package is None or package.origin is None:
        raise SystemExit("django-htmx is not installed")
    data = (Path(package.origin).parent / "static" / "django_htmx" / "htmx-2.min.js").read_bytes()
    if hashlib.sha256(data).hexdigest() != SHA256:
        raise SystemExit("django-htmx has another htmx than SHA256 says")
    MADE.write_bytes(data)


if __name__ == "__main__":
    copy()
