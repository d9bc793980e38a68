"""Reading emails in an isolated process, and strict checks of its result (see core/isolated_calls.py)."""

import base64
import tempfile
from collections.abc import Iterable
from typing import Any

from consult.core import isolated_calls
from consult.core.isolation import MEASURES, Limits
from consult.core.translatable import N_
from consult.documents import results
from consult.documents.blocks import Unreadable
from consult.documents.emails.message import (
    HEADERS,
    MOST_ATTACHMENTS,
    MOST_BYTES,
    MOST_IN_HEADER,
    MOST_OF_HEADER,
    MOST_TEXT,
    Attachment,
    Message,
)

LIMITS = Limits(seconds=15, memory=1024 * 1024 * 1024, files=128)
PATIENCE = 45.0
"""Seconds on the clock: a machine under load gives a process its processor time late."""
_MOST = 64 * 1024 * 1024
BROKEN = N_("The email could not be read. Download it and read it with a mail program.")


def read(data: bytes, *, measures: Iterable[str] = MEASURES) -> Message:
    """The email in `data`. Raises Unreadable, also where reading had to be ended."""
    with tempfile.TemporaryFile() as handle:
        handle.write(data)
        handle.seek(0)
        told = isolated_calls.call(
            "consult.documents.emails.reader_process:read", {}, [handle], LIMITS, output=_MOST,
            patience=PATIENCE, measures=measures,
        )  # fmt: skip
    return results.checked(told, lambda wrote: _message(results.loaded(wrote)), Unreadable(BROKEN))


def _message(plain: Any) -> Message:
    """A result, where every part of it is what the reader writes. Raises ValueError for anything else."""
    _exactly(plain, {"headers", "sender", "name", "text", "attachments", "is_cut"})
    headers = plain["headers"]
    if not isinstance(headers, dict) or not set(headers) <= set(HEADERS):
        raise ValueError("not what the reader writes")
    found = [_attachment(one) for one in results.listed(plain["attachments"], MOST_ATTACHMENTS)]
    if sum(len(one.data) for one in found) > MOST_BYTES:
        raise ValueError("not what the reader writes")
    return Message(
        {
            name: [results.text(one, MOST_IN_HEADER) for one in results.listed(values, MOST_OF_HEADER)]
            for name, values in headers.items()
        },
        results.text(plain["sender"], 260), results.text(plain["name"], 200),
        results.text(plain["text"], MOST_TEXT), found, plain["is_cut"] is True,
    )  # fmt: skip


def _attachment(plain: Any) -> Attachment:
    _exactly(plain, {"name", "size", "data", "is_inline"})
    data = base64.b64decode(results.text(plain["data"], 2 * MOST_BYTES), validate=True)
    size = results.number(plain["size"], MOST_BYTES)
    return Attachment(results.text(plain["name"], 200), size, data, plain["is_inline"] is True)


def _exactly(plain: Any, names: set[str]) -> None:
    if not isinstance(plain, dict) or set(plain) != names:
        raise ValueError("not what the reader writes")
