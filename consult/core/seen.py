"""What somebody had before them when they typed or pressed.

It travels in their form as a short mark and is compared inside the action, under the lock: nobody approves what they
never read, or writes over words that they never saw. A form without a mark is refused like one with a wrong mark.
"""

import hashlib
import json
from enum import Enum
from typing import Final

from consult.core.errors import Conflict
from consult.core.words import N_


class NoPage(Enum):
    """The type of NO_PAGE."""

    NO_PAGE = "no page"


NO_PAGE: Final = NoPage.NO_PAGE
"""Said by a program that looked at no page: the command line, the demonstration. Never said by a view."""


class Overtaken(Conflict):
    """Somebody else was faster: it is no more what was seen. Or the form does not say what was seen."""


def mark(thing: object | None, *names: str) -> str:
    """A short text that stays the same as long as these attributes of `thing` do; "-" of nothing."""
    if thing is None:
        return "-"
    values = json.dumps([getattr(thing, name) for name in names], default=str)
    return hashlib.sha256(values.encode()).hexdigest()[:32]


def compare(seen: str | NoPage, thing: object | None, *names: str) -> None:
    """Raises Overtaken where the mark of `thing` is not the one that was `seen`: a wrong one, or "" for none."""
    if seen is NO_PAGE:
        return
    if not seen:
        raise Overtaken(UNTOLD)
    if seen != mark(thing, *names):
        raise Overtaken(N_("Somebody else changed this after you opened it. Please look again."))


UNTOLD = N_("The form that you sent does not say what its page showed. Nothing was done; please look again.")
"""Said to whoever sends a form without the mark of what was seen."""
