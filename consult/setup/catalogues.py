"""Compiles the catalogues of the interface, each beside its source: `python -m consult.setup.catalogues`."""

import io
import sys
from pathlib import Path

from babel.messages.catalog import TranslationError
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from consult.core import files
from consult.web.languages import TRANSLATIONS

READABLE = 0o644
"""They belong to the code, which every account may read."""


def compile_all(folder: Path = TRANSLATIONS) -> list[Path]:
    """Compile every catalogue below `folder` that is newer than what was compiled of it; returns the files written.

    Messages without a translation, and those marked as fuzzy, stay out: they are shown in English. Raises PoFileError
    for a file that is no catalogue, and TranslationError for a translation with other placeholders than its message.
    """
    return [_compile(path) for path in sorted(folder.glob("*/LC_MESSAGES/*.po")) if not _is_compiled(path)]


def _is_compiled(path: Path) -> bool:
    made = path.with_suffix(".mo")
    return made.exists() and made.stat().st_mtime_ns >= path.stat().st_mtime_ns


def _compile(path: Path) -> Path:
    with path.open("rb") as source:
        catalogue = read_po(source, locale=path.parent.parent.name, abort_invalid=True)
    for message, errors in catalogue.check():
        raise TranslationError(f"{path}, line {message.lineno}: {errors[0]}")
    made = io.BytesIO()
    write_mo(made, catalogue)
    target = path.with_suffix(".mo")
    files.write(target, made.getvalue(), READABLE)
    return target


if __name__ == "__main__":
    for written in compile_all():
        print(f"consult: compiled {written}", file=sys.stderr)
