"""Files for the tests of attachments, each made here."""

import io
import zipfile
from collections.abc import Mapping
from typing import Any

import docx
import pikepdf
import xlsxwriter
from PIL import Image

CANARY = "CANARY-of-the-tests"


def picture(kind: str = "PNG", size: tuple[int, int] = (40, 30)) -> bytes:
    """A picture with metadata."""
    out = io.BytesIO()
    exif = Image.Exif()
    exif[0x013B] = CANARY
    Image.new("RGB", size, "teal").save(out, kind, exif=exif)
    return out.getvalue()


def pdf(**root: Any) -> bytes:
    """A PDF of one page with properties, and with entries of its catalogue."""
    document = pikepdf.new()
    document.add_blank_page(page_size=(200, 100))
    document.docinfo["/Author"] = CANARY
    for name, value in root.items():
        document.Root[f"/{name}"] = value(document) if callable(value) else value
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def written_pdf(words: str) -> bytes:
    """A PDF of one page with these words."""
    document = pikepdf.new()
    page = document.add_blank_page(page_size=(400, 100))
    font = pikepdf.Dictionary(
        Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica
    )
    page.obj["/Resources"] = pikepdf.Dictionary(Font=pikepdf.Dictionary(F=font))
    page.Contents = document.make_stream(f"BT /F 12 Tf 10 50 Td ({words}) Tj ET".encode())
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def pictured_pdf(filters: list[Any], data: bytes) -> bytes:
    """A PDF with a picture as a camera makes it, in these filters."""
    document = pikepdf.new()
    page = document.add_blank_page()
    made = document.make_stream(b"", Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Image, Width=40, Height=30,
                                ColorSpace=pikepdf.Name.DeviceRGB, BitsPerComponent=8)  # fmt: skip
    made.write(data, filter=pikepdf.Array(filters))
    page.obj["/Resources"] = pikepdf.Dictionary(XObject=pikepdf.Dictionary(P=made))
    document.docinfo["/Author"] = CANARY
    out = io.BytesIO()
    document.save(out, compress_streams=False)
    return out.getvalue()


def signed_pdf() -> bytes:
    """A PDF with a signature, which says who signed and where."""
    document = pikepdf.open(io.BytesIO(pdf()))
    signature = pikepdf.Dictionary(
        Type=pikepdf.Name.Sig, Name=CANARY, Location=CANARY, Contents=CANARY.encode()
    )
    field = document.make_indirect(
        pikepdf.Dictionary(FT=pikepdf.Name.Sig, T="Signature1", V=document.make_indirect(signature),
                           Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Widget, Rect=[0, 0, 0, 0])
    )  # fmt: skip
    document.Root.AcroForm = pikepdf.Dictionary(Fields=[field], SigFlags=3)
    document.Root.DSS = pikepdf.Dictionary(Certs=[document.make_stream(CANARY.encode())])
    document.pages[0].Annots = pikepdf.Array([field])
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


SETTINGS = (
    '<w:settings xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:docVars>'
    f'<w:docVar w:name="a" w:val="{CANARY}"/></w:docVars><w:rsids><w:rsid w:val="{CANARY}"/></w:rsids></w:settings>'
).encode()


def discussed_workbook() -> bytes:
    """A workbook with a note that begins with a name, as Excel puts it there, and with a thread of comments."""
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    threads = "http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments"
    notes = (
        f'<comments xmlns="{main}"><authors><author>{CANARY}</author></authors><commentList><comment ref="A1" authorId="0">'
        f"<text><r><t>{CANARY}:</t></r><r><t>\nReally?</t></r></text></comment></commentList></comments>"
    )
    thread = (
        f'<ThreadedComments xmlns="{threads}"><threadedComment ref="A1" dT="{CANARY}" personId="{CANARY}" id="a">'
        "<text>Really?</text></threadedComment></ThreadedComments>"
    )
    return changed(
        workbook(),
        xl__comments1_dot_xml=notes.encode(),
        xl__threadedComments__threadedComment1_dot_xml=thread.encode(),
        xl__pivotCache__a_dot_xml=f'<pivotCacheDefinition xmlns="{main}" refreshedBy="{CANARY}"/>'.encode(),
    )


def word() -> bytes:
    """A Word document with properties and a comment."""
    document = docx.Document()
    document.core_properties.author = CANARY
    paragraph = document.add_paragraph("The lots are too large.")
    document.add_comment(paragraph.runs, text="Really?", author=CANARY, initials="CA")
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def workbook() -> bytes:
    """A workbook with properties, a hidden sheet and a comment."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out)
    book.set_properties({"author": CANARY, "manager": CANARY})
    book.add_worksheet().write_comment(0, 0, "Really?", {"author": CANARY})
    book.add_worksheet("Second").hide()
    book.close()
    return out.getvalue()


_ODF = (
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:'
    'text:1.0" xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0" xmlns:script="urn:oasis:names:tc:'
    'opendocument:xmlns:script:1.0" xmlns:xlink="http://www.w3.org/1999/xlink" xmlns:dc="http://purl.org/dc/elements/1.1/"'
)


def open_document(
    words: str = "<text:p>A</text:p>", parts: Mapping[str, bytes] | None = None, entries: str = ""
) -> bytes:
    """A text of OpenDocument."""
    manifest = "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"
    kind = "application/vnd.oasis.opendocument.text"
    files = {
        "mimetype": kind.encode(),
        "content.xml": f"<office:document-content {_ODF}><office:body><office:text>{words}</office:text></office:body>"
        "</office:document-content>".encode(),
        "meta.xml": f"<office:document-meta {_ODF}><office:meta><dc:creator>{CANARY}</dc:creator></office:meta>"
        "</office:document-meta>".encode(),
        "META-INF/manifest.xml": f'<manifest:manifest xmlns:manifest="{manifest}"><manifest:file-entry manifest:full-path="/"'
        f' manifest:media-type="{kind}"/><manifest:file-entry manifest:full-path="meta.xml" manifest:media-type="text/xml"/>'
        f"{entries}</manifest:manifest>".encode(),
        **(parts or {}),
    }
    return zipped(files)


def zipped(files: Mapping[str, bytes]) -> bytes:
    """An archive of files."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return out.getvalue()


def changed(data: bytes, **parts: bytes | None) -> bytes:
    """An archive with parts added, replaced, or (None) left out; "__" in a name is "/", and "_dot_" a dot."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    for name, part in parts.items():
        path = name.replace("__", "/").replace("_dot_", ".")
        if part is None:
            files.pop(path)
        else:
            files[path] = part
    return zipped(files)


def part(data: bytes, name: str) -> bytes:
    """One part of an archive."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return archive.read(name)


def replaced(data: bytes, part: str, old: bytes, new: bytes) -> bytes:
    """An archive with words of one part replaced."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    assert old in files[part]
    files[part] = files[part].replace(old, new, 1)
    return zipped(files)


def bytes_within(data: bytes) -> bytes:
    """A file with what its parts unpack to."""
    if data.startswith(b"%PDF-"):
        with pikepdf.open(io.BytesIO(data)) as document:
            objects = [one.unparse(resolved=True) for one in document.objects]
            streams = [one.read_raw_bytes() for one in document.objects if isinstance(one, pikepdf.Stream)]
            return b"".join([data, document.trailer.unparse(), *objects, *streams])
    if not data.startswith(b"PK"):
        return data
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return b"".join(name.encode() + archive.read(name) for name in archive.namelist())
