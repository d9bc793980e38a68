"""SVG pictures inside documents: a picture, and no program and nothing that is loaded."""

import re
from typing import Any

from consult.documents.attached import refusals
from consult.documents.blocks import Unreadable

_PROGRAMS = {"script", "foreignobject", "iframe", "object", "embed", "handler", "listener", "set", "animate"}
_INSIDE = re.compile(r"\s*(#|data:image/(png|jpeg|gif);|$)", re.IGNORECASE)


def refuse(root: Any, name: str) -> None:
    """Raise Unreadable where a picture can run or load something."""
    for one in root.iter():
        if not isinstance(one.tag, str):
            continue
        tag = one.tag.rpartition("}")[2].lower()
        for key, value in one.attrib.items():
            local = key.rpartition("}")[2].lower()
            if local.startswith("on") or re.match(
                r"\s*(javascript|vbscript|data:text)", value, re.IGNORECASE
            ):
                raise Unreadable(refusals.ACTIVE, name)
            if local in {"href", "src"} and tag != "a" and not _INSIDE.match(value):
                raise Unreadable(refusals.ELSEWHERE, name)
        if tag in _PROGRAMS:
            raise Unreadable(refusals.ACTIVE, name)
