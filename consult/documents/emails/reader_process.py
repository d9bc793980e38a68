"""What reads an email in the process that has nothing to lose. All code is loaded with this module, before any file."""

import base64
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import BinaryIO

from consult.core.isolation import Refused
from consult.documents import first_uses, results
from consult.documents.blocks import Unreadable
from consult.documents.emails import reading
from consult.documents.emails.message import MOST_BYTES
from consult.documents.pictures import FORMATS

_CHARSETS = (
    "ascii", "utf-8", "utf-7", "utf-16", "latin-1", "iso8859-2", "iso8859-3", "iso8859-4", "iso8859-5", "iso8859-6",
    "iso8859-7", "iso8859-8", "iso8859-9", "iso8859-13", "iso8859-15", "cp1250", "cp1251", "cp1252", "cp1253", "cp1254",
    "cp1255", "cp1256", "cp1257", "cp1258", "koi8-r", "koi8-u", "cp866", "gb2312", "gbk", "gb18030", "big5",
    "shift_jis", "euc-jp", "iso2022_jp", "euc-kr", "iso2022_kr", "hz", "mac_roman", "mac_cyrillic", "cp874", "cp932",
    "cp949",
)  # fmt: skip


def read(files: Sequence[BinaryIO]) -> Iterator[bytes]:
    """The one email in `files`, as JSON. Raises Refused with a sentence."""
    try:
        found = asdict(reading.parse(files[0].read(MOST_BYTES + 1)))
    except Unreadable as trouble:
        raise Refused({"message": trouble.message, "file": trouble.file, "line": trouble.line}) from None
    for one in found["attachments"]:
        one["data"] = base64.b64encode(one["data"]).decode()
    yield results.written(found)


def _load_all() -> None:
    """Use once what is loaded at its first use: when an email comes, there is nothing to load from any longer."""
    first_uses.load_codecs(*_CHARSETS)
    first_uses.load_pictures(FORMATS)
    reading.parse(
        b"From: =?utf-8?q?A?= <a@\xc3\xa9.example>\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n"
        b"Content-Type: text/html; charset=gb2312\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n"
        b"<p>A=20</p><p>$$x$$<s>B</s></p>\r\n"
        b"--b\r\nContent-Type: text/plain\r\nContent-Transfer-Encoding: x-uuencode\r\n\r\nA\r\n--b\r\n"
        b"Content-Disposition: attachment; filename*=utf-8''a.csv\r\nContent-Transfer-Encoding: base64\r\n\r\nQQ==\r\n"
        b"--b--\r\n"
    )


_load_all()
