"""OpenDocument texts of our own making."""

import zipfile
from io import BytesIO

from consult.documents.blocks import Source
from consult.documents.open_document.styles import NAMESPACES
from tests.documents import papers

SPACES = " ".join(f'xmlns:{name}="{address}"' for name, address in NAMESPACES.items() if name != "xml")
STYLES = f"""<office:document-styles {SPACES}><office:styles>
<style:default-style style:family="paragraph"><style:text-properties fo:language="fr" fo:country="CH"
 style:language-complex="ar" style:country-complex="EG" style:language-asian="ja" style:country-asian="JP"/></style:default-style>
<style:style style:name="Title" style:family="paragraph"/><style:style style:name="Strong" style:family="text">
<style:text-properties fo:font-weight="bold"/></style:style>
<text:outline-style style:name="Outline">
<text:outline-level-style text:level="1" style:num-format="1"/>
<text:outline-level-style text:level="2" style:num-format="1" text:display-levels="2" style:num-suffix="."/>
<text:outline-level-style text:level="3" style:num-format=""/></text:outline-style>
</office:styles><office:master-styles><style:master-page style:name="Standard"><style:header><text:p>Draft of May</text:p>
</style:header></style:master-page></office:master-styles></office:document-styles>"""
AUTOMATIC = """<office:automatic-styles>
<style:style style:name="P1" style:family="paragraph" style:parent-style-name="Title"/>
<style:style style:name="T1" style:family="text" style:parent-style-name="Strong"><style:text-properties fo:font-style="italic"/></style:style>
<style:style style:name="T2" style:family="text"><style:text-properties style:text-position="super 58%"/></style:style>
<style:style style:name="T3" style:family="text" style:parent-style-name="T4"/><style:style style:name="T4" style:family="text" style:parent-style-name="T3"/>
<text:list-style style:name="L1"><text:list-level-style-number text:level="1" style:num-format="a" style:num-suffix=")"/>
<text:list-level-style-number text:level="2" style:num-format="i" style:num-prefix="(" style:num-suffix=")"/></text:list-style>
<text:list-style style:name="L2"><text:list-level-style-bullet text:level="1"/></text:list-style>
</office:automatic-styles>"""
TEXT = """<text:tracked-changes><text:changed-region text:id="c1"><text:deletion><text:p>ten</text:p></text:deletion></text:changed-region></text:tracked-changes>
<text:p text:style-name="P1">Sampling of seed</text:p>
<text:table-of-content><text:index-body><text:p>1 Scope 2</text:p></text:index-body></text:table-of-content>
<text:h text:outline-level="1"><text:bookmark text:name="scope"/>Scope</text:h>
<text:p>A lot<text:s text:c="2"/>is <text:span text:style-name="T1">uniform</text:span> and has 10<text:span text:style-name="T2">3</text:span>
 bags.<text:note text:id="n1" text:note-class="footnote"><text:note-citation>1</text:note-citation><text:note-body><text:p>With a tolerance.</text:p></text:note-body></text:note></text:p>
<text:h text:outline-level="2">Size</text:h>
<text:p>At most <text:change text:change-id="c1"/><text:change-start text:change-id="c2"/>25<text:change-end text:change-id="c2"/> tonnes<office:annotation><dc:creator>N</dc:creator><text:p>Why?</text:p></office:annotation>.</text:p>
<text:h text:outline-level="1">Method</text:h>
<text:list text:style-name="L1"><text:list-item><text:p>divide the lot</text:p><text:list><text:list-item><text:p>in halves</text:p></text:list-item>
<text:list-item><text:p>in quarters</text:p></text:list-item></text:list></text:list-item><text:list-item><text:p>mark each</text:p><text:p>with ink</text:p></text:list-item></text:list>
<text:list text:style-name="L2"><text:list-item><text:p>a bullet</text:p></text:list-item></text:list>
<text:list text:style-name="L1" text:continue-numbering="true"><text:list-item><text:p>seal it</text:p></text:list-item></text:list>
<table:table><table:table-header-rows><table:table-row><table:table-cell><text:p>Species</text:p></table:table-cell><table:table-cell><text:p>Maximum</text:p></table:table-cell></table:table-row></table:table-header-rows>
<table:table-row><table:table-cell table:number-columns-spanned="2"><text:p>Wheat</text:p><text:p>and rye</text:p></table:table-cell><table:covered-table-cell/></table:table-row></table:table>
<text:p><draw:frame draw:name="F1"><draw:image xlink:href="Pictures/a.png"/><svg:desc>A stick sampler</svg:desc></draw:frame></text:p>
<text:p>See <text:a xlink:href="#scope">the scope</text:a>.<draw:frame draw:name="Box 1"><draw:text-box><text:p>In a box.</text:p></draw:text-box></draw:frame><draw:frame draw:name="Formula 1"><draw:object xlink:href="./Object 1"/></draw:frame></text:p>"""


def content(text: str = TEXT) -> str:
    """The main part of a file with this text."""
    return (
        f"<office:document-content {SPACES}>{AUTOMATIC}<office:body><office:text>{text}</office:text></office:body>"
        "</office:document-content>"
    )


def package(text: str = TEXT, **parts: str | bytes) -> Source:
    """A file (.odt) with this text; `parts` are further parts by their name without folder and ending."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        archive.writestr("content.xml", parts.pop("content", content(text)))
        archive.writestr("styles.xml", parts.pop("styles", STYLES))
        archive.writestr("Pictures/a.png", papers.picture())
        archive.writestr("META-INF/manifest.xml", parts.pop("manifest", "<manifest/>"))
        for name, data in parts.items():
            archive.writestr(name, data)
    return Source("a.odt", out.getvalue())


def flat(text: str = TEXT) -> Source:
    """The same as one file of XML (.fodt), which has no pictures beside it."""
    styles = STYLES.partition(">")[2].removesuffix("</office:document-styles>")
    body = f"<office:body><office:text>{text}</office:text></office:body>"
    whole = f'<office:document {SPACES} office:mimetype="application/vnd.oasis.opendocument.text">{styles}{AUTOMATIC}{body}</office:document>'
    return Source("a.fodt", f'<?xml version="1.0" encoding="UTF-8"?>\n{whole}'.encode())
