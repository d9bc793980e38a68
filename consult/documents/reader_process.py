"""What reads a draft in the process that has nothing to lose. All code is loaded with this module, before any file."""

import codecs
import time
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import replace
from io import BytesIO
from typing import Any, BinaryIO

import docx
import docx.parts.styles
from PIL import Image, MpoImagePlugin, TiffImagePlugin, WebPImagePlugin

from consult.core.isolation import Refused
from consult.documents import counting, encodings, reading, results, upload_checks
from consult.documents.blocks import Source, Unreadable
from consult.documents.open_document.styles import NAMESPACES
from consult.documents.pictures import FORMATS

LATEST = 4.0
"""Processor seconds of this process after which counting is not begun: the result of reading must not be lost by it."""

__all__ = ["MpoImagePlugin", "TiffImagePlugin", "WebPImagePlugin", "read"]


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
    own = ("cp437", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "latin-1", "ascii", "idna")
    for name in {*own, *encodings.LANGUAGES, *encodings.DECLARED.values()}:
        codecs.lookup(name)
    for kind in FORMATS:
        out = BytesIO()
        Image.new("RGB", (2, 2)).save(out, kind)
        Image.open(out, formats=FORMATS).convert("RGBA").thumbnail((1, 1))
    document = BytesIO()
    docx.Document().save(document)
    page = b'<p lang="fr">A <a href="#b">B</a></p><ol start="2"><li>C<ul><li>D</li></ul></li></ol>'
    text = b"---\ntitle: A\n---\n# 1 A {#a}\n\nB[^c] $\\frac{a}{b}$\n\n| D |\n|---|\n| E |\n\n[^c]: F\n"
    act = b"<akomaNtoso><act><body><section><num>1</num><content><p>A</p></content></section></body></act></akomaNtoso>"
    sources = [Source("a.docx", document.getvalue()), Source("a.html", page), Source("a.md", text)]
    sources += [Source("a.xml", act), Source("a.odt", _open_document()), Source("a.txt", b"1. A\n\nB\n")]
    sources += [
        Source("a.txt", words.encode(name))
        for words, name in (
            ("\u201cThe lot\u201d costs 5\u20ac.", "cp1252"),
            ("\u041f\u0440\u043e\u0431\u044b", "cp1251"),
        )
    ]
    for source in sources:
        try:
            reading.parse([source])
            counting.in_files([source])
        except Unreadable:
            continue
    styles: Any = docx.parts.styles.StylesPart
    plain = styles._default_styles_xml()  # read from a file at each use
    styles._default_styles_xml = classmethod(lambda _kind: plain)


_load_all()
