"""What reads the text of a PDF in the process that has nothing to lose. All code is loaded with this module, before any
file."""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from io import BytesIO
from typing import BinaryIO

import pikepdf

from consult.core.isolation import Refused
from consult.documents import languages, results, upload_checks
from consult.documents.blocks import Unreadable
from consult.documents.paged import page_texts


def read(files: Sequence[BinaryIO], name: str, language: str | None = None) -> Iterator[bytes]:
    """What the one file in `files` says, as a line of JSON. Raises Refused with a sentence."""
    try:
        found = page_texts.read(files[0].read(upload_checks.MOST_BYTES + 1), name, language)
    except Unreadable as trouble:
        raise Refused({"message": trouble.message, "file": trouble.file, "line": trouble.line}) from None
    yield results.written(
        {"title": found.title, "language": found.language, "labels": found.labels, "lines": found.lines}
    )


def _load_all() -> None:
    """Use once what libraries load at their first use."""
    empty = pikepdf.new()
    empty.add_blank_page()
    for locked in (False, pikepdf.Encryption(owner="a")):
        out = BytesIO()
        empty.save(out, encryption=locked)
        with suppress(Unreadable):
            page_texts.read(out.getvalue(), "a", None)
    languages.written_in("The lots are sampled at random.")


_load_all()
