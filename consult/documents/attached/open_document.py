"""ODT: what it loads and runs, and the same document without its properties."""

import re
from typing import Any

from consult.documents.attached import refusals, vector_pictures
from consult.documents.attached.kinds import MEDIA_TYPES, AttachmentKind, CheckedFile, Trait
from consult.documents.attached.packages import Package
from consult.documents.blocks import Unreadable

_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_DRAW = "{urn:oasis:names:tc:opendocument:xmlns:drawing:1.0}"
_SCRIPT = "{urn:oasis:names:tc:opendocument:xmlns:script:1.0}"
_MANIFEST = "{urn:oasis:names:tc:opendocument:xmlns:manifest:1.0}"
_HREF = "{http://www.w3.org/1999/xlink}href"
_META = "{urn:oasis:names:tc:opendocument:xmlns:meta:1.0}"
_DC = "{http://purl.org/dc/elements/1.1/}"

_HARMLESS_OBJECTS = {f"application/vnd.oasis.opendocument.{kind}" for kind in ("chart", "formula")}
_LEFT_OUT = re.compile(
    r"^(Thumbnails|Configurations2)/|^(meta|settings)\.xml$|^layout-cache$|^manifest\.rdf$"
)
_FOLLOWED = {f"{_TEXT}a", f"{_DRAW}a", f"{_TEXT}bookmark-ref", f"{_TEXT}index-entry-link-start"}
"""Elements whose address is a link that a reader follows."""


def is_one(parts: dict[str, bytes]) -> bool:
    """Whether an archive says that it is a text of OpenDocument."""
    return parts.get("mimetype", b"").strip() == MEDIA_TYPES[AttachmentKind.ODT].encode()


def check(data: bytes, name: str) -> CheckedFile:
    """The document. Raises Unreadable."""
    package = Package(data, name)
    if not is_one(package.parts) or "META-INF/manifest.xml" not in package.parts:
        raise Unreadable(refusals.DAMAGED, name)
    manifest = package.xml("META-INF/manifest.xml")
    _refuse_entries(package, manifest)
    traits: set[Trait] = set()
    for part in [one for one in package.parts if one.endswith(".xml") and not one.startswith("META-INF/")]:
        root = package.xml(part)
        traits |= _looked_through(root, name)
        if _forget_people(root):
            package.keep(part, root)
    for part in [one for one in package.parts if one.lower().endswith(".svg")]:
        vector_pictures.refuse(package.xml(part), name)
    _leave_out(package, manifest)
    return CheckedFile(AttachmentKind.ODT, 0, tuple(sorted(traits)), package.written())


def _refuse_entries(package: Package, manifest: Any) -> None:
    if next(manifest.iter(f"{_MANIFEST}encryption-data"), None) is not None:
        raise Unreadable(refusals.PASSWORD, package.name)
    if any(part.startswith(("Basic/", "Scripts/", "Dialogs/")) for part in package.parts):
        raise Unreadable(refusals.MACROS, package.name)
    for one in manifest.iter(f"{_MANIFEST}file-entry"):
        kind, path = one.get(f"{_MANIFEST}media-type", ""), one.get(f"{_MANIFEST}full-path", "")
        is_document = path.endswith("/") and kind.startswith("application/vnd.") and path != "/"
        if "oleobject" in kind or (
            is_document and kind not in _HARMLESS_OBJECTS and "Configurations2" not in path
        ):
            raise Unreadable(refusals.EMBEDDED, package.name)
    for data in package.parts.values():
        if data.startswith((b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"PK\x03\x04", b"MZ", b"%PDF-", b"\x7fELF")):
            raise Unreadable(refusals.EMBEDDED, package.name)


def _looked_through(root: Any, name: str) -> set[Trait]:
    """The traits of a part; refuses what runs or loads something."""
    active = (f"{_SCRIPT}event-listener", f"{_OFFICE}dde-source", f"{_TEXT}dde-connection-decl", f"{_TEXT}script",
              f"{_OFFICE}script", f"{_DRAW}applet", f"{_DRAW}plugin", f"{_TEXT}execute-macro")  # fmt: skip
    if next(root.iter(*active), None) is not None:
        raise Unreadable(refusals.ACTIVE, name)
    if next(root.iter(f"{_DRAW}object-ole"), None) is not None:
        raise Unreadable(refusals.EMBEDDED, name)
    for one in root.iter():
        address = one.get(_HREF, "") if isinstance(one.tag, str) and one.tag not in _FOLLOWED else ""
        if re.match(r"[a-z][a-z0-9+.-]*:|//|\\\\|\.\./|/", address, re.IGNORECASE):
            raise Unreadable(refusals.ELSEWHERE, name)
    traits = set()
    if next(root.iter(f"{_OFFICE}annotation"), None) is not None:
        traits.add(Trait.COMMENTS)
    if next(root.iter(f"{_TEXT}tracked-changes"), None) is not None:
        traits.add(Trait.TRACKED_CHANGES)
    if next(root.iter(f"{_TEXT}hidden-text", f"{_TEXT}hidden-paragraph"), None) is not None:
        traits.add(Trait.HIDDEN)
    return traits


def _forget_people(root: Any) -> bool:
    """Leave out who wrote comments and changes, and when; whether there was anything."""
    found = list(root.iter(f"{_DC}creator", f"{_DC}date", f"{_META}creator-initials"))
    for one in found:
        one.text = ""
    return bool(found)


def _leave_out(package: Package, manifest: Any) -> None:
    gone = {part for part in package.parts if _LEFT_OUT.search(part)}
    for part in gone:
        del package.parts[part]
    for one in list(manifest):
        path = one.get(f"{_MANIFEST}full-path", "")
        if path in gone or _LEFT_OUT.search(path):
            manifest.remove(one)
    package.keep("META-INF/manifest.xml", manifest)
