"""What reads tables in the process that has nothing to lose. All code is loaded with this module, before any file."""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import asdict
from typing import BinaryIO

from lxml import html

from consult.core.isolation import Refused
from consult.documents import first_uses, results, upload_checks
from consult.documents.blocks import Source, Unreadable
from consult.documents.tables import html_rows, reading


def read(files: Sequence[BinaryIO], name: str) -> Iterator[bytes]:
    """The tables of the one file in `files`, as JSON. Raises Refused with a sentence."""
    source = Source(name, files[0].read(upload_checks.MOST_BYTES + 1))
    try:
        yield results.written(asdict(reading.parse(source)))
    except Unreadable as trouble:
        raise Refused({"message": trouble.message, "file": trouble.file, "line": trouble.line}) from None


def _load_all() -> None:
    """Use once what is loaded at its first use: when a file comes, there is nothing to load from any longer."""
    first_uses.load_codecs()
    html_rows.of(html.fromstring("<table><tr><td>A<br><math><mi>x</mi></math></td></tr></table>"))
    for name, data in (("a.csv", b"A;B\nC;D\n"), ("a.csv", b'A,"B\n'), ("a.docx", first_uses.load_word())):
        with suppress(Unreadable):
            reading.parse(Source(name, data))


_load_all()
