"""Compiles the catalogues of translations, each messages.po of consult/translations to a messages.mo beside it.

A translation that would fail when it is shown, because a placeholder of the message is misspelt in it, is refused.
"""

import sys
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from consult.core import files

READABLE = 0o644
"""Translations are for everyone."""

FOLDER = Path(__file__).resolve().parent.parent / "translations"


class BrokenCatalogue(ValueError):
    """A catalogue has translations that cannot be used; the text has a line for each."""


def compile_all(folder: Path = FOLDER) -> list[Path]:
    """Compile every catalogue below `folder`; a second call changes nothing. Returns the compiled files.

    Raises BrokenCatalogue before anything is written.
    """
    read = [(path, _catalogue(path)) for path in sorted(folder.glob("*/LC_MESSAGES/*.po"))]
    trouble = [f"{path}: {line}" for path, catalogue in read for line in _wrong(catalogue)]
    if trouble:
        raise BrokenCatalogue("\n".join(trouble))
    made = []
    for path, catalogue in read:
        compiled = path.with_suffix(".mo")
        words = BytesIO()
        write_mo(words, catalogue)
        if not compiled.exists() or compiled.read_bytes() != words.getvalue():
            with files.written(compiled, READABLE) as file:
                file.write(words.getvalue())
        made.append(compiled)
    return made


def _catalogue(path: Path) -> Catalog:
    with path.open("rb") as file:
        return read_po(file, locale=path.parent.parent.name)


def _wrong(catalogue: Catalog) -> list[str]:
    return [
        f"“{message.id if isinstance(message.id, str) else message.id[0]}”: {error}"
        for message, errors in catalogue.check()
        if not message.fuzzy
        for error in errors
    ]


def main() -> None:
    """The command; exits with 1 and the lines where a catalogue is broken."""
    try:
        for path in compile_all():
            print(path)
    except BrokenCatalogue as trouble:
        sys.exit(str(trouble))


if __name__ == "__main__":
    main()
