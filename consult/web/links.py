"""Links of pages: each address is built once and kept, for building one takes as long as a paragraph of a page."""

from functools import lru_cache, partial
from typing import Any

from flask import Flask, has_request_context, request

from consult.web.command_groups import CommandGroups

MOST = 2048
"""Addresses that a process keeps, the ones used longest ago leaving first."""

LONGEST = 200
"""Characters of a value in an address that is kept: what a reader made up may be longer."""


class Application(Flask):
    """An application that keeps the addresses it built for its pages."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.cli = CommandGroups(self.name)
        # typed: True, 1 and 1.0 are equal, and are written differently
        self.links = lru_cache(MOST, typed=True)(partial(_built, super().url_for))

    def ensure_sync(self, func: Any) -> Any:
        """As it is: nothing here is a coroutine, for which Flask would look at each function at each request."""
        return func

    def url_for(self, /, endpoint: str, **values: Any) -> str:
        """As Flask's. In a request an address on this website follows from its name, its values, what stands in front
        of it (the language), and the method, by which rules of one name are told apart."""
        leads_elsewhere = values.get("_external") or values.get("_scheme")
        if not has_request_context() or leads_elsewhere or any(map(_is_not_kept, values.values())):
            return super().url_for(endpoint, **values)
        asked = request._get_current_object()  # type: ignore[attr-defined]
        name = f"{asked.blueprint or ''}{endpoint}" if endpoint.startswith(".") else endpoint
        return self.links(asked.script_root, asked.method, name, **values)


def _is_not_kept(value: Any) -> bool:
    """Whether it is longer than what is kept, or cannot be looked up."""
    return len(value) > LONGEST if isinstance(value, str) else isinstance(value, list | set | dict)


def _built(build: Any, _root: str, _method: str, endpoint: str, /, **values: Any) -> str:
    return str(build(endpoint, **values))
