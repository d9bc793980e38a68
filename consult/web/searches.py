"""Search words that are longer than a search reads: the page keeps what was typed, and says that it was too long."""

from flask import Flask, has_request_context, request

from consult.core.markup import LONGEST_SEARCH, line
from consult.web.request_sizes import ADDRESS, beginning


def typed_search(words: str) -> str:
    """What was typed where `words` are searched for, which may be only its beginning; "" for nothing."""
    typed = line(beginning(request.args, "q", ADDRESS)) if has_request_context() and words else ""
    return typed if len(typed) > LONGEST_SEARCH else words or ""


def is_search_too_long(words: str) -> bool:
    """Whether `words` are only the beginning of what was typed."""
    return len(typed_search(words)) > LONGEST_SEARCH


def register(app: Flask) -> None:
    """What templates may call."""
    app.jinja_env.globals.update(
        typed_search=typed_search, is_search_too_long=is_search_too_long, longest_search=LONGEST_SEARCH
    )
