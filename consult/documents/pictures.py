"""Pictures of a draft: decoded and encoded again, so that nothing but a picture is left of them."""

import base64
import binascii
import hashlib
import io
import re
import time
from collections.abc import Callable
from typing import NamedTuple
from urllib.parse import unquote_to_bytes

from PIL import Image

from consult.core.translatable import N_
from consult.documents.blocks import MOST_FIGURES, MOST_OF_FIGURES, Figure, Kind, WarningRecorder

Load = Callable[[str], bytes | None]
"""Finds the bytes of a picture by its address in the source, or None."""

FORMATS = ("PNG", "JPEG", "GIF", "WEBP", "BMP", "TIFF")
MOST_PIXELS = 40_000_000
MOST_SECONDS = 4.0
"""Processor seconds after which further pictures are left out, so that the text is read all the same."""

_LARGEST = (2400, 2400)


class _LeftOutPicture(NamedTuple):
    """Why a picture is not kept: the code and the sentence of a warning."""

    code: str
    message: str


_MISSING = _LeftOutPicture(
    "missing", N_("The image file of this figure was not uploaded. Its alternative text is shown instead.")
)
_MANY = _LeftOutPicture("many", N_("There are too many images. This image was left out."))
_LARGE = _LeftOutPicture("large", N_("This figure has too many pixels and was left out."))
_UNREADABLE = _LeftOutPicture("picture", N_("This figure is not a readable image and was left out."))


class Pictures:
    """The pictures of one draft, each kept once however often it is shown."""

    def __init__(self, load: Load, remark: WarningRecorder) -> None:
        self.load, self.remark = load, remark
        self.kept: dict[str, Figure] = {}
        self.bytes = 0
        self.until = time.process_time() + MOST_SECONDS
        self.known: dict[str, str | _LeftOutPicture] = {}
        self.named: dict[bytes, str | _LeftOutPicture] = {}

    def keep(self, address: str, alt: str) -> str:
        """The name under which the picture is kept, "" where it is missing or no picture; that is told each time."""
        if address not in self.known:
            self.known[address] = self._new(address, alt)
        found = self.known[address]
        if isinstance(found, _LeftOutPicture):
            self.remark(found.code, found.message, _called(address, alt), {Kind.FIGURE: 1})
            return ""
        return found

    def _new(self, address: str, alt: str) -> str | _LeftOutPicture:
        data = _in_address(address) if address[:5].lower() == "data:" else self.load(address)
        if data is None:
            return _MISSING
        digest = hashlib.sha256(data).digest()
        if digest not in self.named:
            self.named[digest] = self._encoded(data, alt)
        return self.named[digest]

    def _encoded(self, data: bytes, alt: str) -> str | _LeftOutPicture:
        if time.process_time() > self.until or len(self.kept) >= MOST_FIGURES:
            return _MANY
        try:
            encoded = _again(data)
        except MemoryError:
            raise
        except Image.DecompressionBombError:
            encoded = b""
        except Exception:  # noqa: BLE001 -- whatever a broken picture does to its decoder
            return _UNREADABLE
        if not encoded:
            return _LARGE
        if self.bytes + len(encoded) > MOST_OF_FIGURES:
            return _MANY
        self.bytes += len(encoded)
        name = f"{hashlib.sha256(encoded).hexdigest()[:16]}.png"
        self.kept.setdefault(name, Figure(name, "image/png", encoded, alt))
        return name


def _called(address: str, alt: str) -> str:
    """What a warning calls a picture: the file that it is in, or its words where no file of that name was uploaded."""
    if address[:5].lower() in {"data:", "word:"}:
        return alt or address[5:].partition(",")[0].rpartition("/")[2][:40]
    return address or alt


def _in_address(address: str) -> bytes:
    """What an address "data:" holds (RFC 2397), in Base64 or with percent signs; nothing where it holds neither."""
    head, _comma, body = address.partition(",")
    data = unquote_to_bytes(body)
    if not re.search(r";\s*base64\s*$", head, re.IGNORECASE):
        return data
    try:
        return base64.b64decode(b"".join(data.split()) + b"==")
    except binascii.Error:
        return b""


def _again(data: bytes) -> bytes:
    """The picture as PNG, at most _LARGEST; nothing where it has more than MOST_PIXELS."""
    with Image.open(io.BytesIO(data), formats=FORMATS) as image:
        if image.width * image.height > MOST_PIXELS:
            return b""
        image.draft("RGB", _LARGEST)
        clean = image.convert("RGBA" if "A" in image.getbands() or image.mode == "P" else "RGB")
        clean.thumbnail(_LARGEST)
        out = io.BytesIO()
        is_large = clean.width * clean.height > 1_000_000
        clean.save(out, "PNG", optimize=False, compress_level=1 if is_large else 6)
    return out.getvalue()
