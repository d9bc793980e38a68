"""Files that must not be taken, each made here, with the sentence that its submitter reads."""

import io
import struct
import zipfile
import zlib
from collections.abc import Callable

import pikepdf
from pikepdf import Array, Dictionary, Name
from PIL import Image

from consult.documents.attached import kinds, refusals
from tests.attachments import making

ACTIVE, EMBEDDED, ELSEWHERE, MACROS, PASSWORD, TWO, PIXELS, DAMAGED = (
    refusals.ACTIVE, refusals.EMBEDDED, refusals.ELSEWHERE, refusals.MACROS, refusals.PASSWORD, refusals.TWO_IN_ONE,
    refusals.PIXELS, refusals.DAMAGED,
)  # fmt: skip
CHOOSE = kinds.CHOOSE
STRUCTURE = "The file does not have the structure of a document."
LARGE = "The unpacked file is too large for a document."


def _action(**what: object) -> bytes:
    return making.pdf(OpenAction=Dictionary(**what))


def _annotated(**what: object) -> bytes:
    document = pikepdf.open(io.BytesIO(making.pdf()))
    document.pages[0].Annots = Array([Dictionary(Type=Name.Annot, Rect=[0, 0, 9, 9], **what)])
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _encrypted(**how: str) -> bytes:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(making.pdf())) as document:
        document.save(out, encryption=pikepdf.Encryption(**how))
    return out.getvalue()


def _with_file() -> bytes:
    document = pikepdf.open(io.BytesIO(making.pdf()))
    document.attachments["a.exe"] = pikepdf.AttachedFileSpec(document, b"MZ", filename="a.exe")
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _in_stream(found: bytes) -> bytes:
    """A PDF whose script is in a compressed object stream."""
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(found)) as document:
        document.save(out, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    assert b"JavaScript" not in out.getvalue()
    return out.getvalue()


def _many_objects() -> bytes:
    document = pikepdf.new()
    document.add_blank_page()
    document.Root.Deep = Array([Array([0] * 1000) for _one in range(1000)])
    nested = Array([])
    for _depth in range(200):
        nested = Array([nested])
    document.Root.Nested = nested
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _png_of(width: int, height: int) -> bytes:
    """The head of a picture with so many pixels, and none of them."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b"")
    )


def _jpeg_of(width: int, height: int) -> bytes:
    data = bytearray(making.picture("JPEG"))
    at = data.index(b"\xff\xc0") + 5
    data[at : at + 4] = struct.pack(">HH", height, width)
    return bytes(data)


def _bomb(name: str, base: bytes, size: int = 200 * 1024 * 1024) -> bytes:
    out = io.BytesIO(base)
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as archive, archive.open(name, "w") as part:
        for _piece in range(size >> 20):
            part.write(bytes(1 << 20))
    return out.getvalue()


def _twice(base: bytes) -> bytes:
    out = io.BytesIO(base)
    with zipfile.ZipFile(out, "a") as archive:
        archive.writestr("word/document.xml", b"<w/>")
    return out.getvalue()


def _locked(base: bytes) -> bytes:
    """An archive whose parts say that they are encrypted."""
    data = bytearray(base)
    at = -1
    while (at := data.find(b"PK\x01\x02", at + 1)) >= 0:
        data[at + 8] |= 1
    at = -1
    while (at := data.find(b"PK\x03\x04", at + 1)) >= 0:
        data[at + 6] |= 1
    return bytes(data)


def _rels(base: bytes, kind: str, target: str) -> bytes:
    """A Word document with a relationship that leads elsewhere."""
    one = (
        f'<Relationship Id="rId99" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}"'
        f' Target="{target}" TargetMode="External"/></Relationships>'
    )
    return making.replaced(base, "word/_rels/document.xml.rels", b"</Relationships>", one.encode())


def _field(words: str) -> bytes:
    run = f"<w:r><w:instrText>{words}</w:instrText></w:r>"
    half = len(words) // 2
    run = f"<w:p><w:r><w:instrText>{words[:half]}</w:instrText></w:r><w:r><w:instrText>{words[half:]}</w:instrText></w:r></w:p>"
    return making.replaced(making.word(), "word/document.xml", b"<w:sectPr", run.encode() + b"<w:sectPr")


def _instructed(body: str) -> bytes:
    """A Word document with these runs: `<text>` is a piece of an instruction, [, | and ] are the marks of a field."""
    marks = {"[": "begin", "|": "separate", "]": "end"}
    for sign, kind in marks.items():
        body = body.replace(sign, f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>')
    body = body.replace("<text>", "<w:r><w:instrText>").replace("</text>", "</w:instrText></w:r>")
    words = f"<w:p>{body}</w:p><w:sectPr".encode()
    return making.replaced(making.word(), "word/document.xml", b"<w:sectPr", words)


def _decoy(words: str) -> bytes:
    """A Word document whose main part is not where it usually is, where another document is."""
    hostile = making.changed(
        making.word(), w2__document_dot_xml=making.part(_field(words), "word/document.xml")
    )
    hostile = making.replaced(hostile, "_rels/.rels", b"word/document.xml", b"w2/document.xml")
    return _types(hostile, b"/word/document.xml", b"/w2/document.xml")


def _alternative(choice: str, fallback: str) -> str:
    mc = "http://schemas.openxmlformats.org/markup-compatibility/2006"
    return (
        f'<mc:AlternateContent xmlns:mc="{mc}"><mc:Choice Requires="x">{choice}</mc:Choice>'
        f"<mc:Fallback>{fallback}</mc:Fallback></mc:AlternateContent>"
    )


def _svg(attributes: str, inner: str = "") -> bytes:
    return f'<svg xmlns="http://www.w3.org/2000/svg" {attributes}>{inner}</svg>'.encode()


def _formula(words: str) -> bytes:
    row = f'<sheetData><row r="1"><c r="A1"><f>{words}</f><v>0</v></c></row></sheetData>'
    return making.replaced(making.workbook(), "xl/worksheets/sheet2.xml", b"<sheetData/>", row.encode())


def _types(base: bytes, old: bytes, new: bytes) -> bytes:
    return making.replaced(base, "[Content_Types].xml", old, new)


def _word(**parts: bytes | None) -> bytes:
    return making.changed(making.word(), **parts)


def _excel(**parts: bytes | None) -> bytes:
    return making.changed(making.workbook(), **parts)


JS = {"S": Name.JavaScript, "JS": "app.alert(1)"}
FILES: dict[str, tuple[Callable[[], bytes], str]] = {
    # PDF
    "pdf: script on opening": (lambda: _action(**JS), ACTIVE),
    "pdf: address on opening": (lambda: _action(S=Name.URI, URI="https://e.example/a"), ACTIVE),
    "pdf: address after another action": (
        lambda: _action(S=Name.GoTo, D=Array([]), Next=Array([Dictionary(S=Name.URI, URI="https://e.example/a")])), ACTIVE,
    ),
    "pdf: address when a mark is shown": (
        lambda: _annotated(Subtype=Name.Link, AA=Dictionary(PO=Dictionary(S=Name.URI, URI="https://e.example/a"))), ACTIVE,
    ),
    "pdf: script in an object stream": (lambda: _in_stream(_action(**JS)), ACTIVE),
    "pdf: script by name": (lambda: making.pdf(Names=Dictionary(JavaScript=Dictionary(Names=["a", Dictionary(**JS)]))), ACTIVE),
    "pdf: program started": (lambda: _action(S=Name.Launch, F="calc.exe"), ACTIVE),
    "pdf: form sent": (lambda: _annotated(Subtype=Name.Link, A=Dictionary(S=Name.SubmitForm, F="https://e.example")), ACTIVE),
    "pdf: data imported": (lambda: _annotated(Subtype=Name.Link, A=Dictionary(S=Name.ImportData, F="a")), ACTIVE),
    "pdf: script in an annotation": (lambda: _annotated(Subtype=Name.Widget, AA=Dictionary(E=Dictionary(**JS))), ACTIVE),
    "pdf: film": (lambda: _annotated(Subtype=Name.RichMedia), ACTIVE),
    "pdf: model": (lambda: _annotated(Subtype=Name("/3D")), ACTIVE),
    "pdf: XFA form": (lambda: making.pdf(AcroForm=Dictionary(XFA=Array([]), Fields=Array([]))), ACTIVE),
    "pdf: file inside": (_with_file, EMBEDDED),
    "pdf: file beside a page": (lambda: _annotated(Subtype=Name.FileAttachment), EMBEDDED),
    "pdf: other document": (lambda: _action(S=Name.GoToR, F="//host/share/a.pdf"), ELSEWHERE),
    "pdf: content elsewhere": (lambda: making.pdf(A=lambda d: d.make_stream(b"", FFilter=Name.FlateDecode)), ELSEWHERE),
    "pdf: password": (lambda: _encrypted(owner="a", user="b"), PASSWORD),
    "pdf: owner's password": (lambda: _encrypted(owner="a"), PASSWORD),
    "pdf: too deep": (_many_objects, refusals.NOT_CHECKED),
    "pdf: cut off": (lambda: making.pdf()[:200], DAMAGED),
    "pdf: no pages": (lambda: b"%PDF-1.7\n%%EOF\n", DAMAGED),
    "pdf: archive behind": (lambda: making.pdf() + making.zipped({"a": b"b"}), TWO),
    "pdf: program behind": (lambda: making.pdf() + b"MZ" + bytes(range(1, 255)) * 20, TWO),
    "pdf: page of HTML before": (lambda: b"<html><script>1</script>" + making.pdf(), refusals.WEB_PAGE),
    # pictures
    "png: too many pixels": (lambda: _png_of(60_000, 60_000), PIXELS),
    "png: one line too long": (lambda: _png_of(2_000_000_000, 2), PIXELS),
    "png: no pixels": (lambda: _png_of(4, 4), DAMAGED),
    "png: cut off": (lambda: making.picture()[:40], DAMAGED),
    "png: archive behind": (lambda: making.picture() + making.zipped({"a": b"b"}), TWO),
    "png: program behind": (lambda: making.picture() + b"MZ\x90\x00", TWO),
    "png: PDF behind": (lambda: making.picture() + making.pdf(), TWO),
    "jpeg: too many pixels": (lambda: _jpeg_of(60_000, 60_000), PIXELS),
    "jpeg: cut off": (lambda: making.picture("JPEG")[:100], DAMAGED),
    "jpeg: archive behind": (lambda: making.picture("JPEG") + making.zipped({"a": b"b"}), TWO),
    "jpeg: script behind": (lambda: making.picture("JPEG") + b"<script>1</script>", TWO),
    "jpeg: PHP in its head": (lambda: making.picture("JPEG").replace(making.CANARY.encode(), b"<?php system(1) ?>\0\0"[:20]), TWO),
    "gif": (lambda: b"GIF89a" + bytes(20), CHOOSE),
    "svg": (lambda: b'<svg xmlns="http://www.w3.org/2000/svg"><script>1</script></svg>', CHOOSE),
    "bmp": (lambda: b"BM" + bytes(60), CHOOSE),
    # Word
    "docx: macros": (lambda: _word(word__vbaProject_dot_bin=b"\0"), MACROS),
    "docx: kind with macros": (lambda: _types(making.word(), b"wordprocessingml.document.main", b"macroEnabled.main"), MACROS),
    "docx: ActiveX": (lambda: _word(word__activeX__activeX1_dot_xml=b"<a/>"), MACROS),
    "docx: OLE object": (lambda: _word(word__embeddings__oleObject1_dot_bin=b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), EMBEDDED),
    "docx: workbook inside": (lambda: _word(word__embeddings__a_dot_xlsx=making.workbook()), EMBEDDED),
    "docx: program as a picture": (lambda: _word(word__media__image1_dot_png=b"MZ\x90\0"), EMBEDDED),
    "docx: other content": (lambda: _rels(making.word(), "aFChunk", "a.html"), EMBEDDED),
    "docx: template from a host": (lambda: _rels(making.word(), "attachedTemplate", "https://e.example/a.dotm"), ELSEWHERE),
    "docx: template from a share": (lambda: _rels(making.word(), "attachedTemplate", "file:////host/a.dotm"), ELSEWHERE),
    "docx: picture from a host": (lambda: _rels(making.word(), "image", "https://e.example/a.png"), ELSEWHERE),
    "docx: frame": (lambda: _rels(making.word(), "frame", "https://e.example/"), ELSEWHERE),
    "docx: DDE": (lambda: _field(" DDEAUTO c:\\\\windows\\\\cmd.exe "), ACTIVE),
    "docx: picture by a field": (lambda: _field(' INCLUDEPICTURE "https://e.example/a.png" '), ELSEWHERE),
    "docx: DDE after another instruction": (lambda: _instructed("<text>PAGE</text><text>DDEAUTO c:\\\\cmd.exe</text>"), ACTIVE),
    "docx: DDE after another field": (lambda: _instructed("[<text>PAGE</text>|][<text>DDE</text><text>AUTO c:\\\\cmd.exe</text>]"), ACTIVE),
    "docx: DDE inside a field": (lambda: _instructed("[<text>IF 1=1 </text>[<text> ddeauto a b </text>]|]"), ACTIVE),
    "docx: DDE that a field makes": (lambda: _instructed('[<text>DD</text>[<text>QUOTE "E"</text>]<text> a b</text>]'), ACTIVE),
    "docx: DDE in an alternative": (lambda: _instructed(f'[{_alternative("<text>PAGE </text>", "<text>DDE a</text>")}]'), ACTIVE),
    "docx: DDE after a deleted word": (lambda: _instructed('[<w:del><text>XE "</text></w:del><text>DDE a"</text>]'), ACTIVE),
    "docx: DDE in quotes": (lambda: _instructed('[<text>"DDE" a b</text>]'), ACTIVE),
    "docx: DDE as an attribute": (lambda: _instructed('<w:fldSimple w:instr=" DDE a b "/>'), ACTIVE),
    "docx: DDE in a strict document": (
        lambda: making.replaced(_field("DDE a b"), "word/document.xml", b"http://schemas.openxmlformats.org/wordprocessingml/2006/main",
                                b"http://purl.oclc.org/ooxml/wordprocessingml/main"),
        ACTIVE,
    ),
    "docx: DDE in another main part": (lambda: _decoy(" DDEAUTO c:\\\\cmd.exe "), ACTIVE),
    "docx: DDE in a part of another name": (lambda: _word(word__a_dot_bin=making.part(_field("DDE a b"), "word/document.xml")), ACTIVE),
    "docx: picture after another field": (lambda: _instructed('[<text>PAGE</text>|][<text>INCLUDEPICTURE "http://e.example/a"</text>]'), ELSEWHERE),
    "docx: no main part": (lambda: making.replaced(making.word(), "_rels/.rels", b"word/document.xml", b"word/none.xml"), DAMAGED),
    "docx: script in a vector picture": (lambda: _word(word__media__a_dot_svg=_svg("", "<script>1</script>")), ACTIVE),
    "docx: event in a vector picture": (lambda: _word(word__media__a_dot_svg=_svg('onload="alert(1)"')), ACTIVE),
    "docx: vector picture that loads": (lambda: _word(word__media__a_dot_svg=_svg("", '<image href="//e.example/a"/>')), ELSEWHERE),
    "docx: bomb": (lambda: _bomb("word/media/a.bin", making.word()), LARGE),
    "docx: bomb of XML": (lambda: _bomb("word/a.xml", making.word(), 60 * 1024 * 1024), LARGE),
    "docx: entities": (lambda: _word(word__a_dot_xml=b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'), STRUCTURE),
    "docx: part outside": (lambda: _word(**{"..__..__etc__passwd": b"a"}), STRUCTURE),
    "docx: part twice": (lambda: _twice(making.word()), STRUCTURE),
    "docx: password": (lambda: _locked(making.word()), PASSWORD),
    "docx: picture before": (lambda: making.picture("JPEG") + making.word(), TWO),
    "docx: something behind": (lambda: making.word() + b"<script>1</script>", TWO),
    "docx: broken XML": (lambda: _word(word__document_dot_xml=b"<w:document"), DAMAGED),
    "docx: cut off": (lambda: making.word()[:-60], DAMAGED),
    # Excel
    "xlsx: macros": (lambda: _excel(xl__vbaProject_dot_bin=b"\0"), MACROS),
    "xlsx: macros of Excel 4": (lambda: _excel(xl__macrosheets__sheet1_dot_xml=b"<a/>"), MACROS),
    "xlsx: DDE": (lambda: _formula("cmd|'/c calc'!A0"), ACTIVE),
    "xlsx: DDE after words": (lambda: _formula("&quot;a&quot;&amp;cmd|'/c calc'!A0"), ACTIVE),
    "xlsx: DDE between sheets": (lambda: _formula("'&quot;'!A1&amp;cmd|'/c &quot;calc'!A0"), ACTIVE),
    "xlsx: DDE in a rule of a table": (lambda: _excel(xl__tables__a_dot_xml=b"<table><calculatedColumnFormula>a|b!c</calculatedColumnFormula></table>"), ACTIVE),
    "xlsx: data of a service": (lambda: _formula("WEBSERVICE(&quot;https://e.example&quot;)"), ELSEWHERE),
    "xlsx: connection": (lambda: _excel(xl__connections_dot_xml=b"<a/>"), ELSEWHERE),
    "xlsx: other workbook": (lambda: _excel(xl__externalLinks__externalLink1_dot_xml=b"<a/>"), ELSEWHERE),
    "xlsx: object": (lambda: _excel(xl__embeddings__a_dot_bin=b"\0"), EMBEDDED),
    "xlsx: add-in": (lambda: _excel(xl__webextensions__a_dot_xml=b"<a/>"), ACTIVE),
    # OpenDocument
    "odt: Basic": (lambda: making.open_document(parts={"Basic/Standard/a.xml": b"<a/>"}), MACROS),
    "odt: Python": (lambda: making.open_document(parts={"Scripts/python/a.py": b"1"}), MACROS),
    "odt: event": (lambda: making.open_document('<script:event-listener script:language="a"/>'), ACTIVE),
    "odt: picture from a host": (lambda: making.open_document('<draw:image xlink:href="https://e.example/a.png"/>'), ELSEWHERE),
    "odt: section from a file": (lambda: making.open_document('<text:section-source xlink:href="../../a.odt"/>'), ELSEWHERE),
    "odt: OLE object": (lambda: making.open_document('<draw:object-ole xlink:href="./Object 1"/>'), EMBEDDED),
    "odt: event in a vector picture": (lambda: making.open_document(parts={"Pictures/a.svg": _svg('onload="alert(1)"')}), ACTIVE),
    "odt: password": (
        lambda: making.open_document(entries='<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="a">'
                                             "<manifest:encryption-data/></manifest:file-entry>"),
        PASSWORD,
    ),
    "odt: without manifest": (lambda: making.zipped({"mimetype": b"application/vnd.oasis.opendocument.text", "content.xml": b"<a/>"}), DAMAGED),
    # others
    "zip": (lambda: making.zipped({"a.txt": b"a"}), CHOOSE),
    "presentation": (lambda: making.zipped({"[Content_Types].xml": b"<a/>", "ppt/presentation.xml": b"<a/>"}), CHOOSE),
    "program": (lambda: b"MZ\x90\x00\x03" + bytes(100), CHOOSE),
    "program of Linux": (lambda: b"\x7fELF\x02\x01" + bytes(100), CHOOSE),
    "script": (lambda: b"#!/bin/sh\nrm -rf /\n", CHOOSE),
    "page": (lambda: b"<!DOCTYPE html><title>A</title>", refusals.WEB_PAGE),
    "page of XML": (lambda: b'<?xml version="1.0"?>\n<html xmlns="http://www.w3.org/1999/xhtml"/>', refusals.WEB_PAGE),
    "rtf": (lambda: b"{\\rtf1 a}", refusals.OLD_OFFICE),
    "older Word": (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), refusals.OLD_OFFICE),
    "older Word with a password": (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), PASSWORD),
    "pdf after an empty line": (lambda: b"\n%PDF-1.4\n1 0 obj<</S/JavaScript/JS(app.alert(1))>>endobj\n", CHOOSE),
    "text with NUL": (lambda: b"a\0b", CHOOSE),
    "text with escapes": (lambda: b"a" * 2000 + b"\x1b[2J", "This is not a text file."),
    "empty": (lambda: b" \n", "The file is empty."),
}  # fmt: skip
"""Name → what makes it, and why it is refused."""

GOOD: dict[str, tuple[Callable[[], bytes], str]] = {
    "a.pdf": (making.pdf, "pdf"),
    "a.docx": (making.word, "docx"),
    "a.odt": (making.open_document, "odt"),
    "a.xlsx": (making.workbook, "xlsx"),
    "a.txt": ("Größe: 30 000 kg\n".encode, "txt"),
    "a.png": (making.picture, "png"),
    "a.jpg": (lambda: making.picture("JPEG"), "jpg"),
    "link.pdf": (
        lambda: _annotated(Subtype=Name.Link, A=Dictionary(S=Name.URI, URI="https://e.example/a")),
        "pdf",
    ),
    "noted.pdf": (
        lambda: _annotated(Subtype=Name.Text, T=making.CANARY, NM=making.CANARY, Contents="a"),
        "pdf",
    ),
    "drawn.pdf": (lambda: _annotated(Subtype=Name.Line, L=[0, 0, 9, 9], T=making.CANARY), "pdf"),
    "signed.pdf": (making.signed_pdf, "pdf"),
    "camera.pdf": (lambda: making.pictured_pdf([Name.DCTDecode], making.picture("JPEG")), "pdf"),
    "packed.pdf": (
        lambda: making.pictured_pdf(
            [Name.FlateDecode, Name.DCTDecode], zlib.compress(making.picture("JPEG"))
        ),
        "pdf",
    ),
    "settings.docx": (lambda: _word(word__settings_dot_xml=making.SETTINGS), "docx"),
    "thread.xlsx": (making.discussed_workbook, "xlsx"),
    "link.docx": (lambda: _instructed('[<text>HYPERLINK "https://www.who.int/link/12"</text>|]'), "docx"),
    "database.docx": (lambda: _field(' HYPERLINK "https://www.who.int/data/database" '), "docx"),
    "index.docx": (lambda: _field(' XE "import of seed" '), "docx"),
    "divided.docx": (lambda: _instructed('[<text>XE "</text><text>import of seed, DDE"</text>]'), "docx"),
    "merged.docx": (
        lambda: _instructed("[<text>IF</text>[<text>MERGEFIELD Link</text>|]<text> = 1 a b</text>|]"),
        "docx",
    ),
    "cited.docx": (
        lambda: _instructed(
            '[<text> ADDIN ZOTERO_ITEM CSL_CITATION {"title":"The link, a database: DDE"} </text>|]'
        ),
        "docx",
    ),
    "drawn.docx": (lambda: _word(word__media__a_dot_svg=_svg("", '<use href="#a"/>')), "docx"),
    "joined.xlsx": (lambda: _formula("A1&amp;&quot;|&quot;&amp;Sheet2!B1"), "xlsx"),
}
"""Files that are taken, with their kinds."""


def animated() -> bytes:
    """A picture of more than one frame: its first is taken."""
    out = io.BytesIO()
    frames = [Image.new("RGB", (4, 4), colour) for colour in ("red", "blue")]
    frames[0].save(out, "PNG", save_all=True, append_images=frames[1:])
    return out.getvalue()
