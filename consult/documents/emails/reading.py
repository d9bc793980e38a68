"""An email from its bytes. Whatever it holds, a Message comes out, or Unreadable is raised."""

import re
from collections.abc import Iterator
from email import policy
from email.errors import MessageError
from email.header import decode_header, make_header
from email.message import Message as Part
from email.parser import BytesParser
from email.utils import parseaddr
from typing import Any

from lxml import etree, html

from consult.core.translatable import N_
from consult.documents import encodings, reading
from consult.documents.blocks import Source, Unreadable
from consult.documents.emails.message import (
    DEEPEST_PARTS,
    FILE_ENDINGS,
    HEADERS,
    MOST_ATTACHMENTS,
    MOST_IN_HEADER,
    MOST_OF_HEADER,
    MOST_PARTS,
    MOST_TEXT,
    Attachment,
    Message,
)

NESTED = N_("The email has more parts than can be read, or they are nested too deeply.")
_TROUBLE = (MessageError, ValueError, LookupError, TypeError, AttributeError, ImportError)
"""What Python's package raises for parts that are not what they say."""
_ADDRESS = re.compile(r"[^@\s<>,;\"\\]{1,64}@[A-Za-z0-9.-]{1,190}")
_BLANK_LINES = re.compile(r"\n[ \t]*\n(?:[ \t]*\n)+")


def parse(data: bytes) -> Message:
    """The email. Raises Unreadable where it has too many parts."""
    try:
        root = BytesParser(policy=policy.compat32).parsebytes(data)
        parts = list(_leaves(root, 0))
    except RecursionError:
        raise Unreadable(NESTED) from None
    headers = {name: found for name in HEADERS if (found := _headers(root, name))}
    name, sender = parseaddr(headers.get("from", [""])[0])
    text, is_cut = _text(parts)
    attachments = list(_attachments(parts))
    return Message(
        headers, sender if _ADDRESS.fullmatch(sender) else "", " ".join(name.split())[:200], text,
        attachments[:MOST_ATTACHMENTS], is_cut or len(attachments) > MOST_ATTACHMENTS,
    )  # fmt: skip


def _leaves(part: Part, depth: int, count: list[int] | None = None) -> Iterator[tuple[Part, bool]]:
    """The parts that hold something, in their order; whether each is another way of saying the part before."""
    count = [0] if count is None else count
    count[0] += 1
    if depth > DEEPEST_PARTS or count[0] > MOST_PARTS:
        raise Unreadable(NESTED)
    inner: Any = part.get_payload()
    if not part.is_multipart() or not isinstance(inner, list):
        yield part, False
        return
    is_same, has_said = part.get_content_type() == "multipart/alternative", False
    for one in inner:
        for leaf, is_other in _leaves(one, depth + 1, count):
            yield leaf, is_other or (is_same and has_said)
            has_said = has_said or bool(_words_of(leaf).strip())


def _headers(root: Part, name: str) -> list[str]:
    try:
        values = root.get_all(name, [])[:MOST_OF_HEADER]
    except _TROUBLE:
        return []
    return [_decoded(one)[:MOST_IN_HEADER] for one in values]


def _decoded(value: Any) -> str:
    """A header in words."""
    try:
        found = str(make_header(decode_header(value)))
    except _TROUBLE:
        found = str(value)
    return " ".join(found.encode("utf-8", "replace").decode().replace("\x00", "").split())


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
    words = _unicode(_bytes_of(part), part)
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


def _unicode(data: bytes, part: Part) -> str:
    try:
        return str(data, part.get_content_charset() or "utf-8")
    except _TROUBLE:
        pass
    try:
        return encodings.decoded(Source("text.txt", data), [])
    except (Unreadable, *_TROUBLE):
        return data.decode("latin-1")


def _of_html(words: str) -> str:
    """The words of a page, block by block."""
    try:
        parsed = reading.parse([Source("email.html", words.encode("utf-8", "replace"))])
        return "\n\n".join(f"{one.number} {one.text or one.title}".strip() for one in parsed.blocks)
    except Unreadable:
        pass
    try:
        page: Any = html.fromstring(words)
        return str(page.text_content())  # it may have no block at all
    except (etree.LxmlError, *_TROUBLE):
        return ""


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
    name = _decoded(name).replace("\\", "/").rpartition("/")[2]
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
