"""Drawings of Word: pictures and text boxes are kept; charts, diagrams, objects and mere shapes are told."""

import html
from collections import Counter
from collections.abc import Iterator
from typing import Any, NamedTuple

from docx.oxml.ns import qn
from lxml import etree

from consult.core.translatable import N_
from consult.documents.blocks import Kind, NonBlockKind, WarningRecorder

_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
_V = "{urn:schemas-microsoft-com:vml}"
_O = "{urn:schemas-microsoft-com:office:office}"
_BOX = qn("w:txbxContent")


class Drawing(NamedTuple):
    """What is kept of a drawing: the HTML of its pictures, these by their address in it, and its text boxes."""

    html: str
    pictures: dict[str, bytes]
    boxes: list[Any]


def chosen(alternatives: Any) -> Any:
    """The one of several forms of the same thing that can be read best, or None: Word puts the newest first."""
    forms = [form for form in alternatives if isinstance(form.tag, str)]
    return next((form for form in forms if _says_something(form)), forms[0] if forms else None)


def _says_something(element: Any) -> bool:
    known = (f"{_A}blip", f"{_V}imagedata", _BOX, qn("w:t"), "{*}oMath")
    return next(element.iter(*known), None) is not None


def read(element: Any, part: Any, tell: WarningRecorder) -> Drawing:
    """A `drawing`, `pict` or `object` of a part of the file; what is left out of it is told."""
    alt = _alternative(element)
    own = list(_outside_boxes(element))
    boxes = [one for one in own if one.tag == _BOX]
    shown, pictures = "", {}
    for picture in own:
        if picture.tag not in {f"{_A}blip", f"{_V}imagedata"}:
            continue
        name, data = _picture(picture, part)
        if data is not None:
            pictures[name] = data
        shown += f'<img src="{html.escape(name, quote=True)}" alt="{html.escape(alt, quote=True)}">'
    _tell_of_the_rest(own, shown, boxes, alt, tell)
    return Drawing(shown, pictures, boxes)


def _outside_boxes(element: Any) -> Iterator[Any]:
    """The elements of a drawing in their order, and its text boxes, but not what is in these: it is read by itself."""
    walk = etree.iterwalk(element, events=("start",))
    for _event, one in walk:
        if isinstance(one.tag, str):
            yield one
        if one.tag == _BOX:
            walk.skip_subtree()


def _alternative(element: Any) -> str:
    for described in element.iter(f"{_WP}docPr"):
        return described.get("descr") or described.get("title") or ""
    for shape in element.iter(f"{_V}shape", f"{_V}rect"):
        return shape.get("alt") or ""
    return ""


def _picture(element: Any, part: Any) -> tuple[str, bytes | None]:
    """The address of a picture, and its bytes where they are in the file."""
    relation = element.get(qn("r:embed")) or element.get(qn("r:id"))
    found = part.rels.get(relation) if relation else None
    if found is not None and not found.is_external and hasattr(found.target_part, "blob"):
        return f"word:{found.target_part.partname}", found.target_part.blob
    linked = found if found is not None else part.rels.get(element.get(qn("r:link")) or "")
    return (linked.target_ref if linked is not None and linked.is_external else "word:"), None


def _tell_of_the_rest(own: list[Any], shown: str, boxes: list[Any], alt: str, tell: WarningRecorder) -> None:
    names = Counter(one.tag.rpartition("}")[2] for one in own)
    program = next((one.get("ProgID") or "" for one in own if one.tag == f"{_O}OLEObject"), "")
    if boxes:
        tell("boxes", N_("The text of a text box is shown after the paragraph to which it belongs."), "")
    if program.startswith(("Equation", "MathType")):
        tell(
            "formulas",
            N_("A formula of an older program is only an image. Enter it again as a Word formula."),
            program,
            {NonBlockKind.EMBEDDED: names["OLEObject"]},
        )
    elif "OLEObject" in names or "control" in names:
        tell(
            "object",
            N_("An object of another program was left out. Its image is shown, if it has one."),
            program or alt,
            {NonBlockKind.EMBEDDED: names["OLEObject"]},
        )
    elif "chart" in names:
        message = N_("A chart was left out. Insert it as an image.")
        tell("chart", message, alt, {Kind.FIGURE: names["chart"]})
    elif "relIds" in names:
        message = N_("A diagram (SmartArt) was left out. Insert it as an image or as text.")
        tell("diagram", message, alt, {Kind.FIGURE: names["relIds"]})
    elif not shown and not boxes and not _is_rule(own[0]):
        tell("drawing", N_("A drawing was left out. Insert it as an image."), alt)


def _is_rule(element: Any) -> bool:
    """Whether it is nothing but a line between paragraphs."""
    return any(shape.get(f"{_O}hr") == "t" for shape in element)
