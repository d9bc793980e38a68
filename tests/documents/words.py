"""Word files of our own making, from pieces of their XML."""

import zipfile
from io import BytesIO

import docx

from consult.documents.blocks import Source

_NAMES = {
    "w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "r": "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    "m": "http://schemas.openxmlformats.org/officeDocument/2006/math",
    "mc": "http://schemas.openxmlformats.org/markup-compatibility/2006",
    "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
    "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
    "wps": "http://schemas.microsoft.com/office/word/2010/wordprocessingShape",
    "c": "http://schemas.openxmlformats.org/drawingml/2006/chart",
    "dgm": "http://schemas.openxmlformats.org/drawingml/2006/diagram",
    "v": "urn:schemas-microsoft-com:vml",
    "o": "urn:schemas-microsoft-com:office:office",
}
NAMES = " ".join(f'xmlns:{prefix}="{name}"' for prefix, name in _NAMES.items())
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def file(
    body: str, *, styles: str = "", lists: str = "", related: dict[str, tuple[str, bytes]] | None = None
) -> Source:
    """A Word file with this body.

    `styles` are added to those of an empty document, `lists` take the place of its own; `related`: parts of the
    file beside the text, by the id of their relation: their kind ("footnotes", "image", …) and their content.
    """
    out, made = BytesIO(), BytesIO()
    docx.Document().save(made)
    with zipfile.ZipFile(made) as plain, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for info in plain.infolist():
            data = (
                plain.read(info).decode() if info.filename.endswith((".xml", ".rels")) else plain.read(info)
            )
            if info.filename == "word/document.xml":
                data = f"<w:document {NAMES}><w:body>{body}</w:body></w:document>"
            elif info.filename == "word/styles.xml" and isinstance(data, str):
                data = data.replace("</w:styles>", f"{styles}</w:styles>")
            elif info.filename == "word/numbering.xml" and lists:
                data = f"<w:numbering {NAMES}>{lists}</w:numbering>"
            elif info.filename == "word/_rels/document.xml.rels" and isinstance(data, str):
                data = data.replace(
                    "</Relationships>", "".join(_relations(related or {})) + "</Relationships>"
                )
            elif info.filename == "[Content_Types].xml" and isinstance(data, str):
                data = data.replace(
                    "<Override", '<Default Extension="png" ContentType="image/png"/><Override', 1
                )
            archive.writestr(info.filename, data)
        for name, (kind, content) in (related or {}).items():
            archive.writestr(f"word/{_file_of(name, kind)}", content)
    return Source("draft.docx", out.getvalue())


def _file_of(name: str, kind: str) -> str:
    return f"media/{name}.png" if kind == "image" else f"{name}.xml"


def _relations(related: dict[str, tuple[str, bytes]]) -> list[str]:
    return [
        f'<Relationship Id="{name}" Type="{_OFFICE}/{kind}" Target="{_file_of(name, kind)}"/>'
        for name, (kind, _content) in related.items()
    ]


def paragraph(words: str, style: str = "", more: str = "") -> str:
    """A paragraph; `more`: further properties of it."""
    named = f'<w:pStyle w:val="{style}"/>' if style else ""
    return f"<w:p><w:pPr>{named}{more}</w:pPr>{run(words)}</w:p>"


def run(words: str, properties: str = "") -> str:
    """A run of words."""
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{words}</w:t></w:r>'


def level(depth: int, kind: str, pattern: str, more: str = "") -> str:
    """A level of a list."""
    return f'<w:lvl w:ilvl="{depth}"><w:start w:val="1"/><w:numFmt w:val="{kind}"/>{more}<w:lvlText w:val="{pattern}"/></w:lvl>'


def abstract(identifier: int, *levels: str) -> str:
    """The definition of a list."""
    return f'<w:abstractNum w:abstractNumId="{identifier}">{"".join(levels)}</w:abstractNum>'


def numbers(identifier: int, of: int, more: str = "") -> str:
    """A list of a definition."""
    return f'<w:num w:numId="{identifier}"><w:abstractNumId w:val="{of}"/>{more}</w:num>'


def item(words: str, identifier: int, depth: int = 0) -> str:
    """A paragraph in a list."""
    return paragraph(
        words, more=f'<w:numPr><w:ilvl w:val="{depth}"/><w:numId w:val="{identifier}"/></w:numPr>'
    )


def style(identifier: str, name: str, based_on: str = "", more: str = "") -> str:
    """A style of paragraphs; `more`: its properties."""
    base = f'<w:basedOn w:val="{based_on}"/>' if based_on else ""
    return f'<w:style w:type="paragraph" w:styleId="{identifier}"><w:name w:val="{name}"/>{base}<w:pPr>{more}</w:pPr></w:style>'
