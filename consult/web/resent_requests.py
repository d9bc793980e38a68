"""When a request had first reached us that comes again after an outage.

A page that says that we cannot answer carries, signed, the moment at which the request had reached us; no database is
needed for that. Sent again, the same words at the same address count from that moment. No one gains time to write: the
signature covers the address and a digest of every field, and it is worth nothing after VALID.
"""

import hashlib
import json
from datetime import datetime, timedelta

from flask import g, request
from itsdangerous import BadData, URLSafeSerializer

from consult.web import arrival_time, form_after_sign_in, signing
from consult.web.request_sizes import VALUE, beginning

FIELD = "first_arrival"
"""The hidden field of the page's form."""

VALID = timedelta(hours=6)
"""How long after its first arrival a request may come again and still count from there."""


def typed() -> list[tuple[str, str]]:
    """What the form of this request has, without its token, passwords and what we added ourselves."""
    return [(name, value) for name, value in form_after_sign_in.typed() if name != FIELD]


def signature() -> str:
    """The moment at which the present request had first reached us, signed together with what it says."""
    at = first_arrival() or arrival_time.received_at()
    return str(_signer().dumps([at.isoformat(), _digest()]))


def first_arrival() -> datetime | None:
    """When the present request had first reached us; None where it says nothing valid about that."""
    if "first_arrival" not in g:
        g.first_arrival = _first_arrival()
    found: datetime | None = g.first_arrival
    return found


def _first_arrival() -> datetime | None:
    signed = beginning(request.form, FIELD, VALUE)
    if not signed:
        return None
    try:
        said, digest = _signer().loads(signed)
    except BadData:
        return None
    at = datetime.fromisoformat(said)
    is_valid = digest == _digest() and timedelta(0) <= arrival_time.received_at() - at <= VALID
    return at if is_valid else None


def _digest() -> str:
    """Of the address and of every field; browsers send line ends as they like."""
    fields = sorted((name, "\n".join(value.splitlines())) for name, value in typed())
    said = json.dumps([request.method, request.full_path.rstrip("?"), fields])
    return hashlib.sha256(said.encode()).hexdigest()


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(signing.keys(), salt="first arrival")
