"""What someone had before them when they typed or pressed.

It travels in their form as a short mark and is compared inside the action, under the lock: no one approves what they
never read, or writes over words that they never saw. A form without a mark is refused like one with a wrong mark.

While a new version starts, pages that the version before made are answered by the new one, and the other way round. So
a mark depends on what is stored and on nothing else, and a version reads every form of mark that the one before and the
one after it may write:

1. one digest of the values of the attributes, in their order. It cannot be compared where the list of attributes has
   changed between two versions.
2. "2:" and a digest for each attribute by its name. What both versions know is compared; what only one of them knows
   could not be seen, or cannot be checked, by the other.

Form 1 is written as long as the version before reads no other. A later version can write form 2 (WRITTEN).
"""

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from enum import Enum
from typing import Final

from consult.core.errors import Conflict
from consult.core.translatable import N_

WRITTEN = 1
"""The form of mark that this version writes; it reads both."""


class NoPage(Enum):
    """The type of NO_PAGE."""

    NO_PAGE = "no page"


NO_PAGE: Final = NoPage.NO_PAGE
"""Said by a program that looked at no page: the command line, the demonstration. Never said by a view."""


class StaleForm(Conflict):
    """It is no more what was seen: someone else was faster, or the same person on another tab. Or the form does not
    say what was seen."""


def form_version(thing: object | None, *names: str, form: int = WRITTEN) -> str:
    """A short text that stays the same as long as these attributes of `thing` do; "-" of nothing."""
    if thing is None:
        return "-"
    if form == 1:
        return _digest([getattr(thing, name) for name in names])[:32]
    return "2:" + ",".join(f"{name}={value}" for name, value in _each(thing, names).items())


def compare(seen: str | NoPage, thing: object | None, *names: str) -> None:
    """Raises StaleForm where the mark of `thing` is not the one that was `seen`: a wrong one, or "" for none."""
    if seen is NO_PAGE:
        return
    if not seen:
        raise StaleForm(NO_FORM_VERSION)
    if not _is_same(seen, thing, names):
        raise StaleForm(CHANGED)


CHANGED = N_("Someone changed this after you opened it. Your changes are not saved. Review and try again.")
"""Said to the person who changes what is no more what was seen."""

NO_FORM_VERSION = N_(
    "The form does not say which version it shows. Nothing was changed. Reload the page and try again."
)
"""Said to the person who sends a form without the mark of what was seen."""


def _is_same(seen: str, thing: object | None, names: tuple[str, ...]) -> bool:
    if thing is None or not seen.startswith("2:"):
        return seen == form_version(thing, *names, form=1)
    said = dict(part.partition("=")[::2] for part in seen.removeprefix("2:").split(","))
    known = {name: said[name] for name in said if not name.startswith("_") and hasattr(thing, name)}
    return not known.keys().isdisjoint(names) and known == _each(thing, tuple(known))


def _each(thing: object, names: tuple[str, ...]) -> Mapping[str, str]:
    return {name: _digest(getattr(thing, name))[:12] for name in sorted(names)}


def _digest(value: object) -> str:
    """Of a stored value; a moment is the same in whatever zone the connection gives it."""
    return hashlib.sha256(json.dumps(value, default=_plain).encode()).hexdigest()


def _plain(value: object) -> str:
    return str(value.astimezone(UTC) if isinstance(value, datetime) and value.tzinfo else value)
