"""What happened to the passage of a comment in a later version, as pages show it."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import pgettext

from consult.core.multilingual import Words
from consult.core.redline import Operation
from consult.core.translatable import pN_
from consult.quotations.later_passages import LaterPassage
from consult.quotations.later_text import Change

LATER: dict[Change, tuple[str, str]] = {
    Change.UNCHANGED: (pN_("passage in a later version", "Unchanged"), "plain"),
    Change.MOVED: (pN_("passage in a later version", "Moved"), "info"),
    Change.EDITED: (pN_("passage in a later version", "Edited"), "info"),
    Change.DELETED: (pN_("passage in a later version", "Deleted"), "warn"),
}
"""What happened to the passage of a comment: the word and the tint of each."""


@dataclass(frozen=True, slots=True)
class ShownLaterPassage:
    """What happened to a passage. `href`: where it is read now; `changes`: a redline in `language`; `title` and
    `text_href`: name and address of the later version, "" where it is a correction of the same consultation."""

    label: str
    tone: str
    place: Words
    href: str
    changes: Sequence[Operation]
    language: str
    title: Words
    text_href: str


NO_TITLE = Words("", "")


def shown(
    passage: LaterPassage, language: str, href: str, *, title: Words = NO_TITLE, text_href: str = ""
) -> ShownLaterPassage:
    """What happened to a passage in a version in `language`. `href`: the address of the block there that it names."""
    label, tone = LATER[passage.change]
    return ShownLaterPassage(
        pgettext("passage in a later version", label), tone, passage.place, href if passage.key else "",
        passage.steps, language, title, text_href,
    )  # fmt: skip
