"""Cells of a spreadsheet in which letters are struck through, raised or lowered: the library that reads the sheets
gives their letters alone. A workbook without such letters costs no more than a look at its styles and shared words."""

import zipfile
from collections.abc import Iterable, Iterator, Mapping
from io import BytesIO
from typing import Any, NamedTuple

from lxml import etree

from consult.documents.tables import letters
from consult.documents.tables.formulas import Cell, worksheets
from consult.documents.tables.table import MOST_COLUMNS, MOST_ROWS

_WORDS, _STYLES, _CONTENT = "xl/sharedStrings.xml", "xl/styles.xml", "content.xml"
_OFF = {"0", "false", "off"}
_SIGNS = (b"strike", b"vertAlign")
_STYLE_OF, _NAME_OF = "style-name", "name"
_MOST_REPEATED = 1_000
"""Cells that one element stands for: more of them are empty ones at the end of a sheet."""


class RichText(NamedTuple):
    """The words of a cell without those that are struck through, and whether there were any."""

    words: str
    is_struck: bool


class _Run(NamedTuple):
    """Letters with the same looks. `is_struck`: None where they are those of the cell."""

    words: str
    is_struck: bool | None = None
    place: str = ""


def marked(data: BytesIO) -> Mapping[str, Mapping[Cell, RichText]]:
    """Name of a worksheet → its cells that have such letters."""
    try:
        with zipfile.ZipFile(data) as archive:
            names = set(archive.namelist())
            found = _of_workbook(archive, names) if _CONTENT not in names else _of_open_document(archive)
            return {name: cells for name, cells in found if cells}
    except (zipfile.BadZipFile, etree.XMLSyntaxError):
        return {}
    finally:
        data.seek(0)


def _read(runs: Iterable[_Run], is_struck_cell: bool) -> RichText:
    words, is_struck = "", False
    after_struck = False
    for one in runs:
        if is_struck_cell if one.is_struck is None else one.is_struck:
            is_struck = is_struck or bool(one.words.strip())
            after_struck = True
            continue
        change = {"superscript": letters.raised, "subscript": letters.lowered}.get(one.place)
        said = change(one.words) if change is not None else one.words
        if after_struck:
            words, said = letters.without(words, said)
        words, after_struck = words + said, False
    return RichText(words, is_struck)


def _is_rich(runs: Iterable[_Run]) -> bool:
    return any(one.is_struck or one.place in {"superscript", "subscript"} for one in runs)


def _elements(archive: zipfile.ZipFile, part: str, tag: str) -> Iterator[Any]:
    """The elements of this name in a part, each forgotten when the next is asked for."""
    with archive.open(part) as file:
        for _event, element in etree.iterparse(
            file, events=("end",), tag=f"{{*}}{tag}", resolve_entities=False, no_network=True
        ):
            yield element
            element.clear(keep_tail=False)
            while element.getprevious() is not None:
                del element.getparent()[0]


# -- XLSX ------------------------------------------------------------------------------------------------------------


def _of_workbook(archive: zipfile.ZipFile, names: set[str]) -> Iterator[tuple[str, Mapping[Cell, RichText]]]:
    struck = _struck_styles(archive) if _STYLES in names else frozenset[str]()
    shared = _shared(archive, keeps_all=bool(struck)) if _WORDS in names else {}
    for name, part in worksheets(archive):
        has_own = any(sign in archive.read(part) for sign in _SIGNS)
        yield name, _cells(archive, part, shared, struck) if shared or struck or has_own else {}


def _is_on(properties: Any, name: str) -> bool:
    found = properties.find(f"{{*}}{name}") if properties is not None else None
    return found is not None and found.get("val", "1") not in _OFF


def _struck_styles(archive: zipfile.ZipFile) -> frozenset[str]:
    """The numbers of the styles of cells whose letters are struck through."""
    data = archive.read(_STYLES)
    if b"strike" not in data:
        return frozenset()
    tree = etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True))
    fonts = {str(at) for at, one in enumerate(tree.iterfind("{*}fonts/{*}font")) if _is_on(one, "strike")}
    styles = enumerate(tree.iterfind("{*}cellXfs/{*}xf"))
    return frozenset(str(at) for at, one in styles if one.get("fontId", "0") in fonts)


def _runs(element: Any) -> list[_Run]:
    """The letters of a shared or inline string."""
    found = []
    for one in element.iterchildren("{*}t", "{*}r"):
        if etree.QName(one).localname == "t":
            found.append(_Run(one.text or ""))
            continue
        looks, words = one.find("{*}rPr"), "".join(part.text or "" for part in one.iterfind("{*}t"))
        place = looks.find("{*}vertAlign") if looks is not None else None
        found.append(
            _Run(
                words,
                None if looks is None else _is_on(looks, "strike"),
                place.get("val", "") if place is not None else "",
            )
        )
    return found


def _shared(archive: zipfile.ZipFile, *, keeps_all: bool) -> dict[str, list[_Run]]:
    """Number of a shared string → its letters: of those with such looks, or of all with several looks."""
    if not keeps_all and not any(sign in archive.read(_WORDS) for sign in _SIGNS):
        return {}
    found = {}
    for at, one in enumerate(_elements(archive, _WORDS, "si")):
        runs = _runs(one)
        if _is_rich(runs) or (keeps_all and any(run.is_struck is not None for run in runs)):
            found[str(at)] = runs
    return found


def _cells(
    archive: zipfile.ZipFile, part: str, shared: Mapping[str, list[_Run]], struck: frozenset[str]
) -> dict[Cell, RichText]:
    found: dict[Cell, RichText] = {}
    for row, column, one in _places(_elements(archive, part, "c")):
        is_struck_cell = one.get("s", "0") in struck
        value = one.findtext("{*}v") or ""
        inner = one.find("{*}is")
        runs = _runs(inner) if inner is not None else shared.get(value, []) if one.get("t") == "s" else []
        if not runs and is_struck_cell and value:
            runs = [_Run(value)]
        if runs and (is_struck_cell or _is_rich(runs)) and column < MOST_COLUMNS:
            found[row, column] = _read(runs, is_struck_cell)
        if len(found) > MOST_ROWS * 4:
            break
    return found


def _places(cells: Iterable[Any]) -> Iterator[tuple[int, int, Any]]:
    """Row, from 1, and column, from 0, of each cell that says them."""
    for one in cells:
        place = one.get("r", "")
        signs = place.rstrip("0123456789")
        digits = place[len(signs) :]
        if signs.isascii() and signs.isalpha() and len(signs) <= 3 and digits and len(digits) <= 7:
            column = 0
            for sign in signs.upper():
                column = 26 * column + ord(sign) - 64
            yield int(digits), column - 1, one


# -- ODS -------------------------------------------------------------------------------------------------------------


def _of_open_document(archive: zipfile.ZipFile) -> Iterator[tuple[str, Mapping[Cell, RichText]]]:
    content = archive.read(_CONTENT)
    if b"text-line-through" not in content and b"text-position" not in content:
        return
    looks: dict[str, _Run] = {}
    for style in _elements(archive, _CONTENT, "style"):
        text = style.find("{*}text-properties")
        if text is None:
            continue
        said = {etree.QName(name).localname: value for name, value in text.attrib.items()}
        is_struck = any(said.get(f"text-line-through-{one}", "none") != "none" for one in ("style", "type"))
        position = said.get("text-position", "").split(" ")[0]
        is_high = position == "super" or (
            position.rstrip("%").replace(".", "").isdigit() and position[0] != "0"
        )
        is_low = position == "sub" or position.startswith("-")
        place = "superscript" if is_high else "subscript" if is_low else ""
        if is_struck or place:
            looks[_own(style, _NAME_OF)] = _Run("", is_struck, place)
    if not looks:
        return
    for table in _elements(archive, _CONTENT, "table"):
        yield _own(table, _NAME_OF), _open_cells(table, looks)


def _own(element: Any, name: str) -> str:
    """An attribute, whatever its namespace."""
    return next((value for key, value in element.attrib.items() if etree.QName(key).localname == name), "")


def _repeated(element: Any, name: str) -> int:
    said = _own(element, name)
    return max(int(said), 1) if said.isascii() and said.isdecimal() and len(said) < 9 else 1


def _open_cells(table: Any, looks: Mapping[str, _Run]) -> dict[Cell, RichText]:
    found: dict[Cell, RichText] = {}
    number = 0
    for row in table.iter("{*}table-row"):
        rows = _repeated(row, "number-rows-repeated")
        column = 0
        for cell in row.iterchildren("{*}table-cell", "{*}covered-table-cell"):
            columns = _repeated(cell, "number-columns-repeated")
            is_struck_cell = bool(looks.get(_own(cell, _STYLE_OF), _Run("")).is_struck)
            runs = list(_open_runs(cell, looks))
            is_marked = _is_rich(runs) or (is_struck_cell and any(one.words.strip() for one in runs))
            if is_marked and rows * columns <= _MOST_REPEATED and column < MOST_COLUMNS:
                words = _read(runs, is_struck_cell)
                for at in range(rows):
                    for beside in range(min(columns, MOST_COLUMNS - column)):
                        found[number + at + 1, column + beside] = words
            column += columns
        number += rows
    return found


def _open_runs(cell: Any, looks: Mapping[str, _Run]) -> Iterator[_Run]:
    """The letters of a cell, a line for each paragraph."""
    for at, one in enumerate(cell.iterchildren("{*}p")):
        if at:
            yield _Run("\n")
        yield from _of_span(one, looks, looks.get(_own(one, _STYLE_OF), _Run("")))


def _of_span(element: Any, looks: Mapping[str, _Run], now: _Run) -> Iterator[_Run]:
    if element.text:
        yield now._replace(words=element.text)
    for one in element:
        name = etree.QName(one).localname if isinstance(one.tag, str) else ""
        if name in {"s", "tab", "line-break"}:
            sign = {"s": " ", "tab": "\t", "line-break": "\n"}[name]
            yield now._replace(words=sign * min(_repeated(one, "c"), 1_000))
        elif name in {"span", "a"}:
            inner = looks.get(_own(one, _STYLE_OF))
            yield from _of_span(one, looks, inner if inner is not None else now)
        if one.tail:
            yield now._replace(words=one.tail)
