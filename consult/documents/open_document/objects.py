"""Objects that are embedded in an OpenDocument text (OpenDocument 1.3 part 3, 10.4.6).

Formulas are MathML, in a part of the package or in the text itself."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import unquote

from lxml import etree

from consult.documents.formulas.mathml import name_of
from consult.documents.open_document.styles import qn

_OBJECTS = (qn("draw:object"), qn("draw:object-ole"))


class Objects:
    """The objects of a file. `parts`: the content of each, by its name in the package ("Object 1/content.xml")."""

    def __init__(self, parts: Mapping[str, bytes]) -> None:
        self.parts = parts

    @staticmethod
    def inside(frame: Any) -> list[Any]:
        """The objects in a frame, mostly one."""
        return [*frame.iterchildren(*_OBJECTS)]

    def formula(self, frame: Any) -> Any | None:
        """The element `math` of the formula in a frame; None where the frame holds no formula that can be read."""
        for one in self.inside(frame):
            found = next((child for child in one if name_of(child) == "math"), None)
            found = self._in_package(one) if found is None else found
            if found is not None and "".join(found.itertext()).strip():
                return found
        return None

    def _in_package(self, one: Any) -> Any | None:
        address = (one.get(qn("xlink:href")) or "").removeprefix("./").rstrip("/")
        data = next(
            (self.parts[f"{name}/content.xml"] for name in (address, unquote(address))
             if f"{name}/content.xml" in self.parts), None,
        )  # fmt: skip
        if data is None:
            return None
        parser = etree.XMLParser(
            resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True, remove_pis=True
        )
        try:
            root = etree.fromstring(data, parser)
        except etree.XMLSyntaxError:
            return None  # told as an object that was left out
        return root if name_of(root) == "math" else None


def name_in(frame: Any) -> str:
    """What a frame calls itself, or the object in it."""
    described = (
        frame.findtext(qn("svg:title")) or frame.findtext(qn("svg:desc")) or frame.get(qn("draw:name"))
    )
    addresses = ((one.get(qn("xlink:href")) or "").strip("./") for one in Objects.inside(frame))
    return " ".join((described or next(addresses, "")).split())[:100]
