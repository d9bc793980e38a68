"""Addresses of earlier versions, which emails, bookmarks and open pages still have: each leads on to that of today.

The answer is 308, so that a form that is sent to an old address is sent again, whole, to the new one.
"""

import re
from collections.abc import Sequence
from urllib.parse import quote

from flask import Flask, redirect, request
from flask.typing import ResponseReturnValue

from consult.web.guards import open_to_all
from consult.web.language_addresses import had_language_taken_out

MOVED: Sequence[tuple[re.Pattern[str], str]] = tuple(
    (re.compile(old), new)
    for old, new in (
        (r"(/submissions/[^/]+/comments/\d+)/contest", r"\1/objection"),
        (r"(/moderation/[^/]+/\d+)/lifting", r"\1/restoring-words"),
        (r"(/moderation/[^/]+)/claim", r"\1/confirmation"),
        (r"/moderation/contests/(\d+)", r"/moderation/objections/\1"),
        (r"/desk", r"/dashboard"),
        (r"(/consultations/[^/]+)/answers((?:/.*)?)", r"\1/responses\2"),
    )
)
"""(what a whole path of an earlier version looks like, the path of today)."""

_IS_MOVED = re.compile("|".join(f"(?:{old.pattern})" for old, _new in MOVED))
"""Whether a whole path is one of an earlier version: nearly none is, and so each is looked at once."""

RENAMED: Sequence[tuple[re.Pattern[str], str, str]] = (
    (re.compile(r"/consultations/[^/]+/comments"), "sort=place", "sort=passage"),
)
"""(what a whole path looks like, an argument of an earlier version, the argument of today)."""


def present_path(path: str) -> str:
    """The path that has taken the place of `path`, or "" where that is none of an earlier version."""
    for old, new in MOVED if _IS_MOVED.fullmatch(path) else ():
        found = old.fullmatch(path)
        if found is not None:
            return found.expand(new)
    return ""


def present_query(path: str, query: str) -> str:
    """The arguments `query` of `path`, with those of earlier versions as they are today."""
    if not query:
        return ""
    renamed = {old: new for pattern, old, new in RENAMED if pattern.fullmatch(path)}
    return "&".join(renamed.get(one, one) for one in query.split("&")) if renamed else query


def register(app: Flask) -> None:
    """Lead on from old addresses, with their language and their arguments; before anything else looks at a form."""

    @app.before_request
    def lead_on() -> ResponseReturnValue | None:
        path = present_path(request.path)  # some rules of today match an old address, with another meaning
        asked = request.query_string.decode("latin-1")
        query = present_query(path or request.path, asked)
        # a form, or the button of an email program, is answered where it is
        has_other_language = had_language_taken_out() and request.method in {"GET", "HEAD"}
        if not path and query == asked and not has_other_language:
            return None
        open_to_all()
        path = path or request.path
        status = 302 if has_other_language else 308  # the language may be offered again
        return redirect(request.script_root + quote(path) + (f"?{query}" if query else ""), status)
