"""Drafts of our own making, in the formats that secretariats have."""

from functools import cache
from io import BytesIO
from typing import Any

import docx
from docx.enum.style import WD_STYLE_TYPE
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from PIL import Image

from consult.accounts.models import User
from consult.documents import sandbox
from consult.documents.blocks import ParsedDraft, Source
from consult.drafts import actions, jobs, queries
from consult.drafts.models import Import, Version
from consult.organisations.models import Organisation

FIRST = """---
title: Sampling
---
# 1 Scope

This draft sets out how a lot of seed is sampled. It applies to *agricultural* seed.

# 2 Sampling

## 2.1 Maximum lot size {#lot-size}

A lot shall not exceed the quantity of Table 1.[^tolerance]

- divide the lot
- mark each sub-lot

| Species | Maximum (kg) |
|---|---|
| Wheat | 30 000 |

NOTE: Laboratories in hot climates may ask for more.

[^tolerance]: With a tolerance of five per cent.
"""

SECOND = """# 3 Instruments

See [the lot size](#lot-size). Use a stick sampler.

![A stick sampler, half open](pictures/sampler.png)

<script>alert("x")</script>
<p onclick="alert(1)">Use it <a href="javascript:alert(2)">slowly</a>.</p>
"""

HTML = """<!doctype html><html lang="fr"><head><title>Prélèvement</title><style>p{color:red}</style></head><body>
<nav><a href="/">Accueil</a></nav>
<h1>Prélèvement</h1><h2>1 Portée</h2><p id="portee">Ce projet <b onmouseover="x()">fixe</b> la méthode.</p>
<iframe src="https://elsewhere.example"></iframe><img src="x" onerror="alert(1)" alt="Une sonde">
<h2>2 Méthode</h2><ol><li>diviser</li><li>marquer<ul><li>à l'encre</li></ul></li></ol>
<table><caption>Table 1. Lots</caption><tr><th>Espèce</th></tr><tr><td colspan="2">Blé</td></tr></table>
</body></html>"""


def picture() -> bytes:
    """A small picture."""
    out = BytesIO()
    Image.new("RGB", (40, 20), "#0a5a78").save(out, "PNG")
    return out.getvalue()


def word() -> bytes:
    """A Word draft: numbers that Word computes, a table with a merged cell, a footnote, a picture, a tracked change."""
    document = docx.Document()
    _number_headings(document)
    document.add_paragraph(
        "1 Scope .......... 2", style=document.styles.add_style("toc 1", WD_STYLE_TYPE.PARAGRAPH)
    )
    document.add_heading("Scope", 1)
    first = document.add_paragraph("A lot of seed is sampled as set out here")
    _cite_footnote(document, first, "Seed for sowing only.")
    document.add_heading("Sampling", 1)
    document.add_heading("Maximum lot size", 2)
    changed = document.add_paragraph("A lot weighs at most ")
    _track(changed, "w:del", "w:delText", "10")
    _track(changed, "w:ins", "w:t", "25")
    changed.add_run(" tonnes.")
    document.add_heading("Instruments", 2)
    document.add_paragraph("divide the lot", style="List Bullet")
    signs = document.add_paragraph("Accuracy: ")
    for font, code in (("Wingdings", "F0FC"), ("Symbol", "F0B1"), ("Symbol", "F061"), ("Wingdings", "F021")):
        signs.add_run()._r.append(parse_xml(f'<w:sym {nsdecls("w")} w:font="{font}" w:char="{code}"/>'))
    formula = document.add_paragraph("It weighs ")
    math = "http://schemas.openxmlformats.org/officeDocument/2006/math"
    formula._p.append(parse_xml(f'<m:oMath xmlns:m="{math}"><m:r><m:t>m=V·ρ</m:t></m:r></m:oMath>'))
    table = document.add_table(rows=2, cols=2)
    for cell, words in zip(table._cells, ("Species", "Maximum", "Wheat", ""), strict=True):
        cell.text = words
    table.cell(1, 0).merge(table.cell(1, 1))
    shown = document.add_picture(BytesIO(picture()))
    shown._inline.docPr.set("descr", "A stick sampler, half open")
    out = BytesIO()
    document.save(out)
    return out.getvalue()


def _number_headings(document: Any) -> None:
    """Tie Heading 1 and 2 to a list of Word with the patterns 1 and 1.1."""
    root = document.part.numbering_part.element
    levels = "".join(
        f'<w:lvl w:ilvl="{level}"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:pStyle w:val="Heading{level + 1}"/>'
        f'<w:lvlText w:val="{pattern}"/></w:lvl>'
        for level, pattern in enumerate(("%1", "%1.%2"))
    )
    root.insert(0, parse_xml(f'<w:abstractNum {nsdecls("w")} w:abstractNumId="77">{levels}</w:abstractNum>'))
    root.append(parse_xml(f'<w:num {nsdecls("w")} w:numId="77"><w:abstractNumId w:val="77"/></w:num>'))
    for level in (1, 2):
        properties = document.styles[f"Heading {level}"].element.get_or_add_pPr()
        properties.append(
            parse_xml(f'<w:numPr {nsdecls("w")}><w:ilvl w:val="{level - 1}"/><w:numId w:val="77"/></w:numPr>')
        )


def _cite_footnote(document: Any, paragraph: Any, words: str) -> None:
    notes = f'<w:footnotes {nsdecls("w")}><w:footnote w:id="2"><w:p><w:r><w:t>{words}</w:t></w:r></w:p></w:footnote></w:footnotes>'
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
    part = Part(PackURI("/word/footnotes.xml"), kind, notes.encode(), document.part.package)
    document.part.relate_to(part, RELATIONSHIP_TYPE.FOOTNOTES)
    reference = OxmlElement("w:footnoteReference")
    reference.set(qn("w:id"), "2")
    paragraph.add_run()._r.append(reference)


def _track(paragraph: Any, change: str, tag: str, words: str) -> None:
    paragraph._p.append(
        parse_xml(
            f'<{change} {nsdecls("w")} w:id="9" w:author="A" w:date="2027-01-01T00:00:00Z">'
            f"<w:r><{tag}>{words}</{tag}></w:r></{change}>"
        )
    )


def version(organisation: Organisation, *files: Source, title: str, label: str = "") -> Version:
    """A version of these files for stories about other things: the same files are read once for all stories."""
    return actions.save(
        organisation, _read(files), title=title, label=label, source_name=files[0].name, by=None
    )


@cache
def _read(files: tuple[Source, ...]) -> ParsedDraft:
    return sandbox.parse(files)


def started(organisation: Organisation, *files: Source, title: str, by: User | None = None) -> Import:
    """An upload of these files that was read and is to be reviewed."""
    streams = [(file.name, BytesIO(file.data)) for file in files]
    kept = actions.upload(organisation, streams, title=title, label="", language=None, by=by)
    reference = kept.reference
    jobs.read(kept.id)
    return queries.import_(reference)
