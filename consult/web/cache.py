"""Public pages kept in memory under the stamp of what they show.

One query tells the stamp; while it stands, the page is the one made before, compressed when it is first asked for
again (what is read only once costs no compressing). Only for visitors who
are not signed in, and only until the clock itself would change the page (a consultation opening or closing).
"""

import gzip
import hashlib
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import wraps
from threading import Lock
from typing import Any

from flask import Response, current_app, make_response, request, session
from flask.typing import ResponseReturnValue
from flask_babel import get_locale

from consult.core import clock
from consult.web import pages
from consult.web.guards import me, open_to_all

CAPACITY = 64 * 1024 * 1024
"""Bytes of pages one process keeps."""


FRESH = timedelta(minutes=5)
"""How long a page is kept at most that tells what changes too often for a new stamp: what arrives, say."""


@dataclass(frozen=True)
class Stamp:
    """What a page shows, in one value, and the moment until which the clock leaves it alone."""

    value: str
    until: datetime | None = None

    def for_minutes(self) -> "Stamp":
        """The same, kept no longer than FRESH: for a page that tells what changes without a new stamp."""
        fresh = clock.now() + FRESH
        return Stamp(self.value, min(self.until, fresh) if self.until else fresh)


@dataclass
class _Kept:
    stamp: str
    until: datetime | None
    body: bytes
    etag: str
    mimetype: str
    packed: bytes = b""


class PageCache:
    """The pages one process keeps, the ones used longest ago leaving first."""

    def __init__(self, capacity: int = CAPACITY) -> None:
        self.capacity = capacity
        self.size = 0
        self.pages: OrderedDict[str, _Kept] = OrderedDict()
        self.lock = Lock()

    def get(self, key: str, stamp: Stamp) -> _Kept | None:
        """The page kept under `key` if it still shows `stamp` now."""
        with self.lock:
            kept = self.pages.get(key)
            if kept is None or kept.stamp != stamp.value or (kept.until and clock.now() >= kept.until):
                return None
            self.pages.move_to_end(key)
            return kept

    def pack(self, key: str, kept: _Kept) -> None:
        """Compress a page that is asked for again."""
        packed = gzip.compress(kept.body, 6)
        with self.lock:
            if not kept.packed and self.pages.get(key) is kept:
                kept.packed = packed
                self.size += len(packed)

    def put(self, key: str, kept: _Kept) -> None:
        """Keep a page; the oldest go when there are too many bytes."""
        with self.lock:
            self.size -= _weight(self.pages.pop(key, None))
            self.pages[key] = kept
            self.size += _weight(kept)
            while self.size > self.capacity:
                self.size -= _weight(self.pages.popitem(last=False)[1])

    def clear(self) -> None:
        """Keep nothing."""
        with self.lock:
            self.pages.clear()
            self.size = 0


def _weight(kept: _Kept | None) -> int:
    return len(kept.body) + len(kept.packed) if kept else 0


def public_page(
    stamp_of: Callable[..., Stamp],
) -> Callable[[Callable[..., ResponseReturnValue]], Callable[..., ResponseReturnValue]]:
    """Open the decorated view to all, and for visitors keep its page while `stamp_of(**its arguments)` stands.

    `stamp_of` raises NotFound for what the public may not see; a signed-in reader always gets a page made for them.
    Proxies may keep it too, and ask whether it still stands.
    """

    def decorate(view: Callable[..., ResponseReturnValue]) -> Callable[..., ResponseReturnValue]:
        @wraps(view)
        def page(**arguments: Any) -> ResponseReturnValue:
            if me() is not None or request.method not in {"GET", "HEAD"} or session.get("_flashes"):
                return view(**arguments)
            if pages.demo_is_loading():
                return view(**arguments)  # it says so, and what is made a moment later does not
            open_to_all()
            stamp = stamp_of(**arguments)
            cache: PageCache = current_app.extensions["page_cache"]
            key = f"{request.full_path} {get_locale()}"
            kept = cache.get(key, stamp)
            if kept is None:
                made: Response = make_response(view(**arguments))
                if made.status_code != 200 or made.is_streamed:
                    return made
                body = made.get_data()
                etag = hashlib.blake2b(body, digest_size=12).hexdigest()
                kept = _Kept(stamp.value, stamp.until, body, etag, made.mimetype or "text/html")
                cache.put(key, kept)
            elif not kept.packed and _packs():
                cache.pack(key, kept)
            return _answer(kept)

        return page

    return decorate


def _packs() -> bool:
    return "gzip" in request.headers.get("Accept-Encoding", "")


def _answer(kept: _Kept) -> Response:
    packs = bool(kept.packed) and _packs()
    answer = Response(kept.packed if packs else kept.body, mimetype=kept.mimetype)
    if packs:
        answer.headers["Content-Encoding"] = "gzip"
    answer.headers["Vary"] = "Accept-Encoding, Accept-Language, Cookie"
    answer.headers["Cache-Control"] = "public, max-age=0, must-revalidate"
    answer.set_etag(kept.etag, weak=True)
    answer.make_conditional(request)
    return answer
