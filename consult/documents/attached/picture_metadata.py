"""Metadata in the bytes of JPEG, JPEG 2000 and PNG pictures, left out without decoding: cameras, places, names."""

import struct

_KEPT_SEGMENTS = {0xE0, 0xEE}
"""APP0 and APP14 say how the colours of a JPEG are to be read."""
_KEPT_CHUNKS = {
    b"IHDR",
    b"PLTE",
    b"IDAT",
    b"IEND",
    b"tRNS",
    b"gAMA",
    b"cHRM",
    b"sRGB",
    b"bKGD",
    b"pHYs",
    b"sBIT",
}
_JPEG_2000 = b"\0\0\0\x0cjP  \r\n\x87\n"
_LEFT_OUT_BOXES = {b"xml ", b"uuid", b"uinf"}
_PNG = b"\x89PNG\r\n\x1a\n"


def without(data: bytes) -> bytes:
    """The same picture without metadata; any other file as it is."""
    if data.startswith(b"\xff\xd8\xff"):
        return _jpeg(data)
    if data.startswith(_PNG):
        return _png(data)
    if data.startswith(_JPEG_2000):
        return _jpeg_2000(data)
    return data


def _jpeg(data: bytes) -> bytes:
    """Segments up to the begin of the image; that and what follows stay."""
    out, at = [data[:2]], 2
    while at + 4 <= len(data) and data[at] == 0xFF:
        marker = data[at + 1]
        if marker == 0xDA:
            return b"".join([*out, data[at:]])
        end = at + 2 + struct.unpack(">H", data[at + 2 : at + 4])[0]
        is_metadata = marker == 0xFE or (0xE0 <= marker <= 0xEF and marker not in _KEPT_SEGMENTS)
        if not is_metadata:
            out.append(data[at:end])
        at = end
    return data


def _jpeg_2000(data: bytes) -> bytes:
    out, at = [], 0
    while at + 8 <= len(data):
        size, name = struct.unpack(">I4s", data[at : at + 8])
        if size == 1 and at + 16 <= len(data):
            size = struct.unpack(">Q", data[at + 8 : at + 16])[0]
        end = at + size if size >= 8 else len(data)
        if name not in _LEFT_OUT_BOXES:
            out.append(data[at:end])
        at = end
    return b"".join(out)


def _png(data: bytes) -> bytes:
    out, at = [data[:8]], 8
    while at + 12 <= len(data):
        size, name = struct.unpack(">I4s", data[at : at + 8])
        end = at + 12 + size
        if name in _KEPT_CHUNKS:
            out.append(data[at:end])
        at = end
        if name == b"IEND":
            break
    return b"".join(out)
