"""PDF: what it can do besides showing pages, and the same pages without metadata."""

from collections.abc import Iterator
from io import BytesIO
from typing import Any

import pikepdf

from consult.documents.attached import picture_metadata, refusals
from consult.documents.attached.kinds import AttachmentKind, Checked, Trait
from consult.documents.blocks import Unreadable

MOST_OBJECTS = 400_000
DEEPEST = 100
_TRAILER = 1024
"""Bytes that may follow the end of a PDF."""

_ACTIONS = {"/JavaScript", "/Launch", "/SubmitForm", "/ImportData", "/Movie", "/Sound", "/Rendition",
            "/RichMediaExecute", "/GoTo3DView", "/Trans3D"}  # fmt: skip
_ACTIVE_KEYS = {"/JS", "/XFA", "/RichMediaContent", "/RichMediaSettings"}
_ACTIVE_SUBTYPES = {"/RichMedia", "/Movie", "/Sound", "/Screen", "/3D"}
_FILES = {"/EmbeddedFiles", "/EF"}
_REMOTE = {"/GoToR", "/GoToE", "/Thread"}
_MARKS = {
    "/Text",
    "/FreeText",
    "/Highlight",
    "/Underline",
    "/StrikeOut",
    "/Squiggly",
    "/Caret",
    "/Ink",
    "/Stamp",
}
_OF_PEOPLE = ("/Metadata", "/PieceInfo", "/LastModified", "/Thumb")


def check(data: bytes, name: str) -> Checked:
    """The document. Raises Unreadable."""
    end = data.rfind(b"%%EOF")
    if end >= 0 and len(data[end + 5 :].strip()) > _TRAILER:
        raise Unreadable(refusals.TWO_IN_ONE, name)
    try:
        with pikepdf.open(BytesIO(data), suppress_warnings=True) as document:
            return _checked(document, name)
    except pikepdf.PasswordError:
        raise Unreadable(refusals.PASSWORD, name) from None
    except (Unreadable, MemoryError):
        raise
    except Exception:  # noqa: BLE001 -- whatever a broken document does to its reader
        raise Unreadable(refusals.DAMAGED, name) from None


def _checked(document: pikepdf.Pdf, name: str) -> Checked:
    if document.is_encrypted:
        raise Unreadable(refusals.PASSWORD, name)
    traits = _looked_through(document, name)
    pages = len(document.pages)
    if not pages:
        raise Unreadable(refusals.DAMAGED, name)
    return Checked(AttachmentKind.PDF, pages, traits, _without_metadata(document))


def _looked_through(document: pikepdf.Pdf, name: str) -> tuple[Trait, ...]:
    """The traits of a document; refuses what can run, and files inside."""
    traits = set()
    for found in _dictionaries(document, name):
        keys = set(found.keys())
        kind, action = _named(found, "/Subtype"), _named(found, "/S")
        if keys & _ACTIVE_KEYS or action in _ACTIONS or kind in _ACTIVE_SUBTYPES:
            raise Unreadable(refusals.ACTIVE, name)
        if keys & _FILES or _named(found, "/Type") == "/EmbeddedFile" or kind == "/FileAttachment":
            raise Unreadable(refusals.EMBEDDED, name)
        if action in _REMOTE or "/FFilter" in keys or "/Ref" in keys:
            raise Unreadable(refusals.ELSEWHERE, name)
        if kind in _MARKS:
            traits.add(Trait.COMMENTS)
        if "/OCProperties" in keys:
            traits.add(Trait.HIDDEN)
    return tuple(sorted(traits))


def _dictionaries(document: pikepdf.Pdf, name: str) -> Iterator[Any]:
    """Every dictionary of a document, also inside others, and that of each stream."""
    waiting: list[tuple[Any, int]] = [(one, 0) for one in document.objects]
    waiting.append((document.trailer, 0))
    seen = 0
    while waiting:
        found, depth = waiting.pop()
        seen += 1
        if seen > MOST_OBJECTS or depth > DEEPEST:
            raise Unreadable(refusals.NOT_CHECKED, name)
        if isinstance(found, (pikepdf.Dictionary, pikepdf.Stream)):
            yield found
            children = [value for _key, value in found.items()]
        elif isinstance(found, pikepdf.Array):
            children = list(found)
        else:
            continue
        waiting += [
            (one, depth + 1)
            for one in children
            if isinstance(one, (pikepdf.Dictionary, pikepdf.Array)) and not one.is_indirect
        ]


def _named(found: Any, key: str) -> str:
    value = found.get(key)
    return str(value) if isinstance(value, pikepdf.Name) else ""


def _without_metadata(document: pikepdf.Pdf) -> bytes:
    """The same pages: no properties, no XMP, no names of people who made marks, no earlier states of the file."""
    for key in ("/Info", "/ID"):
        if key in document.trailer:
            del document.trailer[key]
    for found in document.objects:
        if not isinstance(found, (pikepdf.Dictionary, pikepdf.Stream)):
            continue
        for key in _OF_PEOPLE:
            if key in found:
                del found[key]
        if _named(found, "/Subtype") in _MARKS | {"/Popup"}:
            for key in ("/T", "/CreationDate", "/M", "/NM"):
                if key in found:
                    del found[key]
        if isinstance(found, pikepdf.Stream) and _named(found, "/Filter") == "/DCTDecode":
            found.write(picture_metadata.without(found.read_raw_bytes()), filter=pikepdf.Name("/DCTDecode"))
    out = BytesIO()
    document.save(out, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return out.getvalue()
