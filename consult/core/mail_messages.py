"""Emails as bytes, for the mail server.

Python's email package takes a header or a line of text apart and puts it together again, which takes longer than all
else that is done for an email. Here plain ASCII is written as it stands, and the package writes only the other headers.
"""

import binascii
import re
from email import policy
from email.message import EmailMessage
from email.utils import format_datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from consult.core.mail import Email

_LINE = 78
"""The longest line of an email (RFC 5322, section 2.1.1)."""

END = "List-Unsubscribe"
"""The header with the address by which mail programs end emails."""


class _Policy(policy.EmailPolicy):
    """The usual way of writing messages, but the address by which emails end stands as it is, however long: Python
    would write a long one as an encoded word, which mail programs do not read there (RFC 2047, section 5)."""

    def fold_binary(self, name: str, value: str) -> bytes:
        """One header as it is sent."""
        if name == END and value.isascii():
            return f"{name}: {value}{self.linesep}".encode("ascii")
        return super().fold_binary(name, value)


_POLICY = _Policy()
_SENT = _POLICY.clone(linesep="\r\n")


class Writer:
    """Writes emails from one sender."""

    def __init__(self, sender: str, host: str) -> None:
        """`host` is what the name of each email, its Message-ID, ends with."""
        self.host = host
        self._from: Any = _POLICY.header_factory("From", sender)
        self.address = next((str(one.addr_spec) for one in self._from.addresses), "")
        """The address of the sender alone."""
        self._first_line = self._from.fold(policy=_SENT).encode("ascii", "surrogateescape")

    def message(self, email: "Email") -> EmailMessage:
        """`email` as a MIME message: text first, html beside it where there is one."""
        made = EmailMessage(_POLICY)
        made["From"] = self._from
        for name, value in self._headers(email).items():
            made[name] = value
        made.set_content(email.text)
        if email.html:
            made.add_alternative(email.html, subtype="html")
        return made

    def _headers(self, email: "Email") -> dict[str, str]:
        """The headers of an email but its sender."""
        return {
            "To": email.to,
            "Subject": " ".join(email.subject.split()),
            "Date": format_datetime(email.posted_at),
            "Message-ID": f"<{email.message_id}@{self.host}>",
            "Auto-Submitted": "auto-generated",
            **{name: " ".join(str(value).split()) for name, value in email.headers.items()},
        }

    def is_plain(self, email: "Email") -> bool:
        """Whether `as_bytes` can write it: sender and recipient have addresses of ASCII, and it has no HTML."""
        return not email.html and all(map(_ADDRESS.fullmatch, (self.address, email.to)))

    def as_bytes(self, email: "Email") -> bytes:
        """A plain email as it is sent: what `message` says, in fewer steps."""
        encoding, text = _text(email.text)
        headers = [_header(name, value) for name, value in self._headers(email).items()]
        more = b"Content-Transfer-Encoding: " + encoding + b"\r\nMIME-Version: 1.0\r\n\r\n"
        return b"".join([self._first_line, *headers, _TYPE, more, text])


_ADDRESS = re.compile(r"[\w+-]+(\.[\w+-]+)*@[\w-]+(\.[\w-]+)*", re.ASCII)
_TYPE = b'Content-Type: text/plain; charset="utf-8"\r\n'


def _header(name: str, value: str) -> bytes:
    if name == END and value.isascii():
        return f"{name}: {value}\r\n".encode("ascii")
    is_short = len(name) + 2 + len(value) <= _LINE
    if is_short and value.isascii() and value.isprintable() and "=?" not in value:
        return f"{name}: {value}\r\n".encode("ascii")
    return _written(name, value)


@lru_cache(maxsize=256)
def _written(name: str, value: str) -> bytes:
    """A header as the email package writes it; subjects with the title of a consultation come again and again."""
    return _SENT.fold_binary(name, _SENT.header_factory(name, value))


def _text(words: str) -> tuple[bytes, bytes]:
    """The transfer encoding of a text, and the text in it: as it stands where its lines are short enough."""
    lines = words.encode().splitlines()
    text = b"\r\n".join(lines) + b"\r\n"
    if max(map(len, lines), default=0) <= _LINE:
        return b"7bit" if text.isascii() else b"8bit", text
    quoted, based = binascii.b2a_qp(text), _based(text)
    return (b"quoted-printable", quoted) if len(quoted) <= len(based) else (b"base64", based)


def _based(text: bytes) -> bytes:
    pieces = [binascii.b2a_base64(text[at : at + 57], newline=False) for at in range(0, len(text), 57)]
    return b"\r\n".join(pieces) + b"\r\n"
