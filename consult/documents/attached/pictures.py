"""PNG and JPEG: decoded and encoded again, so that nothing but the picture is left."""

from io import BytesIO

from PIL import Image, ImageOps

from consult.documents.attached import refusals
from consult.documents.attached.kinds import AttachmentKind, CheckedFile
from consult.documents.blocks import Unreadable

MOST_PIXELS = 60_000_000
_FORMATS = {AttachmentKind.PNG: "PNG", AttachmentKind.JPEG: "JPEG"}
_PROGRAMS = (
    b"<script",
    b"<html",
    b"<?php",
    b"PK\x03\x04",
    b"Rar!\x1a\x07",
    b"7z\xbc\xaf\x27\x1c",
    b"MZ\x90\x00",
    b"%PDF-",
)
_HEAD = 4096


def check(data: bytes, kind: AttachmentKind, name: str) -> CheckedFile:
    """The picture. Raises Unreadable."""
    end = data.rfind(b"IEND" if kind is AttachmentKind.PNG else b"\xff\xd9")
    around = data[:_HEAD].lower() + (data[end:].lower() if end >= 0 else b"")
    is_followed = kind is AttachmentKind.PNG and end >= 0 and len(data) > end + 8
    if is_followed or any(mark.lower() in around for mark in _PROGRAMS):
        raise Unreadable(refusals.TWO_IN_ONE, name)
    try:
        with Image.open(BytesIO(data), formats=[_FORMATS[kind]]) as image:
            return _checked(image, kind, name)
    except (Unreadable, MemoryError):
        raise
    except Image.DecompressionBombError:
        raise Unreadable(refusals.PIXELS, name) from None
    except Exception:  # noqa: BLE001 -- whatever a broken picture does to its decoder
        raise Unreadable(refusals.DAMAGED, name) from None


def _checked(image: Image.Image, kind: AttachmentKind, name: str) -> CheckedFile:
    if image.width * image.height > MOST_PIXELS:
        raise Unreadable(refusals.PIXELS, name)
    image.load()
    return CheckedFile(kind, 1, (), encoded(ImageOps.exif_transpose(image), kind))


def encoded(image: Image.Image, kind: AttachmentKind) -> bytes:
    """The pixels of a picture as a new file."""
    has_alpha = "A" in image.getbands() or "transparency" in image.info
    plain = image.convert("RGBA" if has_alpha and kind is AttachmentKind.PNG else "RGB")
    clean = Image.new(plain.mode, plain.size)
    clean.paste(plain)
    out = BytesIO()
    if kind is AttachmentKind.JPEG:
        clean.save(out, "JPEG", quality=90)
    else:
        clean.save(out, "PNG", compress_level=1 if clean.width * clean.height > 1_000_000 else 6)
    return out.getvalue()
