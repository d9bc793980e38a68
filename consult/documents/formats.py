"""The format of a file, recognised by its content and not by its name; and the error for one that cannot be read.

The marks at the head of files are those of the formats' own documents, as file(1) lists them too.
"""

import re
import zipfile
import zlib
from enum import StrEnum
from io import BytesIO
from pathlib import PurePosixPath

from consult.core.translatable import N_
from consult.documents.blocks import Source, Unreadable


class Format(StrEnum):
    """Formats that can be read."""

    WORD = "docx"
    OPEN_DOCUMENT = "odt"
    AKOMA_NTOSO = "akoma_ntoso"
    HTML = "html"
    MARKDOWN = "markdown"
    TEXT = "text"
    PDF = "pdf"


ENDINGS = {
    ".docx": Format.WORD, ".docm": Format.WORD, ".odt": Format.OPEN_DOCUMENT, ".ott": Format.OPEN_DOCUMENT,
    ".fodt": Format.OPEN_DOCUMENT, ".xml": Format.AKOMA_NTOSO, ".akn": Format.AKOMA_NTOSO, ".html": Format.HTML,
    ".htm": Format.HTML, ".xhtml": Format.HTML, ".md": Format.MARKDOWN, ".markdown": Format.MARKDOWN,
    ".txt": Format.TEXT, ".text": Format.TEXT, ".pdf": Format.PDF,
}  # fmt: skip
"""The format that an ending promises."""
PICTURES = {".png", ".jpg", ".jpeg", ".gif", ".webp"}

ACCEPTED = ",".join([*ENDINGS, *sorted(PICTURES)])
"""The endings as a form of HTML names what may be chosen."""
OTHERWISE = {
    Format.WORD: N_("The file extension does not match the content. The file was read as Word."),
    Format.OPEN_DOCUMENT: N_(
        "The file extension does not match the content. The file was read as OpenDocument."
    ),
    Format.AKOMA_NTOSO: N_(
        "The file extension does not match the content. The file was read as Akoma Ntoso."
    ),
    Format.HTML: N_("The file extension does not match the content. The file was read as HTML."),
    Format.MARKDOWN: N_("The file extension does not match the content. The file was read as Markdown."),
    Format.TEXT: N_("The file extension does not match the content. The file was read as plain text."),
    Format.PDF: N_("The file extension does not match the content. The file was read as PDF."),
}
"""What is said where an ending promises another format than the file has."""

CHOOSE = N_(
    "Choose a file: Word (.docx), OpenDocument (.odt), HTML (.html), Markdown (.md), plain text (.txt), "
    "Akoma Ntoso (.xml) or PDF (.pdf)."
)
_UNKNOWN = N_(
    "This file format cannot be imported. Use Word (.docx), OpenDocument (.odt), HTML (.html), Markdown "
    "(.md), plain text (.txt), Akoma Ntoso (.xml) or PDF (.pdf)."
)
ALONE = N_("A PDF is a draft by itself. Upload it without other files.")
_IMAGE = N_("This is an image. A draft needs text: save it as text from the program in which it was written.")
_COMPRESSED = N_("This is a compressed archive. Unpack it and upload the files in it.")
_HEADS: tuple[tuple[bytes, str], ...] = (
    (b"{\\rtf", N_("This is an RTF document. Open it in Word or LibreOffice and save it as .docx or .odt.")),
    (b"%!PS", N_("This is a PostScript file. Save the draft as Word (.docx) or OpenDocument (.odt) from the program "
                 "in which it was written.")),
    (b"\x89PNG\r\n\x1a\n", _IMAGE), (b"\xff\xd8\xff", _IMAGE), (b"GIF87a", _IMAGE), (b"GIF89a", _IMAGE),
    (b"II*\0", _IMAGE),
    (b"MM\0*", _IMAGE), (b"BM", _IMAGE),
    (b"\x1f\x8b", _COMPRESSED), (b"7z\xbc\xaf\x27\x1c", _COMPRESSED), (b"Rar!\x1a\x07", _COMPRESSED),
    (b"\xfd7zXZ\0", _COMPRESSED), (b"BZh", _COMPRESSED),
    (b"MZ", N_("This is a program, not a draft.")), (b"\x7fELF", N_("This is a program, not a draft.")),
)  # fmt: skip
_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OLD_KINDS: tuple[tuple[str, str], ...] = (
    ("EncryptedPackage", N_("This file is protected by a password. Save it without a password and upload it again.")),
    ("WordDocument", N_("This is an older Word document (.doc). Open it in Word or LibreOffice and save it as .docx.")),
    ("Workbook", N_("This is an older spreadsheet (.xls). Copy the text of the draft to a Word document (.docx).")),
    ("PowerPoint Document",
     N_("This is an older presentation (.ppt). Copy the text of the draft to a Word document (.docx).")),
    ("__properties_version1.0",
     N_("This is an Outlook email (.msg). Save the attached draft and upload it.")),
)  # fmt: skip
"""Names of streams in a compound file of older office programs ([MS-CFB]), and what such a file is."""
_SPREADSHEET = N_(
    "This is a spreadsheet (.xlsx or .ods). Copy the text of the draft to a Word document (.docx)."
)
_PRESENTATION = N_(
    "This is a presentation (.pptx or .odp). Copy the text of the draft to a Word document (.docx)."
)
_IN_ARCHIVES: tuple[tuple[str, str], ...] = (
    ("xl/", _SPREADSHEET), ("ppt/", _PRESENTATION),
    ("META-INF/container.xml",
     N_("This is an EPUB. Save the draft as Word (.docx), OpenDocument (.odt) or HTML (.html).")),
    ("Index/", N_("This is a Pages, Numbers or Keynote document. Export it as Word (.docx).")),
    ("Index.zip", N_("This is a Pages, Numbers or Keynote document. Export it as Word (.docx).")),
    ("META-INF/MANIFEST.MF", N_("This is a program, not a draft.")),
)  # fmt: skip
"""The beginning of a name in an archive, and what such an archive is."""
_OPEN_DOCUMENT = "application/vnd.oasis.opendocument."
_OPEN_KINDS = {"spreadsheet": _SPREADSHEET, "presentation": _PRESENTATION, "graphics": _IMAGE}
_PLAIN_ZIP = N_("This is a ZIP archive. Unpack it and upload the files in it.")
_ROOT = re.compile(r"\s*+(?:<\?[^>]*+>\s*+|<!--(?:[^-]|-(?!->))*+-->\s*+)*+<([A-Za-z_!][\w.:-]*+)([^>]*+)")
"""The first element of XML or HTML, or what declares the type of its document."""
PDF_HEAD = b"%PDF-"
LONGEST_HEAD = 4096
"""Bytes at the beginning of a file that are enough to know most formats."""


def is_picture(name: str) -> bool:
    """Whether a file is called like a picture."""
    return PurePosixPath(name).suffix.lower() in PICTURES


def refuse_by_head(name: str, head: bytes) -> None:
    """Raise Unreadable where the first bytes of a file are enough to see that it cannot be read."""
    if head.startswith(PDF_HEAD):
        return
    for mark, sentence in _HEADS:
        # "BMW" may begin a text
        is_word = mark.isalpha() and _promised(name) is not None and _is_like_text(head)
        if head.startswith(mark) and not is_word:
            raise Unreadable(sentence, name)
    if _is_like_text(head) or head[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        return
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        raise Unreadable(_IMAGE, name)
    if head[4:8] == b"ftyp":
        raise Unreadable(N_("This is a video or an image, not a draft."), name)
    if head[:2] != b"PK" and not head.startswith(_OLD_OFFICE) and _promised(name) is None:
        raise Unreadable(_UNKNOWN, name)


def of(file: Source) -> Format:
    """The format of a file. Raises Unreadable, which names the format, for one that cannot be read."""
    refuse_by_head(file.name, file.data[:LONGEST_HEAD])
    if file.data.startswith(PDF_HEAD):
        return Format.PDF
    if file.data.startswith(_OLD_OFFICE):
        raise Unreadable(_old_kind(file.data), file.name)
    if file.data[:4] in {b"PK\x03\x04", b"PK\x05\x06"}:
        return _in_archive(file)
    return _of_text(file)


def _promised(name: str) -> Format | None:
    return ENDINGS.get(PurePosixPath(name).suffix.lower())


def is_as_called(file: Source, found: Format) -> bool:
    """Whether the ending of a file promises the format that was found in it."""
    return _promised(file.name) is found


def _is_like_text(head: bytes) -> bool:
    return not any(byte < 32 and byte not in b"\t\n\f\r\x1b" for byte in head)


def _old_kind(data: bytes) -> str:
    for stream, sentence in _OLD_KINDS:
        if stream.encode("utf-16-le") in data:
            return sentence
    return N_(
        "This is a document of an older office program. Open it in that program and save it as .docx or .odt."
    )


def _in_archive(file: Source) -> Format:
    try:
        with zipfile.ZipFile(BytesIO(file.data)) as archive:
            names = {info.filename for info in archive.infolist()}
            kind = _declared(archive) if "mimetype" in names else ""
    except (zipfile.BadZipFile, zlib.error, ValueError, OSError, EOFError, NotImplementedError, RuntimeError):
        raise Unreadable(N_("The file is damaged. Save it again and upload it again."), file.name) from None
    if "word/document.xml" in names:
        return Format.WORD
    if kind.startswith(_OPEN_DOCUMENT):
        for part, sentence in _OPEN_KINDS.items():
            if kind.startswith(_OPEN_DOCUMENT + part):
                raise Unreadable(sentence, file.name)
        return Format.OPEN_DOCUMENT
    for begin, sentence in _IN_ARCHIVES:
        if any(name.startswith(begin) for name in names):
            raise Unreadable(sentence, file.name)
    if _promised(file.name) is Format.WORD:
        raise Unreadable(N_("This is an archive, not a Word document (.docx)."), file.name)
    raise Unreadable(_PLAIN_ZIP, file.name)


def _declared(archive: zipfile.ZipFile) -> str:
    """What an archive says in its first part that it is, as OpenDocument and EPUB do."""
    with archive.open("mimetype") as part:
        return part.read(200).decode("ascii", "replace").strip()


def _of_text(file: Source) -> Format:
    promised = _promised(file.name)
    head = _head(file.data)
    found = _ROOT.match(head.removeprefix("\ufeff"))
    root = found[1].lower() if found else ""
    local = root.rpartition(":")[2]
    if local == "akomantoso":
        return Format.AKOMA_NTOSO
    if local == "html" or (found and root == "!doctype" and re.match(r"\s+html\b", found[2], re.IGNORECASE)):
        return Format.HTML
    if root == "office:document":
        return Format.OPEN_DOCUMENT
    if root == "svg":
        raise Unreadable(_IMAGE, file.name)
    if root in {"w:worddocument", "pkg:package"}:
        raise Unreadable(
            N_("This is a Word document in XML. Open it in Word and save it as .docx."), file.name
        )
    if promised is Format.AKOMA_NTOSO and found:
        raise Unreadable(
            N_("This is an XML document, but not Akoma Ntoso. Save the draft as Word (.docx)."),
            file.name,
        )
    if promised in {Format.WORD, Format.OPEN_DOCUMENT, Format.AKOMA_NTOSO} or file.name.lower().endswith(
        ".doc"
    ):
        raise Unreadable(_not_as_promised(file.name), file.name)
    if promised in {Format.HTML, Format.MARKDOWN}:
        return promised
    if re.search(r"\\documentclass\s*[\[{]", head):
        raise Unreadable(
            N_("This is a LaTeX document. Convert it to Word (.docx), HTML (.html) or Markdown (.md)."),
            file.name,
        )
    return Format.MARKDOWN if _is_like_markdown(head) else Format.TEXT


def _not_as_promised(name: str) -> str:
    if _promised(name) is Format.OPEN_DOCUMENT:
        return N_(
            "This is not an OpenDocument text. Save it as .odt, or rename it to .txt if it is plain text."
        )
    if _promised(name) is Format.AKOMA_NTOSO:
        return N_("This is not an XML document. Rename it to .txt if it is plain text.")
    return N_(
        "This is not a Word document in the .docx format. Save it as .docx, or rename it to .txt if it is plain text."
    )


def _head(data: bytes) -> str:
    """The beginning of a text, good enough to see marks of ASCII in it."""
    encoding = "utf-16" if data[:2] in {b"\xff\xfe", b"\xfe\xff"} else "utf-8"
    return data[: 4 * LONGEST_HEAD].decode(encoding, "ignore")


def _is_like_markdown(head: str) -> bool:
    """Whether a plain text has marks that only Markdown has: front matter, or two headings with # on lines of
    their own."""
    if re.match(r"---[ \t]*\r?\n[A-Za-z_][\w-]*:", head.removeprefix("\ufeff")):
        return True
    return len(re.findall(r"(?:\A|\n[ \t]*\r?\n)#{1,6} [^\s#]", head)) >= 2
