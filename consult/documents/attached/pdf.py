"""PDF: what it can do besides showing pages, and the same pages without metadata."""

from collections.abc import Iterator
from io import BytesIO
from typing import Any

import pikepdf

from consult.documents.attached import picture_metadata, refusals
from consult.documents.attached.kinds import AttachmentKind, CheckedFile, Trait
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
    "/Line",
    "/Square",
    "/Circle",
    "/Polygon",
    "/PolyLine",
    "/Redact",
}
_OF_PEOPLE = (
    "/Metadata",
    "/PieceInfo",
    "/LastModified",
    "/Thumb",
    "/CreatorInfo",
    "/Perms",
    "/DSS",
    "/SigFlags",
)
_PICTURES = (pikepdf.Name.DCTDecode, pikepdf.Name.JPXDecode)
_OF_MARKS = ("/M", "/NM", "/CreationDate")


def check(data: bytes, name: str) -> CheckedFile:
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


def _checked(document: pikepdf.Pdf, name: str) -> CheckedFile:
    if document.is_encrypted:
        raise Unreadable(refusals.PASSWORD, name)
    traits = _looked_through(document, name)
    pages = len(document.pages)
    if not pages:
        raise Unreadable(refusals.DAMAGED, name)
    return CheckedFile(AttachmentKind.PDF, pages, traits, _without_metadata(document, name))


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
        if _goes_there_alone(found):
            raise Unreadable(refusals.ACTIVE, name)
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


def _goes_there_alone(found: Any) -> bool:
    """Whether a document asks for an address when it is opened or a page is shown, without a click of its reader."""
    waiting = [found.get("/OpenAction")]
    if isinstance(events := found.get("/AA"), pikepdf.Dictionary):
        waiting += [value for _key, value in events.items()]
    for _step in range(DEEPEST):
        if not waiting:
            return False
        one = waiting.pop()
        if isinstance(one, pikepdf.Array):
            waiting += list(one)
        elif isinstance(one, pikepdf.Dictionary):
            if _named(one, "/S") == "/URI":
                return True
            waiting.append(one.get("/Next"))
    return bool(waiting)


def _without_metadata(document: pikepdf.Pdf, name: str) -> bytes:
    """The same pages: no properties, no XMP, no names of people who made marks or signed, no earlier states of the
    file."""
    for key in ("/Info", "/ID"):
        if key in document.trailer:
            del document.trailer[key]
    for found in _dictionaries(document, name):
        _forget(found)
        if isinstance(found, pikepdf.Stream):
            _forget_of_picture(document, found)
    out = BytesIO()
    document.save(out, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return out.getvalue()


def _forget(found: Any) -> None:
    gone: tuple[str, ...] = _OF_PEOPLE
    if "/Rect" in found and "/Subtype" in found:
        # the /T of a part of a form is its name, that of any other mark is the name of a person
        gone += _OF_MARKS if _named(found, "/Subtype") == "/Widget" else (*_OF_MARKS, "/T")
    if _is_signature(found):
        gone += tuple(found.keys())
    if _is_signature(found.get("/V")):
        gone += ("/V",)
    for key in gone:
        if key in found and not (key == "/Length" and isinstance(found, pikepdf.Stream)):
            del found[key]


def _is_signature(found: Any) -> bool:
    if not isinstance(found, pikepdf.Dictionary):
        return False
    return "/ByteRange" in found or _named(found, "/Type") in {"/Sig", "/DocTimeStamp"}


def _forget_of_picture(document: pikepdf.Pdf, stream: pikepdf.Stream) -> None:
    """Leave out what a camera wrote into a picture, also where it is in other filters."""
    filters, settings = _all_of(stream, "/Filter"), _all_of(stream, "/DecodeParms")
    if not filters or filters[-1] not in _PICTURES:
        return
    raw = stream.read_raw_bytes()
    if len(filters) > 1:
        outer = pikepdf.Stream(document, raw)
        outer["/Filter"] = pikepdf.Array(filters[:-1])
        if len(settings) == len(filters):
            outer["/DecodeParms"] = pikepdf.Array(settings[:-1])
        raw = outer.read_bytes()
    kept = settings[-1] if len(settings) == len(filters) else None
    plain = kept if isinstance(kept, pikepdf.Dictionary) else None
    stream.write(picture_metadata.without(raw), filter=filters[-1], decode_parms=plain)


def _all_of(stream: pikepdf.Stream, key: str) -> list[Any]:
    value = stream.get(key)
    if value is None:
        return []
    return list(value) if isinstance(value, pikepdf.Array) else [value]
