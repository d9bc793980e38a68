"""What reads a draft in the process that has nothing to lose. All code is loaded with this module, before any file."""

import time
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import replace
from io import BytesIO
from typing import BinaryIO

from consult.core.isolation import Refused
from consult.documents import counting, first_uses, reading, results, upload_checks
from consult.documents.blocks import Source, Unreadable
from consult.documents.open_document.styles import NAMESPACES
from consult.documents.pictures import FORMATS

LATEST = 4.0
"""Processor seconds of this process after which counting is not begun: the result of reading must not be lost by it."""


def read(files: Sequence[BinaryIO], names: Sequence[str], language: str | None = None) -> Iterator[bytes]:
    """The pieces of the result for `files`, which are called `names`. Raises Refused with a sentence."""
    sources = [
        Source(name, file.read(upload_checks.MOST_BYTES + 1)) for name, file in zip(names, files, strict=True)
    ]
    try:
        parsed = reading.parse(sources, language=language)
        in_file = counting.in_files(sources) if time.process_time() < LATEST else None
        yield from results.packed(replace(parsed, in_file=in_file))
    except Unreadable as trouble:
        raise Refused({"message": trouble.message, "file": trouble.file, "line": trouble.line}) from None


def _open_document() -> bytes:
    """A small file of OpenDocument."""
    out = BytesIO()
    spaces = 'xmlns:office="{office}" xmlns:text="{text}"'.format(**NAMESPACES)
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        words = "<office:body><office:text><text:p>A</text:p></office:text></office:body>"
        package.writestr(
            "content.xml", f"<office:document-content {spaces}>{words}</office:document-content>"
        )
    return out.getvalue()


def _load_all() -> None:
    """Use once what libraries load at its first use: when files come, there is nothing to load from any longer."""
    first_uses.load_codecs()
    first_uses.load_pictures(FORMATS)
    page = b'<p lang="fr">A <a href="#b">B</a></p><ol start="2"><li>C<ul><li>D</li></ul></li></ol>'
    text = b"---\ntitle: A\n---\n# 1 A {#a}\n\nB[^c] $\\frac{a}{b}$\n\n| D |\n|---|\n| E |\n\n[^c]: F\n"
    act = b"<akomaNtoso><act><body><section><num>1</num><content><p>A</p></content></section></body></act></akomaNtoso>"
    sources = [Source("a.docx", first_uses.load_word()), Source("a.html", page), Source("a.md", text)]
    sources += [Source("a.xml", act), Source("a.odt", _open_document()), Source("a.txt", b"1. A\n\nB\n")]
    for source in sources:
        try:
            reading.parse([source])
            counting.in_files([source])
        except Unreadable:
            continue


_load_all()
