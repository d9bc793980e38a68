"""DOCX and XLSX: what they load, run and hide, and the same document without its properties."""

import re
from typing import Any

from lxml import etree

from consult.documents.attached import fields, refusals, vector_pictures
from consult.documents.attached.kinds import CHOOSE, AttachmentKind, CheckedFile, Trait
from consult.documents.attached.packages import Package, targets
from consult.documents.blocks import Unreadable

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
    r"^docprops/|^customxml/|/printersettings/|^word/people\.xml|^xl/(persons|threadedcomments)/"
    r"|^word/(webSettings|commentsIds|commentsExtensible)\.xml|^xl/(revisions|usernames)/|(^|/)thumbnail\.",
    re.IGNORECASE,
)
"""Parts that say who made a document and with what, and no part of what it says. A workbook has each comment of a
thread as a note as well."""

_REFUSED_KINDS = {
    **dict.fromkeys(("vbaProject", "xlMacrosheet", "xlIntlMacrosheet", "dialogsheet"), refusals.MACROS),
    **dict.fromkeys(("oleObject", "package", "aFChunk", "control", "subDocument"), refusals.EMBEDDED),
    **dict.fromkeys(("ctrlProp", "webextension", "webextensiontaskpanes"), refusals.ACTIVE),
    **dict.fromkeys(("connections", "externalLink", "queryTable"), refusals.ELSEWHERE),
}
"""Kinds of relationship, wherever the part is to which they lead."""
_LEFT_OUT_KINDS = {"core-properties", "extended-properties", "custom-properties", "customXml", "person", "people",
                   "threadedComment", "printerSettings", "commentsIds", "commentsExtensible", "thumbnail",
                   "revisionHeaders", "usernames"}  # fmt: skip

_STRING = re.compile(r"\"(?:[^\"]|\"\")*\"|'(?:[^']|'')*'")
"""Words in quotes, and the name of a sheet: whichever begins first."""
_COMMAND = re.compile(r"\|[^!]*!|\b(CALL|REGISTER|EXEC)\s*\(", re.IGNORECASE)
_WEB = re.compile(r"\b(WEBSERVICE|RTD|IMAGE)\s*\(", re.IGNORECASE)
_FORMULAS = (
    "f",
    "formula",
    "formula1",
    "formula2",
    "definedName",
    "calculatedColumnFormula",
    "totalsRowFormula",
)
_LOCAL = re.compile(r"^(file:/{2,3})?[a-z]:[\\/]", re.IGNORECASE)

_PEOPLE = {"author", "initials", "userId", "providerId", "dT", "dateUtc", "personId", "userName", "lastSavedBy",
           "refreshedBy", "refreshedDate"}  # fmt: skip
"""Attributes of any vocabulary that say who did something, and when."""
_ELEMENTS_LEFT_OUT = ("attachedTemplate", "docVars", "rsids", "docId", "mailMerge", "absPath", "fileSharing",
                      "revisionPtr", "customWorkbookViews", "customSheetViews")  # fmt: skip
_VML = "{urn:schemas-microsoft-com:vml}"


def check(data: bytes, name: str) -> CheckedFile:
    """The document. Raises Unreadable, also for another kind of archive (`kind` is that of its parts)."""
    package = Package(data, name)
    kind = _kind(package)
    _refuse_parts(package)
    _refuse_links(package)
    traits = set()
    for part in _xml_parts(package):
        root = package.xml(part)
        traits |= _of_word(root, name) if kind is AttachmentKind.DOCX else _of_workbook(root, name)
        traits |= {Trait.COMMENTS} if _local(root.tag) in {"comments", "ThreadedComments"} else set()
        _refuse_pictures(root, name)
        if _forget(root):
            package.keep(part, root)
    _leave_out(package)
    return CheckedFile(kind, 0, tuple(sorted(traits)), package.written())


def _local(tag: Any) -> str:
    return str(tag).rpartition("}")[2]


# -- which document it is, and which parts are XML -------------------------------------------------------------------


def _kind(package: Package) -> AttachmentKind:
    """By its main part: that to which the package itself leads, and no other part with its usual name."""
    types = package.parts.get(_TYPES, b"")
    if b"macroEnabled" in types or b"vbaProject" in types:
        raise Unreadable(refusals.MACROS, package.name)
    if "_rels/.rels" not in package.parts:
        raise Unreadable(CHOOSE, package.name)
    found = targets(package, "_rels/.rels")
    mains = [part for one, part in found if _local_kind(one) == "officeDocument"]
    if len(mains) != 1 or mains[0] not in package.parts:
        raise Unreadable(refusals.DAMAGED, package.name)
    by_part, by_ending = _content_types(package)
    told = _type_of(mains[0], by_part, by_ending)
    for word, kind in (("wordprocessingml", AttachmentKind.DOCX), ("spreadsheetml", AttachmentKind.XLSX)):
        if word in told:
            return kind
    raise Unreadable(CHOOSE, package.name)


def _local_kind(relationship: Any) -> str:
    return str(relationship.get("Type", "")).rpartition("/")[2]


def _content_types(package: Package) -> tuple[dict[str, str], dict[str, str]]:
    """The types of single parts, and those by the ending of a name; both in small letters, as Office compares them."""
    by_part, by_ending = {}, {}
    for one in package.xml(_TYPES).iter(tag=etree.Element):
        told = one.get("ContentType", "").lower()
        if "PartName" in one.attrib:
            by_part[one.get("PartName").lstrip("/").lower()] = told
        elif "Extension" in one.attrib:
            by_ending[one.get("Extension").lower()] = told
    return by_part, by_ending


def _type_of(part: str, by_part: dict[str, str], by_ending: dict[str, str]) -> str:
    return by_part.get(part.lower()) or by_ending.get(part.rpartition(".")[2].lower(), "")


def _xml_parts(package: Package) -> list[str]:
    """Every part that a program may read as XML: by its name, by its type, or by how it begins."""
    types = _content_types(package)
    return [
        part
        for part, data in package.parts.items()
        if part.lower().endswith((".xml", ".vml", ".svg", ".rels"))
        or _type_of(part, *types).endswith("xml")
        or data[:64].lstrip(b"\xef\xbb\xbf\xff\xfe\0 \t\r\n").startswith(b"<")
    ]


# -- what is refused -------------------------------------------------------------------------------------------------


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
    for data in package.parts.values():
        if data.startswith((b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"PK\x03\x04", b"MZ", b"%PDF-", b"\x7fELF")):
            raise Unreadable(refusals.EMBEDDED, package.name)


def _refuse_links(package: Package) -> None:
    """Only a link that a reader follows may lead elsewhere; a template on a disk of the writer is left out."""
    for rels in _relationship_parts(package):
        for one, _inside in targets(package, rels):
            kind = _local_kind(one)
            if kind in _REFUSED_KINDS:
                raise Unreadable(_REFUSED_KINDS[kind], package.name)
            if one.get("TargetMode") != "External" or kind == "hyperlink":
                continue
            if kind != "attachedTemplate" or not _LOCAL.match(one.get("Target", "")):
                raise Unreadable(refusals.ELSEWHERE, package.name)


def _relationship_parts(package: Package) -> list[str]:
    return [part for part in package.parts if part.lower().endswith(".rels")]


def _has(root: Any, *names: str) -> bool:
    """Whether there is one of these elements, in any vocabulary: strict documents have namespaces of their own."""
    return next(root.iter(*(f"{{*}}{name}" for name in names)), None) is not None


def _of_word(root: Any, name: str) -> set[Trait]:
    """The traits of a part of a document of Word; refuses fields that run or load something."""
    fields.refuse(root, name)
    if _has(root, "object", "OLEObject", "control", "altChunk"):
        raise Unreadable(refusals.EMBEDDED, name)
    traits = set()
    if _has(root, "ins", "del", "moveFrom", "moveTo"):
        traits.add(Trait.TRACKED_CHANGES)
    if _has(root, "vanish") and _local(root.tag) != "styles":
        traits.add(Trait.HIDDEN)
    return traits


def _of_workbook(root: Any, name: str) -> set[Trait]:
    """The traits of a part of a workbook; refuses formulas that run or load something."""
    for one in root.iter(*(f"{{*}}{formula}" for formula in _FORMULAS)):
        said = _STRING.sub(_without_words, one.text or "")
        if _COMMAND.search(said):
            raise Unreadable(refusals.ACTIVE, name)
        if _WEB.search(said):
            raise Unreadable(refusals.ELSEWHERE, name)
    if _has(root, "ddeLink", "oleLink", "oleObject", "control"):
        raise Unreadable(refusals.ACTIVE, name)
    if _has(root, "connections", "queryTable"):
        raise Unreadable(refusals.ELSEWHERE, name)
    is_hidden = any(one.get("state", "visible") != "visible" for one in root.iter("{*}sheet"))
    hides = any(one.get("hidden") in {"1", "true"} for one in root.iter("{*}row", "{*}col"))
    return {Trait.HIDDEN} if is_hidden or hides else set()


def _without_words(quoted: re.Match[str]) -> str:
    return '""' if quoted[0].startswith('"') else quoted[0]


def _refuse_pictures(root: Any, name: str) -> None:
    """Refuse a drawing that is a program, and one that is loaded by its address."""
    if _local(root.tag) == "svg":
        vector_pictures.refuse(root, name)
    for one in root.iter(f"{_VML}imagedata", f"{_VML}fill"):
        if re.match(r"[a-z][a-z0-9+.-]+:|//|\\\\", one.get("src", ""), re.IGNORECASE):
            raise Unreadable(refusals.ELSEWHERE, name)


# -- what is left out ------------------------------------------------------------------------------------------------


def _leave_out(package: Package) -> None:
    """Leave out the parts about people and programs, with all that leads to them."""
    gone = {part for part in package.parts if _LEFT_OUT.search(part)}
    for rels in _relationship_parts(package):
        gone |= {inside for one, inside in targets(package, rels) if _local_kind(one) in _LEFT_OUT_KINDS}
    for part in gone:
        package.parts.pop(part, None)
    for rels in _relationship_parts(package):
        found = targets(package, rels)
        for one, inside in found:
            is_template = _local_kind(one) == "attachedTemplate"
            if is_template or (one.get("TargetMode") != "External" and inside in gone):
                one.getparent().remove(one)
        if found:
            package.keep(rels, found[0][0].getroottree().getroot())
    root = package.xml(_TYPES)
    for one in list(root):
        if one.get("PartName", "").lstrip("/") in gone:
            root.remove(one)
    package.keep(_TYPES, root)


def _forget(root: Any) -> bool:
    """Leave out who wrote comments and changes, and when, the numbers of the sessions in which they did, and the
    folders and printers of a workbook; whether there was anything."""
    changed = False
    for one in list(root.iter(*(f"{{*}}{name}" for name in _ELEMENTS_LEFT_OUT))):
        one.getparent().remove(one)
        changed = True
    if _local(root.tag) == "comments":
        changed = _forget_authors(root) or changed
    for one in root.iter(tag=etree.Element):
        element = _local(one.tag)
        for name in list(one.attrib):
            if _is_of_people(element, name):
                changed = True
                if _local(name) in {"author", "initials"}:
                    one.attrib[name] = ""
                else:
                    del one.attrib[name]
    return changed


def _is_of_people(element: str, name: str) -> bool:
    local = _local(name)
    return (
        local in _PEOPLE
        or local.startswith("rsid")
        or (local == "date" and "}" in name)
        or (element == "scenario" and local == "user")
        or (element == "pageSetup" and local == "id")
    )


def _forget_authors(root: Any) -> bool:
    """Leave out the names of who wrote notes in a workbook, also that which Excel puts before the words of a note."""
    authors = list(root.iter("{*}author"))
    names = {str(number): one.text or "" for number, one in enumerate(authors)}
    for note in root.iter("{*}comment"):
        texts = list(note.iter("{*}t"))
        said = "".join(one.text or "" for one in texts)
        before = f"{names.get(note.get('authorId', ''), '')}:"
        if before == ":" or not said.lstrip().startswith(before):
            continue
        left = len(said) - len(said.lstrip()) + len(before)
        for one in texts:
            text = one.text or ""
            one.text, left = text[left:], max(0, left - len(text))
    for one in authors:
        one.text = ""
    return bool(authors)
