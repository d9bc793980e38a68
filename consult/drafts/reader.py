"""What reads a draft in the process that has nothing to lose. All code is loaded with this module, before any file."""

import codecs
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from io import BytesIO
from typing import Any, BinaryIO

import docx
import docx.parts.styles
from PIL import Image, MpoImagePlugin, TiffImagePlugin, WebPImagePlugin

from consult.core.isolation import Refused
from consult.drafts import counting, parsing, results
from consult.drafts.blocks import Source, Unreadable
from consult.drafts.pictures import FORMATS

LATEST = 4.0
"""Processor seconds of this process after which counting is not begun: the result of reading must not be lost by it."""

__all__ = ["MpoImagePlugin", "TiffImagePlugin", "WebPImagePlugin", "read"]


def read(files: Sequence[BinaryIO], names: Sequence[str], language: str | None = None) -> Iterator[bytes]:
    """The pieces of the result for `files`, which are called `names`. Raises Refused with a sentence."""
    sources = [
        Source(name, file.read(parsing.MOST_BYTES + 1)) for name, file in zip(names, files, strict=True)
    ]
    try:
        parsed = parsing.parse(sources, language=language)
        in_file = counting.in_files(sources) if time.process_time() < LATEST else None
        yield from results.packed(replace(parsed, in_file=in_file))
    except Unreadable as trouble:
        raise Refused({"message": trouble.message, "file": trouble.file, "line": trouble.line}) from None


def _load_all() -> None:
    """Use once what libraries load at its first use: when files come, there is nothing to load from any more."""
    for name in ("cp437", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "latin-1", "ascii", "idna"):
        codecs.lookup(name)
    for kind in FORMATS:
        out = BytesIO()
        Image.new("RGB", (2, 2)).save(out, kind)
        Image.open(out, formats=FORMATS).convert("RGBA").thumbnail((1, 1))
    document = BytesIO()
    docx.Document().save(document)
    page = b'<p lang="fr">A <a href="#b">B</a></p><ol start="2"><li>C<ul><li>D</li></ul></li></ol>'
    text = b"---\ntitle: A\n---\n# 1 A {#a}\n\nB[^c]\n\n| D |\n|---|\n| E |\n\n[^c]: F\n"
    for source in (Source("a.docx", document.getvalue()), Source("a.html", page), Source("a.md", text)):
        try:
            parsing.parse([source])
            counting.in_files([source])
        except Unreadable:
            continue
    styles: Any = docx.parts.styles.StylesPart
    plain = styles._default_styles_xml()  # read from a file at each use
    styles._default_styles_xml = classmethod(lambda _kind: plain)


_load_all()
