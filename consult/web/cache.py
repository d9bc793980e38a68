"""Public pages kept in memory under the stamp of what they show.

One query tells the stamp; while it stands, the page is the one made before. It is compressed in haste when it is made,
and well when it is asked for again (what is read only once costs little compressing). Only for visitors who are not
signed in, and only until the clock itself would change the page (a consultation opening or closing).

What several pages show of the same stamp is read once and kept too (`kept_under_stamp`), as is the HTML that they have
in common (`fragment`). Where that is most of a page it is also encoded and compressed once (`part`). What depends on
the language alone is rendered once on any page (`constant`), and what depends on a few values that were read for the
page is rendered once for these values (`cached`).

Pages of someone who is signed in are not compressed. They hold tokens and what submitters wrote beside words that an
address can choose (a search), and the size of what is compressed tells whether those words repeat what stands beside
them; anyone who sees the sizes of many such answers could read the page (the attack is known as BREACH). A page that
repeats nothing that its address says may be compressed (`packing`).
"""

import gzip
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import wraps
from threading import Lock
from typing import Any, TypeVar

from flask import Response, current_app, g, make_response, request, session
from flask.typing import ResponseReturnValue
from markupsafe import Markup
from werkzeug.http import quote_etag

from consult.core import clock
from consult.core.limited_cache import LimitedCache
from consult.core.weights import weight
from consult.web import pages
from consult.web.guards import me, open_to_all
from consult.web.language_addresses import PUBLIC, language_of_address, spoken
from consult.web.packing import takes_gzip
from consult.web.page_parts import HASTE, WELL, PageBody, Part

CAPACITY = 16 * 1024 * 1024
"""Bytes of pages one process keeps: many hundreds, for nearly all of them are kept compressed only."""

PARTS = 32 * 1024 * 1024
"""Bytes of parts of pages one process keeps."""

BLOCKS = 4 * 1024 * 1024
"""Characters of blocks of pages one process keeps."""

FACTS = 32 * 1024 * 1024
"""Bytes, estimated, of what pages of one stamp have in common and one process keeps; what was used longest ago leaves
first, and the last one read stays whatever its size."""

FRESH = timedelta(minutes=5)
"""How long a page is kept at most that tells what changes too often for a new stamp: what arrives, say."""


@dataclass(frozen=True)
class Stamp:
    """What a page shows, in one value, and the moment until which the clock leaves it alone."""

    value: str
    until: datetime | None = None
    is_for_minutes: bool = False

    def for_minutes(self) -> "Stamp":
        """The same, its page kept no longer than FRESH: for one that tells what changes without a new stamp."""
        return replace(self, is_for_minutes=True)

    def page_until(self) -> datetime | None:
        """Until when a page that is made now may be kept."""
        if not self.is_for_minutes:
            return self.until
        fresh = clock.now() + FRESH
        return min(self.until, fresh) if self.until else fresh


@dataclass
class _KeptPage:
    stamp: str
    until: datetime | None
    body: bytes
    etag: str
    mimetype: str
    language: str
    """What it says of its language; "" for nothing."""
    packed: bytes = b""
    level: int = 0
    """How well it is compressed: 0, HASTE or WELL. A page that is compressed is kept in no other form."""

    def unpacked(self) -> bytes:
        """The page as it was made."""
        return self.body or (gzip.decompress(self.packed) if self.packed else b"")


class PageCache:
    """The pages one process keeps, the ones used longest ago leaving first."""

    def __init__(self, capacity: int = CAPACITY) -> None:
        self.capacity = capacity
        self.size = 0
        self.pages: OrderedDict[str, _KeptPage] = OrderedDict()
        self.facts: OrderedDict[Hashable, tuple[Any, datetime | None]] = OrderedDict()
        self.weights: dict[Hashable, int] = {}
        self.facts_size = 0
        self.constants: dict[Hashable, Any] = {}
        self.parts = LimitedCache[Part](PARTS, lambda part: part.weight)
        self.blocks = LimitedCache[Markup](BLOCKS, lambda html: 1000 + len(html))
        self.lock = Lock()

    def get(self, key: str, stamp: Stamp) -> _KeptPage | None:
        """The page kept under `key` if it still shows `stamp` now."""
        with self.lock:
            kept = self.pages.get(key)
            if kept is None or kept.stamp != stamp.value or (kept.until and clock.now() >= kept.until):
                return None
            self.pages.move_to_end(key)
            return kept

    def pack(self, key: str, kept: _KeptPage, level: int) -> None:
        """Compress a page that is kept, unless it is so well already."""
        packed = gzip.compress(kept.unpacked(), level)
        with self.lock:
            if kept.level < level and self.pages.get(key) is kept:
                self.size -= _weight(kept)
                kept.packed, kept.level = packed, level
                kept.body = b""  # last: others read the page meanwhile
                self.size += _weight(kept)

    def put(self, key: str, kept: _KeptPage) -> None:
        """Keep a page; the oldest go when there are too many bytes."""
        with self.lock:
            self.size -= _weight(self.pages.pop(key, None))
            self.pages[key] = kept
            self.size += _weight(kept)
            while self.size > self.capacity:
                self.size -= _weight(self.pages.popitem(last=False)[1])

    def fact(
        self, key: Hashable, until: datetime | None, read: Callable[[], Any]
    ) -> tuple[Any, datetime | None]:
        """What was read under this key, or is read now and kept `until` then; and until when it is kept.

        The key has the stamp, which was read before: what changed in between is kept under a stamp that no page has
        any more.
        """
        with self.lock:
            kept = self.facts.get(key)
            if kept is not None and not (kept[1] and clock.now() >= kept[1]):
                self.facts.move_to_end(key)
                return kept
        made = (read(), until)
        size = weight((key, made[0]))
        with self.lock:
            self.facts[key] = made
            self.facts.move_to_end(key)
            self.facts_size += size - self.weights.get(key, 0)
            self.weights[key] = size
            while self.facts_size > FACTS and len(self.facts) > 1:
                oldest, _gone = self.facts.popitem(last=False)
                self.facts_size -= self.weights.pop(oldest)
        return made

    def clear(self) -> None:
        """Keep nothing."""
        with self.lock:
            self.pages.clear()
            self.facts.clear()
            self.weights.clear()
            self.facts_size = 0
            self.parts = LimitedCache[Part](PARTS, lambda part: part.weight)
            self.blocks = LimitedCache[Markup](BLOCKS, lambda html: 1000 + len(html))
            self.size = 0


def _weight(kept: _KeptPage | None) -> int:
    return len(kept.body) + len(kept.packed) if kept else 0


T = TypeVar("T")


def kept_under_stamp(name: Hashable, read: Callable[[], T], *, for_minutes: bool = False) -> T:
    """What `read` finds for the page that is being made, kept by this process for all pages of the same stamp; for a
    page without a stamp, which is made for one reader, it is read each time.

    `name` tells it from what else is kept under the stamp. It must be true for everyone and as long as the stamp
    stands (or for as long as a page `for_minutes` may be kept, see Stamp), and unchanging: requests use it at the same
    time. Rows of a session are not. `read` keeps nothing under the stamp itself: what it keeps for a shorter time would
    be shown for longer by the second reader.
    """
    if "page_stamp" not in g:
        return read()
    cache: PageCache = current_app.extensions["page_cache"]
    stamp: Stamp = g.page_stamp
    until = stamp.for_minutes().page_until() if for_minutes else stamp.until
    found, until = cache.fact((stamp.value, name), until, read)
    g.page_until = _earlier(g.page_until, until)
    kept: T = found
    return kept


def _earlier(one: datetime | None, other: datetime | None) -> datetime | None:
    return min(one, other) if one and other else one or other


def fragment(name: str, *about: Hashable, caller: Callable[[], T]) -> T:
    """The HTML of a `call` block of a template, drawn once for the stamp of the page, its language, and what else it
    shows that the stamp does not tell (`about`)."""
    return kept_under_stamp(("fragment", name, spoken(), about), caller)


def constant(name: str, *about: Hashable, caller: Callable[[], T]) -> T:
    """The HTML of a `call` block of a template that depends on nothing but the language of the page and its links, and
    on `about`, of which there are few: rendered once by this process, for everyone."""
    kept: dict[Hashable, Any] = current_app.extensions["page_cache"].constants
    key = (name, about, spoken())
    found: T | None = kept.get(key)
    return found if found is not None else kept.setdefault(key, caller())


def cached(name: str, *about: Hashable, caller: Callable[[], Markup]) -> Markup:
    """The HTML of a `call` block of a template that shows nothing but `about`, in the language of the page and with its
    links: rendered once by this process for the same values, for all who are signed in. For a visitor, whose whole page
    is kept, it is rendered each time.

    `about` has every value on which the block depends, as it was read for the page that is being made, so that no page
    shows an earlier value. A block has no token.
    """
    if me() is None:
        return caller()
    cache: PageCache = current_app.extensions["page_cache"]
    return cache.blocks.take((name, about, spoken()), caller)


def part(name: Hashable, draw: Callable[[], Markup]) -> Markup:
    """HTML that is much of the page that is being made, kept by this process for all pages of the same stamp in the
    same language; for a page without a stamp it is drawn each time.

    `name` tells it from other parts. It must be the same for everyone as long as the stamp stands, whatever the clock
    says.
    """
    if "page_stamp" not in g:
        return draw()
    cache: PageCache = current_app.extensions["page_cache"]
    found = cache.parts.take((g.page_stamp.value, spoken(), name), lambda: Part(draw()))
    g.page_parts.append(found)
    return found.html


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
            key = f"{request.full_path} {spoken()}"
            kept = cache.get(key, stamp)
            if kept is None:
                g.page_stamp, g.page_until, g.page_parts = stamp, stamp.page_until(), []
                try:
                    made = view(**arguments)
                finally:
                    g.pop("page_stamp")
                    until, parts = g.pop("page_until"), g.pop("page_parts")
                if isinstance(made, str):
                    body, mimetype = PageBody.of(made, parts), "text/html"
                else:
                    answer = make_response(made)
                    if answer.status_code != 200 or answer.is_streamed:
                        return answer
                    body, mimetype = PageBody([answer.get_data()]), answer.mimetype or "text/html"
                language = pages.language_of_answer(mimetype)
                kept = _KeptPage(stamp.value, until, body.raw(), body.etag, mimetype, language)
                if takes_gzip():
                    kept.packed, kept.level = body.packed(kept.body), HASTE
                    kept.body = b""
                cache.put(key, kept)
            elif takes_gzip() and kept.level < WELL:
                cache.pack(key, kept, WELL)
            return _answer(kept, takes_gzip())

        setattr(page, PUBLIC, True)
        return page

    return decorate


def _answer(kept: _KeptPage, packs: bool) -> Response:
    packed = kept.packed if packs else b""
    headers = [
        ("Vary", f"Accept-Encoding, {'' if language_of_address() else 'Accept-Language, '}Cookie"),
        ("Cache-Control", "public, max-age=0, must-revalidate"),
        ("ETag", quote_etag(kept.etag, weak=True)),
    ]
    headers += [("Content-Encoding", "gzip")] if packed else []
    headers += [("Content-Language", kept.language)] if kept.language else []
    answer = Response(packed or kept.unpacked(), headers=headers, mimetype=kept.mimetype)
    if not _CONDITIONS.isdisjoint(request.environ):
        answer.make_conditional(request)
    return answer


_CONDITIONS = frozenset({"HTTP_IF_NONE_MATCH", "HTTP_IF_MATCH"})
"""Headers of a reader who has the page already, as the WSGI environment has them."""
