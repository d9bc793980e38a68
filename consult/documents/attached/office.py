"""DOCX and XLSX: what they load, run and hide, and the same document without its properties."""

import re
from collections.abc import Iterator
from typing import Any

from lxml import etree

from consult.documents.attached import refusals
from consult.documents.attached.kinds import AttachmentKind, Checked, Trait
from consult.documents.attached.packages import Package, targets
from consult.documents.blocks import Unreadable

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_S = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_TYPES = "[Content_Types].xml"

_MACROS = re.compile(
    r"vbaproject|vbadata|/macrosheets/|/customui|/dialogsheets/|\.bas$|/activex/", re.IGNORECASE
)
_EMBEDDED = re.compile(
    r"/embeddings/|/oleobjects?/|\.ole$|\.(exe|dll|scr|com|js|vbs|hta|jar|msi|cmd|bat|ps1|lnk)$",
    re.IGNORECASE,
)
_ACTIVE = re.compile(r"/webextensions/|/model/|/ctrlprops/", re.IGNORECASE)
_ELSEWHERE = re.compile(r"^xl/(connections\.xml|externallinks/|querytables/)", re.IGNORECASE)
_LEFT_OUT = re.compile(
    r"^docprops/|^customxml/|/printersettings/|^word/people\.xml|^xl/persons/|^word/(webSettings|commentsIds)\.xml"
    r"|^xl/(revisions|usernames)/|(^|/)thumbnail\.",
    re.IGNORECASE,
)
"""Parts that say who made a document and with what, and no part of what it says."""

_DDE = re.compile(r"\bDDE(AUTO)?\b", re.IGNORECASE)
_LOADS = re.compile(r"\b(INCLUDEPICTURE|INCLUDETEXT|IMPORT|DATABASE|LINK)\b", re.IGNORECASE)
_COMMAND = re.compile(r"\|[^!]*!|\b(CALL|REGISTER|EXEC)\s*\(", re.IGNORECASE)
_WEB = re.compile(r"\b(WEBSERVICE|RTD|IMAGE)\s*\(", re.IGNORECASE)
_LOCAL = re.compile(r"^(file:/{2,3})?[a-z]:[\\/]", re.IGNORECASE)
_PEOPLE = ("author", "initials", "userId", "providerId", "date", "dT", "personId", "userName", "lastSavedBy")


def check(data: bytes, name: str) -> Checked:
    """The document. Raises Unreadable, also for another kind of archive (`kind` is that of its parts)."""
    package = Package(data, name)
    kind = _kind(package)
    _refuse_parts(package)
    _refuse_links(package)
    traits = _of_word(package) if kind is AttachmentKind.DOCX else _of_workbook(package)
    _leave_out(package)
    _forget_people(package)
    return Checked(kind, 0, tuple(sorted(traits)), package.written())


def _kind(package: Package) -> AttachmentKind:
    types = package.parts.get(_TYPES, b"")
    if b"macroEnabled" in types or b"vbaProject" in types:
        raise Unreadable(refusals.MACROS, package.name)
    if "word/document.xml" in package.parts and b"wordprocessingml" in types:
        return AttachmentKind.DOCX
    if "xl/workbook.xml" in package.parts and b"spreadsheetml" in types:
        return AttachmentKind.XLSX
    raise Unreadable(refusals.DAMAGED, package.name)


def _refuse_parts(package: Package) -> None:
    for part in package.parts:
        for pattern, sentence in (
            (_MACROS, refusals.MACROS),
            (_EMBEDDED, refusals.EMBEDDED),
            (_ACTIVE, refusals.ACTIVE),
            (_ELSEWHERE, refusals.ELSEWHERE),
        ):
            if pattern.search(part):
                raise Unreadable(sentence, package.name)
    for part, data in package.parts.items():
        if data.startswith((b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"PK\x03\x04", b"MZ", b"%PDF-", b"\x7fELF")):
            raise Unreadable(refusals.EMBEDDED, package.name)
        if part.lower().endswith(".svg") and b"<script" in data.lower():
            raise Unreadable(refusals.ACTIVE, package.name)


def _refuse_links(package: Package) -> None:
    """Only a link that a reader follows may lead elsewhere; a template on a disk of the writer is left out."""
    for rels in _relationship_parts(package):
        for one, _inside in targets(package, rels):
            kind = one.get("Type", "").rpartition("/")[2]
            if kind in {"oleObject", "package", "aFChunk", "control", "subDocument"}:
                raise Unreadable(refusals.EMBEDDED, package.name)
            if one.get("TargetMode") != "External" or kind == "hyperlink":
                continue
            if kind != "attachedTemplate" or not _LOCAL.match(one.get("Target", "")):
                raise Unreadable(refusals.ELSEWHERE, package.name)


def _relationship_parts(package: Package) -> list[str]:
    return [part for part in package.parts if part.lower().endswith(".rels")]


def _xml_parts(package: Package, folder: str) -> Iterator[tuple[str, Any]]:
    for part in list(package.parts):
        if part.startswith(folder) and part.lower().endswith(".xml"):
            yield part, package.xml(part)


def _of_word(package: Package) -> set[Trait]:
    """The traits of a document of Word; refuses fields that run or load something."""
    traits = {Trait.COMMENTS} if any(part.startswith("word/comments") for part in package.parts) else set()
    for _part, root in _xml_parts(package, "word/"):
        said = "".join(one.text or "" for one in root.iter(f"{_W}instrText", f"{_W}delInstrText"))
        said += " ".join(one.get(f"{_W}instr", "") for one in root.iter(f"{_W}fldSimple"))
        _refuse_fields(said, package.name)
        if next(root.iter(f"{_W}ins", f"{_W}del", f"{_W}moveFrom", f"{_W}moveTo"), None) is not None:
            traits.add(Trait.TRACKED_CHANGES)
        if next(root.iter(f"{_W}vanish"), None) is not None and not _part.endswith("styles.xml"):
            traits.add(Trait.HIDDEN)
        if next(root.iter(f"{_W}object", f"{_W}control", f"{_W}altChunk"), None) is not None:
            raise Unreadable(refusals.EMBEDDED, package.name)
        for one in list(root.iter(f"{_W}attachedTemplate")):
            one.getparent().remove(one)
            package.keep(_part, root)
    return traits


def _refuse_fields(said: str, name: str) -> None:
    if _DDE.search(said):
        raise Unreadable(refusals.ACTIVE, name)
    if _LOADS.search(said):
        raise Unreadable(refusals.ELSEWHERE, name)


def _of_workbook(package: Package) -> set[Trait]:
    """The traits of a workbook; refuses formulas that run or load something."""
    traits: set[Trait] = set()
    if any(re.match(r"xl/(threaded)?comments", part, re.IGNORECASE) for part in package.parts):
        traits.add(Trait.COMMENTS)
    for part, root in _xml_parts(package, "xl/"):
        for one in root.iter(f"{_S}f", f"{_S}formula", f"{_S}formula1", f"{_S}formula2", f"{_S}definedName"):
            said = one.text or ""
            if _COMMAND.search(said):
                raise Unreadable(refusals.ACTIVE, package.name)
            if _WEB.search(said):
                raise Unreadable(refusals.ELSEWHERE, package.name)
        if (
            next(root.iter(f"{_S}ddeLink", f"{_S}oleLink", f"{_S}oleObject", f"{_S}control"), None)
            is not None
        ):
            raise Unreadable(refusals.ACTIVE, package.name)
        is_hidden = any(one.get("state", "visible") != "visible" for one in root.iter(f"{_S}sheet"))
        hides = any(one.get("hidden") in {"1", "true"} for one in root.iter(f"{_S}row", f"{_S}col"))
        if is_hidden or hides:
            traits.add(Trait.HIDDEN)
        _forget_places(package, part, root)
    return traits


def _forget_places(package: Package, part: str, root: Any) -> None:
    """Leave out the folder in which a workbook was, its printers, and the names of who commented."""
    changed = False
    for one in list(root.iter("{http://schemas.microsoft.com/office/spreadsheetml/2010/11/ac}absPath")):
        one.getparent().remove(one)
        changed = True
    for one in list(root.iter(f"{_S}pageSetup")):
        changed = one.attrib.pop(f"{_R}id", None) is not None or changed
    for one in list(root.iter(f"{_S}fileSharing")):
        one.getparent().remove(one)
        changed = True
    if part.startswith("xl/comments"):
        for one in root.iter(f"{_S}author"):
            one.text, changed = "", True
    if changed:
        package.keep(part, root)


def _leave_out(package: Package) -> None:
    """Leave out the parts about people and programs, with all that leads to them."""
    gone = {part for part in package.parts if _LEFT_OUT.search(part)}
    for part in gone:
        del package.parts[part]
    for rels in _relationship_parts(package):
        found = targets(package, rels)
        for one, inside in found:
            is_template = one.get("Type", "").endswith("/attachedTemplate")
            if is_template or (one.get("TargetMode") != "External" and inside in gone):
                one.getparent().remove(one)
        if found:
            package.keep(rels, found[0][0].getroottree().getroot())
    root = package.xml(_TYPES)
    for one in list(root):
        if one.get("PartName", "").lstrip("/") in gone:
            root.remove(one)
    package.keep(_TYPES, root)


def _forget_people(package: Package) -> None:
    """Leave out who wrote comments and changes, and when, and the numbers of the sessions in which they did."""
    for part in [one for one in package.parts if one.endswith(".xml") and one.startswith(("word/", "xl/"))]:
        root = package.xml(part)
        changed = False
        for one in root.iter(tag=etree.Element):
            for name in list(one.attrib):
                local = name.rpartition("}")[2]
                is_session = local.startswith("rsid")
                if is_session or (local in _PEOPLE and "}" in name):
                    changed = True
                    if local in {"author", "initials"}:
                        one.attrib[name] = ""
                    else:
                        del one.attrib[name]
        if changed:
            package.keep(part, root)
