"""Compiles once what every process would compile for itself: modules, catalogues and templates.

    python -m consult.setup.compiling

A version is installed with it (docs/operations.md). Without it each process takes seconds longer to start.
"""

import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from consult.embedded import die_with_parent
from consult.setup import catalogues, environment


def compile_all() -> None:
    """Compile everything, templates in a process of their own; a second call changes nothing.

    Raises BrokenCatalogue. Where the folders of the code cannot be written, modules and templates are not compiled.
    """
    environment.compile_modules()
    catalogues.compile_all()
    command = [sys.executable, "-m", "consult.setup.compiling", "templates"]
    subprocess.run(
        command, cwd=environment.ROOT, stderr=subprocess.DEVNULL, preexec_fn=die_with_parent, check=False
    )


def compile_templates() -> None:
    """Compile every template, unless all are compiled for this code. Raises OSError where they cannot be written."""
    from consult.web import templates  # noqa: PLC0415 -- `run`, which imports this module, has no application

    known = {name: checksum for name, (checksum, _code) in templates.read(templates.COMPILED).items()}
    if known == templates.checksums():
        return
    compiled = templates.CompiledTemplates(None)
    with tempfile.TemporaryDirectory() as folder:
        app = _application(Path(folder))
        app.jinja_env.bytecode_cache = compiled
        templates.compile_templates(app)
    templates.write(compiled.compiled)


def _application(folder: Path) -> Any:
    """An application that needs no servers and has its files in `folder`."""
    from config import Testing  # noqa: PLC0415 -- as above
    from consult.app import create_app  # noqa: PLC0415 -- as above

    places = {"DATA_DIR": folder, "JOURNAL_DIR": folder / "journal", "ASSETS_DIR": folder / "assets"}
    return create_app(type("Settings", (Testing,), places))


def main(arguments: list[str]) -> None:
    """The command; exits with 1 and a line for each translation that cannot be used."""
    if arguments not in ([], ["templates"]):
        sys.exit(__doc__)
    if not arguments:
        environment.compile_modules()
        try:
            catalogues.compile_all()
        except catalogues.BrokenCatalogue as trouble:
            sys.exit(str(trouble))
    compile_templates()


if __name__ == "__main__":
    main(sys.argv[1:])
