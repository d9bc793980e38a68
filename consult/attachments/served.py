"""Answers with an attachment: nothing in the file can act in the reader's browser."""

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import PurePosixPath
from typing import BinaryIO

from flask import Response, send_file

from consult.attachments.models import Attachment
from consult.core import storage
from consult.core.errors import NotFound
from consult.documents.attached import sandbox
from consult.documents.attached.kinds import MEDIA_TYPES, AttachmentKind
from consult.web.headers import FILE_CSP


def original(attachment: Attachment) -> Response:
    """The file as it was uploaded. Raises NotFound where it is gone. The caller has checked who asks."""
    return _answer(attachment.original_key, attachment.file_name, attachment.kind)


def public_copy(attachment: Attachment) -> Response:
    """The copy without metadata, or the redacted one. Raises NotFound. The caller has checked who asks."""
    return _answer(attachment.public_key, attachment.public_name, attachment.public_kind)


def proposed_copy(attachment: Attachment) -> Response:
    """The redacted copy that is not decided yet. Raises NotFound. The caller has checked who asks."""
    found = attachment.proposed
    if found is None:
        raise NotFound
    return _answer(found.key, f"{PurePosixPath(attachment.name).stem}.{found.kind.value}", found.kind)


def page_image(attachment: Attachment, number: int) -> Response:
    """The image of a page, from 1. Raises NotFound where it was not drawn. The caller has checked who asks."""
    keys = attachment.drawn or ()
    if not 1 <= number <= len(keys):
        raise NotFound
    answer = Response(storage.get(keys[number - 1]), mimetype="image/png")
    answer.headers["Content-Security-Policy"] = FILE_CSP
    answer.headers["Cache-Control"] = "private, max-age=600"
    return answer


def redacted(attachment: Attachment, boxes: Sequence[Sequence[int]]) -> bytes:
    """A PDF of the pages as images, with `boxes` black. Raises NotFound where the file is gone, and Unreadable."""
    with _original_of(attachment) as (kind, copy):
        return sandbox.redact(kind, copy, boxes)


def whole(attachment: Attachment) -> bytes:
    """The copy without metadata, made again. Raises as `redacted`."""
    with _original_of(attachment) as (_kind, copy):
        return sandbox.check(attachment.name, copy).public


@contextmanager
def _original_of(attachment: Attachment) -> Iterator[tuple[AttachmentKind, BinaryIO]]:
    if not attachment.original_key or attachment.kind is None:
        raise NotFound
    with tempfile.TemporaryFile() as copy:
        storage.fetch(attachment.original_key, copy)
        yield attachment.kind, copy


def _answer(key: str, name: str, kind: AttachmentKind | None) -> Response:
    if not key:
        raise NotFound
    copy = tempfile.TemporaryFile()  # noqa: SIM115 -- the server closes it once it is sent
    try:
        storage.fetch(key, copy)
        size = copy.seek(0, 2)
        copy.seek(0)
    except BaseException:
        copy.close()
        raise
    media_type = MEDIA_TYPES[kind] if kind else "application/octet-stream"
    sent = send_file(copy, media_type, as_attachment=True, download_name=name)
    sent.content_length = size
    sent.headers["Content-Security-Policy"] = FILE_CSP
    sent.headers["Cache-Control"] = "no-store"
    return sent
