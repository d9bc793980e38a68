"""Uploads in parts, which go on where they were cut off: the core of the tus protocol 1.0 with its extensions Creation
and Expiration (https://tus.io/protocols/resumable-upload). For the script of the page; without it a form sends the file
whole."""

import base64
import binascii
import re
from collections.abc import Callable
from functools import wraps
from typing import Any

from flask import Response, request, url_for
from flask_wtf.csrf import validate_csrf
from werkzeug.http import http_date
from wtforms import ValidationError

from consult.attachments import actions as attached
from consult.attachments import queries as attachments
from consult.attachments.lifecycle import State
from consult.attachments.limits import limits
from consult.attachments.models import Attachment
from consult.core.errors import Conflict, NotFound, NotPossible
from consult.draft_submissions import actions
from consult.draft_submissions.views.attachments import UPLOADS, attachment_of, opened_draft
from consult.draft_submissions.views.blueprint import bp
from consult.web.errors import say
from consult.web.rate_limits import caller, limit

VERSION = "1.0.0"
_PARTS = "3000 per hour"
_CHECKSUM_MISMATCH = 460
"""Of the protocol: what arrived is not what was promised."""


def _answer(status: int, words: str = "", **headers: Any) -> Response:
    answer = Response(words, status, mimetype="text/plain")
    answer.headers["Tus-Resumable"] = VERSION
    for name, value in headers.items():
        answer.headers[name.replace("_", "-")] = str(value)
    return answer


def tus(view: Callable[..., Response]) -> Callable[..., Response]:
    """A request of the protocol, with the token of the page; what is not possible is said in a line."""

    @wraps(view)
    def answered(**arguments: Any) -> Response:
        draft, consultation = opened_draft(arguments.pop("slug"))
        if request.headers.get("Tus-Resumable") != VERSION:
            return _answer(412, Tus_Version=VERSION)
        try:
            if request.method != "HEAD":
                validate_csrf(request.headers.get("X-CSRF-Token", ""))
            return view(draft, consultation, **arguments)
        except ValidationError:
            return _answer(403)
        except Conflict as trouble:
            return _answer(409, say(trouble))
        except NotPossible as trouble:
            return _answer(400, say(trouble))

    return answered


def _metadata() -> dict[str, str]:
    """What is said of the file: pairs of a name and a value in Base64. Raises NotPossible."""
    found = {}
    try:
        for pair in filter(None, request.headers.get("Upload-Metadata", "").split(",")):
            name, _blank, value = pair.strip().partition(" ")
            found[name] = base64.b64decode(value, validate=True).decode()
    except (binascii.Error, UnicodeDecodeError):
        raise NotPossible from None
    return found


def _number(name: str) -> int:
    words = request.headers.get(name, "")
    if not words.isascii() or not words.isdecimal() or len(words) > 12:
        raise NotPossible
    return int(words)


def _expires(found: Attachment) -> dict[str, str]:
    """Until when an upload can go on; nothing once it is whole."""
    return (
        {"Upload_Expires": http_date(found.uploaded_at + attachments.STOPPED)}
        if found.state == State.RECEIVING
        else {}
    )


@bp.route("/consultations/<slug>/sheet/uploads", methods=["POST"])
@tus
def begin_upload(draft: Any, consultation: Any) -> Response:
    """Begin a file: its address is in the header Location."""
    limit(UPLOADS, "attach", caller())
    said = _metadata()
    promised = said.get("sha256", "")
    if promised and not re.fullmatch("[0-9a-f]{64}", promised):
        raise NotPossible
    made = actions.begin_upload(
        draft, said.get("filename", ""), _number("Upload-Length"), description=said.get("description", ""),
        limits=limits(consultation.id), sha256=promised,
    )  # fmt: skip
    where = url_for(".continue_upload", slug=consultation.slug, reference=made.reference)
    return _answer(201, Location=where, Upload_Offset=0, **_expires(made))


@bp.route("/consultations/<slug>/sheet/uploads/<reference>", methods=["GET", "PATCH"])
@tus
def continue_upload(draft: Any, _consultation: Any, reference: str) -> Response:
    """How much of a file has arrived (HEAD); the next part of it (PATCH)."""
    found = attachment_of(draft, reference)
    if attachments.is_stopped(found):
        raise NotFound
    if request.method != "PATCH":
        told: dict[str, Any] = {"Upload_Offset": found.received, "Upload_Length": found.size} | _expires(
            found
        )
        return _answer(200, Cache_Control="no-store", **told)
    if request.mimetype != "application/offset+octet-stream":
        return _answer(415)
    limit(_PARTS, "attach-part", caller())
    data = request.stream.read(attached.LARGEST_PART + 1)
    if len(data) > attached.LARGEST_PART:
        return _answer(413)
    offset = _number("Upload-Offset")
    if not actions.continue_upload(draft, found, offset, data):
        return _answer(_CHECKSUM_MISMATCH)
    return _answer(204, Upload_Offset=offset + len(data))
