"""What libraries load when they are first used, loaded before a process gives up its rights: afterwards there is no
file left to load anything from (see core/isolation.py). Each program of such a process calls what it can need, and no
more.
"""

import codecs
from contextlib import suppress
from io import BytesIO
from typing import Any

from consult.documents import encodings
from consult.documents.blocks import Source, Unreadable

_OF_ARCHIVES = ("cp437", "ascii", "latin-1")
_MARKED = ("utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32")
_OF_ADDRESSES = ("idna",)


def load_codecs(*more: str) -> None:
    """The codecs of texts and archives, those called `more`, and what guesses the encoding of a text."""
    for name in {
        *_OF_ARCHIVES,
        *_MARKED,
        *_OF_ADDRESSES,
        *encodings.LANGUAGES,
        *encodings.DECLARED.values(),
        *more,
    }:
        codecs.lookup(name)
    for words, encoding in (
        ("\u201cThe lot\u201d costs 5\u20ac.", "cp1252"),
        ("\u041f\u0440\u043e\u0431\u044b", "cp1251"),
    ):
        with suppress(Unreadable):
            encodings.decoded(Source("a.txt", words.encode(encoding)), [])


def load_word() -> bytes:
    """What python-docx reads from files of its own. Gives a small Word file."""
    import docx  # noqa: PLC0415 -- not every program reads Word files with it
    import docx.parts.styles  # noqa: PLC0415

    out = BytesIO()
    docx.Document().save(out)
    styles: Any = docx.parts.styles.StylesPart
    plain = styles._default_styles_xml()  # read from a file at each use
    styles._default_styles_xml = classmethod(lambda _kind: plain)
    return out.getvalue()


def load_pictures(formats: tuple[str, ...]) -> None:
    """What Pillow needs for pictures of these formats, also what it imports for what is inside of a JPEG."""
    from PIL import Image, ImageOps, MpoImagePlugin, TiffImagePlugin, WebPImagePlugin  # noqa: F401, PLC0415 -- as above

    for one in formats:
        out = BytesIO()
        Image.new("RGB", (2, 2)).save(out, one)
        Image.open(out, formats=formats).convert("RGBA").thumbnail((1, 1))
