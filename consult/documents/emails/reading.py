"""An email from its bytes. Whatever it holds, a Message comes out, or Unreadable is raised."""

import re
from collections.abc import Iterator
from email.errors import MessageError
from email.header import decode_header
from email.message import Message as Part
from email.parser import BytesParser
from email.policy import Compat32
from email.utils import parseaddr
from typing import Any

from lxml import etree, html

from consult.core import markup
from consult.core.translatable import N_
from consult.documents import encodings
from consult.documents.blocks import Block, Source, Unreadable
from consult.documents.emails.message import (
    DEEPEST_PARTS,
    FILE_ENDINGS,
    HEADERS,
    MOST_ATTACHMENTS,
    MOST_IN_HEADER,
    MOST_OF_HEADER,
    MOST_PARTS,
    MOST_TEXT,
    STRUCK,
    Attachment,
    Message,
)
from consult.documents.html.parsing import parse_page
from consult.documents.upload_checks import check_sizes

NESTED = N_("The email has more parts than can be read, or they are nested too deeply.")
_TROUBLE = (MessageError, ValueError, LookupError, TypeError, AttributeError, ImportError)
"""What Python's package raises for parts that are not what they say."""
_ADDRESS = re.compile(r"[^@\s<>,;\"\\]{1,64}@[A-Za-z0-9.-]{1,190}")
_WORD = r"=\?[^?\s]{1,40}\?[bq]\?(?:[^?]|\?(?!=))*\?="
_WORDS = re.compile(rf"{_WORD}(?:\s*{_WORD})*", re.IGNORECASE)
"""Encoded words (RFC 2047) that stand one after the other."""
_CHARSET = re.compile(rb"\bcharset\s{0,9}=\s{0,9}[\"']?([\w.:-]{2,40})", re.IGNORECASE)
_CODECS = {
    **encodings.DECLARED, "windows-874": "cp874", "tis-620": "cp874", "iso-8859-11": "cp874", "windows-949": "cp949",
    "ks_c_5601-1987": "cp949", "windows-31j": "cp932", "x-sjis": "cp932", "x-gbk": "gb18030", "cp936": "gb18030",
    "iso-8859-8-i": "iso8859-8", "x-mac-cyrillic": "mac_cyrillic", "us-ascii": "utf-8",
}  # fmt: skip
"""Charsets as emails name them, where Python's codec has another name or knows fewer letters."""
_STRUCK = re.compile(r"</?(?:s|del)(?:\s[^>]*)?>")
_BESIDE = re.compile(r"(</(?:s|del)>(?=<ins[\s>])|</t[dh]>)")
_BREAK = re.compile(r"<br[^>]*>|</tr>|</p>|</li>")
_BLANK_LINES = re.compile(r"\n[ \t]*\n(?:[ \t]*\n)+")


class _Headers(Compat32):
    """Headers in which letters stand as they are (RFC 6532): in UTF-8, or in the charset of the email."""

    charset = ""

    def __init__(self, charset: str) -> None:
        super().__init__()
        object.__setattr__(self, "charset", charset)  # policies do not change

    def header_fetch_parse(self, name: str, value: str) -> str:
        """The value of a header as a program reads it: encoded words are not decoded."""
        words = value[:_MOST_UNREAD].encode("utf-8", "surrogateescape")
        return _first(words, "utf-8", self.charset) or words.decode("latin-1")


_MOST_UNREAD = 4 * MOST_IN_HEADER


def parse(data: bytes) -> Message:
    """The email. Raises Unreadable where it has too many parts."""
    said = _CHARSET.search(data)
    try:
        root = BytesParser(policy=_Headers(said[1].decode() if said else "")).parsebytes(data)
        parts = list(_leaves(root, 0))
    except RecursionError:
        raise Unreadable(NESTED) from None
    headers = {name: found for name in HEADERS if (found := _headers(root, name))}
    name, sender = _from(root)
    text, is_cut = _text(parts)
    attachments = list(_attachments(parts))
    return Message(
        headers, sender, name, text,
        attachments[:MOST_ATTACHMENTS], is_cut or len(attachments) > MOST_ATTACHMENTS,
    )  # fmt: skip


def _leaves(part: Part, depth: int, count: list[int] | None = None) -> Iterator[tuple[Part, bool]]:
    """The parts that hold something, in their order; whether each is another way of saying the part before."""
    count = [0] if count is None else count
    count[0] += 1
    if depth > DEEPEST_PARTS or count[0] > MOST_PARTS:
        raise Unreadable(NESTED)
    inner: Any = part.get_payload() if part.is_multipart() else None
    if not isinstance(inner, list):
        yield part, False
        return
    is_same, has_said = part.get_content_type() == "multipart/alternative", False
    for one in inner:
        for leaf, is_other in _leaves(one, depth + 1, count):
            yield leaf, is_other or (is_same and has_said)
            has_said = has_said or bool(_words_of(leaf).strip())


def _headers(root: Part, name: str) -> list[str]:
    return [_decoded(one)[:MOST_IN_HEADER] for one in _values(root, name)]


def _values(root: Part, name: str) -> list[str]:
    """A header as often as it is there, not decoded yet."""
    try:
        return [str(one) for one in root.get_all(name, [])[:MOST_OF_HEADER]]
    except _TROUBLE:
        return []


def _from(root: Part) -> tuple[str, str]:
    """The name and the address of the sender. The address is taken from the header as it was sent: what an encoded word
    says is a name, whatever it looks like. "" for one that is none, and where there are several senders."""
    values = _values(root, "from")
    try:
        name, address = parseaddr(" ".join(values[0].split())) if len(values) == 1 else ("", "")
        local, at, domain = address.rpartition("@")
        address = local + at + domain.encode("idna").decode()
    except _TROUBLE:
        return "", ""
    is_address = _ADDRESS.fullmatch(address) is not None and "=?" not in address
    return _decoded(name)[:200], address if is_address else ""


def _decoded(value: str) -> str:
    """A header in words."""
    found = _WORDS.sub(lambda run: _of_encoded(run[0]), value)
    return " ".join(found.encode("utf-8", "replace").decode().replace("\x00", "").split())


def _of_encoded(words: str) -> str:
    """What encoded words say; as they are where they say nothing."""
    try:
        return "".join(
            _unicode(part, charset or "utf-8") if isinstance(part, bytes) else part
            for part, charset in decode_header(words)
        )
    except _TROUBLE:
        return words


def _text(parts: list[tuple[Part, bool]]) -> tuple[str, bool]:
    """The text of all parts that are text and no files; whether it was cut."""
    said = [_words_of(part).strip() for part, is_other in parts if not is_other and not _is_file(part)]
    words = _BLANK_LINES.sub("\n\n", "\n\n".join(filter(None, said))).strip()
    return words[:MOST_TEXT], len(words) > MOST_TEXT


def _is_file(part: Part) -> bool:
    return _name_of(part) != "" or "attachment" in str(part.get("content-disposition", "")).lower()


def _words_of(part: Part) -> str:
    """The words of a part of text, "" of any other."""
    kind = part.get_content_type()
    if kind not in {"text/plain", "text/html"} or _is_file(part):
        return ""
    words = _unicode(_bytes_of(part), _charset_of(part))
    if kind == "text/html":
        return _of_html(words)
    words = words.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "")
    parameters = str(part.get("content-type", "")).lower().replace('"', "").replace(" ", "")
    if "format=flowed" not in parameters:
        return words
    return _unwrapped(words, drops_blank="delsp=yes" in parameters)


def _bytes_of(part: Part) -> bytes:
    try:
        data: Any = part.get_payload(decode=True)
    except _TROUBLE:
        return b""
    return data if isinstance(data, bytes) else b""


def _charset_of(part: Part) -> str:
    try:
        return part.get_content_charset() or "utf-8"
    except _TROUBLE:
        return "utf-8"


def _unicode(data: bytes, charset: str) -> str:
    """Bytes as letters, by the charset that is said, else by one that fits."""
    found = _first(data, charset)
    if found is not None:
        return found
    try:
        return encodings.decoded(Source("text.txt", data), [])
    except (Unreadable, *_TROUBLE):
        return data.decode("latin-1")


def _first(data: bytes, *charsets: str) -> str | None:
    """Bytes as letters by the first of these charsets that can be; None where none can."""
    for name in charsets:
        try:
            return str(data, _CODECS.get(name.lower(), name)).encode("utf-8", "replace").decode()
        except _TROUBLE:
            continue
    return None


def _of_html(words: str) -> str:
    """The words of a page, block by block."""
    try:
        file = Source("email.html", words.encode("utf-8", "replace"))
        check_sizes([(file.name, len(file.data))])
        parsed = parse_page(file, language=None, load=_nothing, remarks=[], digest="")
        return "\n\n".join(f"{one.number} {_of_block(one)}".strip() for one in parsed.blocks)
    except Unreadable:
        pass
    try:
        page: Any = html.fromstring(words)
        return str(page.text_content())  # it may have no block at all
    except (etree.LxmlError, *_TROUBLE):
        return ""


def _nothing(_address: str) -> None:
    """The pictures beside a page: an email shows none of them."""


def _of_block(block: Block) -> str:
    """The words of a block, with the lines that it shows; what is struck out stands between STRUCK."""
    if not _STRUCK.search(block.html) and not _BREAK.search(block.html):
        return block.text or block.title
    words = _STRUCK.sub(STRUCK, _BESIDE.sub(r"\1 ", block.html))
    lines = (markup.text_of(one).strip() for one in _BREAK.split(words))
    return "\n".join(lines).strip().replace(STRUCK * 2, STRUCK)


def _unwrapped(words: str, *, drops_blank: bool) -> str:
    """Lines that were broken by a program are one again (RFC 3676). `drops_blank`: without the blank at the break
    (DelSp)."""
    found: list[str] = []
    is_open = False
    for one in words.split("\n"):
        if is_open and not one.startswith(">") and one != "-- ":
            found[-1] = (found[-1][:-1] if drops_blank else found[-1]) + one
        else:
            found.append(one)
        is_open = one.endswith(" ") and one != "-- "
    return "\n".join(found)


def _name_of(part: Part) -> str:
    try:
        name = part.get_filename() or ""
    except _TROUBLE:
        return ""
    name = _decoded(str(name)).replace("\\", "/").rpartition("/")[2]
    begin, dot, ending = name.rpartition(".")
    if len(name) > _LONGEST_NAME and begin and len(ending) < 10:
        return begin[: _LONGEST_NAME - len(ending) - 1] + dot + ending
    return name[:_LONGEST_NAME]


_LONGEST_NAME = 200


def _attachments(parts: list[tuple[Part, bool]]) -> Iterator[Attachment]:
    for part, _is_other in parts:
        kind = part.get_content_type()
        if not _is_file(part) and kind in {"text/plain", "text/html"}:
            continue
        name, data = _name_of(part) or kind, _bytes_of(part)
        is_handed_out = name.lower().endswith(FILE_ENDINGS)
        yield Attachment(name, len(data), data if is_handed_out else b"", _is_inline(part))


def _is_inline(part: Part) -> bool:
    """Whether it is an image that the text of the email shows, such as a logo."""
    is_image = part.get_content_maintype() == "image" and bool(part.get("content-id"))
    return is_image and "attachment" not in str(part.get("content-disposition", "")).lower()
