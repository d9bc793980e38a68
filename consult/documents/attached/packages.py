"""Files that are archives of parts in XML: read whole and counted, changed part by part, written again."""

import posixpath
import struct
import zipfile
from io import BytesIO
from typing import Any

from lxml import etree

from consult.documents import archives
from consult.documents.attached import picture_metadata, refusals
from consult.documents.blocks import Unreadable

_END = b"PK\x05\x06"
_RELATIONSHIP = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"


class Package:
    """The parts of an archive by their names, in their order."""

    def __init__(self, data: bytes, name: str) -> None:
        """Read it. Raises Unreadable."""
        self.name = name
        if not _is_alone(data):
            raise Unreadable(refusals.TWO_IN_ONE, name)
        if any(info.flag_bits & 1 for info in _listed(data, name)):
            raise Unreadable(refusals.PASSWORD, name)
        with zipfile.ZipFile(archives.unpacked(data, name)) as archive:
            self.parts = {
                info.filename: archive.read(info) for info in archive.infolist() if not info.is_dir()
            }

    def xml(self, part: str) -> Any:
        """The root of a part. Raises Unreadable where it is no XML."""
        parser = etree.XMLParser(
            resolve_entities=False, no_network=True, huge_tree=False, remove_comments=True
        )
        try:
            return etree.fromstring(self.parts[part], parser)
        except (etree.XMLSyntaxError, KeyError, ValueError):
            raise Unreadable(refusals.DAMAGED, self.name) from None

    def keep(self, part: str, root: Any) -> None:
        """Write a part again."""
        self.parts[part] = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)

    def written(self) -> bytes:
        """The archive, without dates and without metadata of its pictures."""
        out = BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, data in self.parts.items():
                info = zipfile.ZipInfo(name)
                is_first = name == "mimetype"
                info.compress_type = zipfile.ZIP_STORED if is_first else zipfile.ZIP_DEFLATED
                archive.writestr(info, picture_metadata.without(data))
        return out.getvalue()


def targets(package: Package, rels: str) -> list[tuple[Any, str]]:
    """The relationships in a part of them, each with the name of the part that it leads to."""
    folder = posixpath.dirname(posixpath.dirname(rels))
    found = []
    for one in package.xml(rels).iter(_RELATIONSHIP):
        target = one.get("Target", "")
        inside = (
            target.lstrip("/")
            if target.startswith("/")
            else posixpath.normpath(posixpath.join(folder, target))
        )
        found.append((one, inside))
    return found


def _listed(data: bytes, name: str) -> list[zipfile.ZipInfo]:
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            return archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, EOFError, NotImplementedError, struct.error):
        raise Unreadable(refusals.DAMAGED, name) from None


def _is_alone(data: bytes) -> bool:
    """Whether nothing stands before the first part of an archive, nor after its end."""
    end = data.rfind(_END)
    return data.startswith(b"PK\x03\x04") and (end < 0 or len(data) == end + 22)
