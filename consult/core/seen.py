"""What somebody had before them when they typed or pressed.

It travels in their form as a short mark and is compared inside the action, under the lock: nobody approves what they
never read, or writes over words that they never saw.
"""

import hashlib
import json

from consult.core.errors import Conflict
from consult.core.words import N_


class Overtaken(Conflict):
    """Somebody else was faster: it is no more what was seen."""


def mark(thing: object | None, *names: str) -> str:
    """A short text that stays the same as long as these attributes of `thing` do; "-" of nothing."""
    if thing is None:
        return "-"
    values = json.dumps([getattr(thing, name) for name in names], default=str)
    return hashlib.sha256(values.encode()).hexdigest()[:32]


def compare(seen: str | None, thing: object | None, *names: str) -> None:
    """Raises Overtaken where the mark of `thing` is not the one that was `seen`.

    None is for whoever did not look at a page: the command line, the demonstration.
    """
    if seen is not None and seen != mark(thing, *names):
        raise Overtaken(N_("Somebody else changed this after you opened it. Please look again."))
