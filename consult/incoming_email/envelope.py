"""What is read of an email where it is taken, before anything has looked into it: a few headers, found as bytes."""

import hashlib
import re
from typing import NamedTuple

_HEADERS = 256 * 1024
"""Bytes in which headers are looked for."""
_END = re.compile(rb"\r?\n\r?\n")
_FOLD = re.compile(rb"\r?\n[ \t]+")
_ID = re.compile(rb"^message-id:[ \t]*(<[^<>\s]{1,240}>|[^\s<>]{1,240})", re.IGNORECASE | re.MULTILINE)
_RETURN_PATH = re.compile(rb"^return-path:[ \t]*<([^<>\s]{0,250})>", re.IGNORECASE | re.MULTILINE)
_FROM = re.compile(rb"^from:([^\r\n]{1,2000})", re.IGNORECASE | re.MULTILINE)
_TO = re.compile(
    rb"^(?:delivered-to|x-original-to|envelope-to|x-forwarded-to|to|cc):([^\r\n]{1,20000})",
    re.IGNORECASE | re.MULTILINE,
)
_ADDRESS = re.compile(rb"[A-Za-z0-9._+-]{1,80}@[A-Za-z0-9.-]{1,190}")


class EmailIdentity(NamedTuple):
    """What tells an email from others: its Message-ID, "" without one, and the hash of what it says."""

    message_id: str
    digest: str


def _head(raw: bytes) -> tuple[bytes, int]:
    """The headers, each on a line; where the body begins."""
    found = _END.search(raw, 0, _HEADERS)
    end, begin = (found.start(), found.end()) if found else (min(len(raw), _HEADERS), len(raw))
    return _FOLD.sub(b" ", raw[:end]), begin


def identity(raw: bytes) -> EmailIdentity:
    """The same however it arrives: servers add headers and change the ends of lines."""
    head, begin = _head(raw)
    found = _ID.search(head)
    body = raw[begin:].replace(b"\r\n", b"\n").strip()
    known = b"" if found else head  # without a Message-ID two emails with the same words are two
    return EmailIdentity(
        found[1].strip(b"<>").decode("ascii", "replace") if found else "",
        hashlib.sha256(known + b"\n\n" + body).hexdigest(),
    )


def sender(raw: bytes) -> str:
    """The sender as the server that delivered it says, "" where no one is to be told anything (RFC 5321); that of From
    where the server says nothing."""
    head = _head(raw)[0]
    found = _RETURN_PATH.search(head)
    if found is not None:
        return found[1].decode("ascii", "replace")
    named = _FROM.search(head)
    addresses = _ADDRESS.findall(named[1]) if named else []
    return addresses[-1].decode() if addresses else ""


def recipients(raw: bytes) -> list[str]:
    """Every address that it is said to be for, those of the server that delivered it first."""
    lines = sorted(
        _TO.finditer(_head(raw)[0]),
        key=lambda one: one[0][:3].lower() in {b"to:", b"cc:"} or one[0][:2] == b"cc",
    )
    found = (address.decode().lower() for line in lines for address in _ADDRESS.findall(line[1]))
    return list(dict.fromkeys(found))
