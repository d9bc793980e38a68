"""What checks attachments in the process that has nothing to lose. All code is loaded with this module, before any
file."""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from io import BytesIO
from typing import BinaryIO

import pikepdf
from PIL import Image

from consult.core.isolation import Refused
from consult.documents import first_uses, results, upload_checks
from consult.documents.attached import checking
from consult.documents.attached.words import words_of
from consult.documents.blocks import Unreadable


def check(files: Sequence[BinaryIO], name: str) -> Iterator[bytes]:
    """What the one file in `files` is, as a line of JSON, then its public copy. Raises Refused with a sentence."""
    try:
        found = checking.check(files[0].read(upload_checks.MOST_BYTES + 1), name)
    except Unreadable as trouble:
        raise Refused({"message": trouble.message, "file": trouble.file, "line": trouble.line}) from None
    words = ""
    with suppress(Exception):  # a file is taken though its words cannot be read
        words = words_of(found)
    told = {"kind": found.kind, "pages": found.pages, "traits": list(found.traits), "words": words}
    yield results.written(told)
    yield b"\n"
    yield found.public


def _load_all() -> None:
    """Use once what libraries load at their first use: when files come, there is nothing to load from any longer."""
    first_uses.load_codecs()
    first_uses.load_pictures(("PNG", "JPEG"))
    samples = []
    for kind in ("PNG", "JPEG"):
        out = BytesIO()
        Image.new("RGB", (4, 4)).save(out, kind)
        samples.append(out.getvalue())
    empty = pikepdf.new()
    empty.add_blank_page()
    for locked in (False, pikepdf.Encryption(owner="a")):
        out = BytesIO()
        empty.save(out, encryption=locked)
        samples.append(out.getvalue())
    for sample in (*samples, b"A\n"):
        with suppress(Unreadable):
            words_of(checking.check(sample, "a"))


_load_all()
