"""From bytes to text: the encoding that a file says, else UTF-8, else one that two libraries agree on, which is
reported."""

import codecs
import re

from charset_normalizer import from_bytes

from consult.core.translatable import N_
from consult.documents.blocks import DocumentWarning, Source, Unreadable
from consult.documents.languages import recognised

NOT_TEXT = N_("This is not a text file.")
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF32_LE, "utf-32"), (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)  # fmt: skip
"""Marks at the head of a file, the longer of two with the same beginning first."""

LANGUAGES = {
    "cp1252": {"en", "fr", "es", "de", "it", "pt", "nl", "sv", "da", "no", "fi", "is"},
    "cp1251": {"ru", "uk", "bg", "sr", "be", "mk"},
    "cp1256": {"ar", "fa", "ur"},
    "gb18030": {"zh"},
}  # fmt: skip
"""Encodings that are guessed where nothing says one, and the languages that people wrote in them."""
_GUESSED = {
    "cp1252": N_("The file does not state its encoding. It was read as Windows-1252 (Western European)."),
    "cp1251": N_("The file does not state its encoding. It was read as Windows-1251 (Cyrillic)."),
    "cp1256": N_("The file does not state its encoding. It was read as Windows-1256 (Arabic)."),
    "gb18030": N_("The file does not state its encoding. It was read as GB18030 (Chinese)."),
}
_MOST_MESS = 0.05
"""Of charset-normalizer's measure of how unlike writing a text looks, 0 to 1."""
_SAMPLE = 100_000
_DOS = re.compile(r"[^\W\d_][‚„†‡‰‹][^\W\d_]")
"""Signs inside words: what text of DOS looks like as Windows-1252."""
_META = re.compile(rb"<meta\b[^>]{0,200}?charset\s{0,9}=\s{0,9}[\"']?\s{0,9}([\w-]{2,20})", re.IGNORECASE)
_DECLARATION = re.compile(r"\A\s*<\?xml\s[^>]{0,200}\?>")
_XML = re.compile(rb"\s*<\?xml\s[^>]{0,200}?encoding\s{0,9}=\s{0,9}[\"']([\w-]{2,20})", re.IGNORECASE)
DECLARED = {
    "windows-1250": "cp1250", "windows-1251": "cp1251", "windows-1252": "cp1252", "windows-1253": "cp1253",
    "windows-1254": "cp1254", "windows-1255": "cp1255", "windows-1256": "cp1256", "iso-8859-1": "cp1252",
    "iso-8859-2": "iso8859-2", "iso-8859-15": "iso8859-15", "koi8-r": "koi8-r", "gb2312": "gb18030", "gbk": "gb18030",
    "gb18030": "gb18030", "big5": "big5", "shift_jis": "cp932", "euc-jp": "euc_jp", "euc-kr": "cp949",
}  # fmt: skip
"""Encodings that HTML may declare beside UTF-8, and the codec that browsers read them with (WHATWG Encoding)."""


def decoded(file: Source, remarks: list[DocumentWarning], *, is_html: bool = False) -> str:
    """The text of a file without a mark at its head. A guess is told in `remarks`; raises Unreadable where none
    is sure."""
    text = _by_mark(file)
    if text is None:
        text = _in_utf8(file, remarks, is_html)
    if is_html:
        text = _DECLARATION.sub("", text)  # lxml reads no text that declares an encoding
    if "\x00" in text:
        raise Unreadable(NOT_TEXT, file.name)
    return text


def _by_mark(file: Source) -> str | None:
    for mark, encoding in _MARKS:
        if file.data.startswith(mark):
            try:
                return file.data.decode(encoding)
            except UnicodeDecodeError:
                raise Unreadable(NOT_TEXT, file.name) from None
    return None


def _in_utf8(file: Source, remarks: list[DocumentWarning], is_html: bool) -> str:
    try:
        return file.data.decode("utf-8")
    except UnicodeDecodeError as trouble:
        text = (_declared(file.data) if is_html else None) or _guessed(file, remarks)
        if text is None:
            line = file.data[: trouble.start].count(b"\n") + 1
            raise Unreadable(
                N_("The file is not in UTF-8. Save it in UTF-8 and upload it again."), file.name, line
            ) from None
        return text


def _declared(data: bytes) -> str | None:
    found = _XML.match(data[:4096]) or _META.search(data[:4096])
    encoding = DECLARED.get(found[1].decode("ascii").lower(), "") if found else ""
    return _in(encoding, data) if encoding else None


def _in(encoding: str, data: bytes) -> str | None:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return None


def _guessed(file: Source, remarks: list[DocumentWarning]) -> str | None:
    """The text in the encoding that charset-normalizer finds, where CLD2 finds a language of that encoding in it."""
    sample = file.data[:_SAMPLE]
    sample = sample[: sample.rfind(b"\n") + 1] if len(file.data) > _SAMPLE and b"\n" in sample else sample
    best = from_bytes(sample, cp_isolation=list(LANGUAGES)).best()
    if best is None or best.encoding not in LANGUAGES or best.chaos > _MOST_MESS or b"\x00" in file.data:
        return None
    text = _in(best.encoding, file.data)
    if text is None or _DOS.search(text) or recognised(text) not in LANGUAGES[best.encoding]:
        return None
    remarks.append(DocumentWarning("encoding", _GUESSED[best.encoding], file.name))
    return text
