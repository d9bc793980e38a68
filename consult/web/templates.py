"""How templates are loaded: all of them at the start, and each module that another imports once.

Every installed version has its templates compiled (`consult.setup.compiling`). What was compiled for other code, or for
another text of a template, is not used: the process then compiles the template itself.
"""

import hashlib
import marshal
from functools import cache
from importlib.metadata import version
from importlib.util import MAGIC_NUMBER
from pathlib import Path
from types import CodeType
from typing import Any

import jinja2
from flask import Flask
from jinja2.bccache import Bucket
from jinja2.environment import TemplateModule
from jinja2.runtime import Context

from consult.core import files

ROOT = Path(__file__).resolve().parents[2]
COMPILED = Path(__file__).parent / "__pycache__" / "compiled-templates"
"""The code of all templates, in one file beside the compiled modules."""

READABLE = 0o644
"""Compiled templates are for everyone, as compiled modules are; only the owner of the code may write them."""

EXTENSIONS = ("html", "txt", "xml")

Codes = dict[str, tuple[str, CodeType]]
"""Name of a template → the digest of its text, and its code."""


class Template(jinja2.Template):
    """A template whose module is made once.

    Jinja compares at each `{% import %}` all names that the page has with those of the imported template, to find names
    that only this page was loaded with. There are none: all names that are not from a view are the application's.
    """

    def _get_default_module(self, ctx: Context | None = None) -> TemplateModule:
        return super()._get_default_module() if self._module is None else self._module


class CompiledTemplates(jinja2.BytecodeCache):
    """The templates that were compiled before; those that this process compiles are collected in `compiled`."""

    def __init__(self, path: Path | None = COMPILED) -> None:
        """`path` is the file they are read from; None where all are to be compiled again."""
        self.path = path
        self.compiled: Codes = {}

    def get_cache_key(self, name: str, filename: str | None = None) -> str:
        """Its name: the file is of one installation, wherever that is."""
        return name

    def load_bytecode(self, bucket: Bucket) -> None:
        """The code, where it was compiled from this text."""
        checksum, code = read(self.path).get(bucket.key, ("", None)) if self.path else ("", None)
        if checksum == bucket.checksum:
            bucket.code = code

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Collect what was compiled."""
        if self.path is None and bucket.code is not None:
            self.compiled[bucket.key] = (bucket.checksum, bucket.code)


@cache
def read(path: Path) -> Codes:
    """What was compiled for this code, read once a process; empty where it was compiled for other code, or not.

    The path has no default: the cache would take a call without it for another one, and read the file twice.
    """
    try:
        found: tuple[str, Codes] = marshal.loads(path.read_bytes())  # noqa: S302 -- as trusted as a compiled module
    except (OSError, ValueError, EOFError, TypeError):
        return {}
    return found[1] if found[0] == digest_of_code() else {}


def write(compiled: Codes, path: Path = COMPILED) -> None:
    """Keep what was compiled, for processes that start from now on."""
    files.make_folder(path.parent, 0o755)
    files.write(path, marshal.dumps((digest_of_code(), compiled)), READABLE)


def checksums() -> dict[str, str]:
    """Name of each template → the digest of its text."""
    folder = ROOT / "templates"
    paths = [path for extension in EXTENSIONS for path in folder.rglob(f"*.{extension}")]
    return {
        path.relative_to(folder).as_posix(): CompiledTemplates().get_source_checksum(path.read_text("utf-8"))
        for path in paths
    }


def digest_of_code() -> str:
    """What the code of a template depends on beside its text: filters and settings of ours, Jinja and Python."""
    digest = hashlib.blake2b(MAGIC_NUMBER + version("jinja2").encode(), digest_size=16)
    for source in sorted((ROOT / "consult").rglob("*.py")):
        digest.update(source.read_bytes())
    return digest.hexdigest()


def compile_templates(app: Flask) -> None:
    """Load every template now, so that no reader waits until it is done; to compile all takes one to two seconds."""
    for name in app.jinja_env.list_templates(extensions=EXTENSIONS):
        app.jinja_env.get_template(name)


def load_compiled(app: Flask) -> None:
    """Load every template where they were compiled before; it takes less than a tenth of a second."""
    if read(COMPILED):
        compile_templates(app)


def register(app: Flask) -> None:
    """Have `app` load its templates so; before any is loaded."""
    environment: Any = app.jinja_env
    environment.cache = {}  # all are loaded: one that drops templates looks through their names at each use
    environment.template_class = Template
    environment.bytecode_cache = CompiledTemplates()
