"""Places in a stored text: what is marked, what is hidden, and where typed words stand.

Pure. A span is half-open and counted in code points of one field of one edition.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from consult.core.markup import RedactedSpan
from consult.moderation.models import Field, Reason


@dataclass(frozen=True, order=True)
class Span:
    """Characters of one field that the public is not to see, and why."""

    field: Field
    start: int
    end: int
    reason: Reason


def hidden(spans: Iterable[Span]) -> dict[str, list[RedactedSpan]]:
    """Field → what to hide, spans that touch or overlap made one (with the reason of the first)."""
    joined: dict[str, list[RedactedSpan]] = {}
    for span in sorted(spans):
        rows = joined.setdefault(span.field.value, [])
        if rows and span.start <= rows[-1].end:
            last = rows[-1]
            rows[-1] = RedactedSpan(last.start, max(last.end, span.end), last.reason)
        else:
            rows.append(RedactedSpan(span.start, span.end, span.reason.value))
    return joined


def read(text: str, reason: Reason | None, lengths: Mapping[str, int]) -> Span | None:
    """A span written "field:start:end" or "field:start:end:reason"; None where it is not one of a text of `lengths`."""
    match = re.fullmatch(r"(comment|proposal|rationale):([0-9]{1,6}):([0-9]{1,6})(?::([a-z_]{1,40}))?", text)
    if match is None:
        return None
    chosen = Reason(match[4]) if match[4] in set(Reason) else reason
    start, end = int(match[2]), int(match[3])
    if chosen is None or not 0 <= start < end <= lengths[match[1]]:
        return None
    return Span(Field(match[1]), start, end, chosen)


def written(span: Span) -> str:
    """A span as `read` reads it."""
    return f"{span.field.value}:{span.start}:{span.end}:{span.reason.value}"


def of_words(words: str, reason: Reason, texts: Mapping[str, str]) -> list[Span]:
    """Every place at which `words` stand, however they are spaced and in capitals or not."""
    parts = [re.escape(part) for part in words.split()]
    if not parts:
        return []
    sought = re.compile(r"\s+".join(parts), re.IGNORECASE)
    return [
        Span(Field(name), *match.span(), reason)
        for name, text in texts.items()
        for match in sought.finditer(text)
    ]


def is_whole(span: Span, texts: Mapping[str, str]) -> bool:
    """Whether a span begins and ends at words, where its script puts blanks between them."""
    text = texts[span.field.value]
    sides = ((span.start - 1, span.start), (span.end - 1, span.end))
    return not any(
        one >= 0 and other < len(text) and _joins(text[one]) and _joins(text[other]) for one, other in sides
    )


def _joins(letter: str) -> bool:
    return letter.isalnum() and unicodedata.east_asian_width(letter) not in {"W", "F"}


def moved(span: Span, before: Mapping[str, str], now: Mapping[str, str]) -> list[Span]:
    """Where the words of a span stand after a text was changed: the same place where its field was not, else every
    place of the field at which they stand; none where they are gone."""
    name = span.field.value
    if before[name] == now[name]:
        return [span]
    words = re.escape(before[name][span.start : span.end])
    return [Span(span.field, *match.span(), span.reason) for match in re.finditer(words, now[name])]


@dataclass
class Piece:
    """A run of characters under the same marks."""

    text: str
    signals: list[str] = field(default_factory=list)
    reason: str = ""
    """Hidden for this reason; "" where the public reads it."""

    @property
    def is_unseen(self) -> bool:
        """Whether no one could see it if it were not said."""
        return all(unicodedata.category(character) == "Cf" for character in self.text)


def pieces(text: str, marked: Sequence[tuple[int, int, str]], covered: Sequence[RedactedSpan]) -> list[Piece]:
    """`text` cut where marks begin and end; `marked`: (start, end, words of the signal)."""
    cuts = {0, len(text)}
    for start, end, _label in marked:
        cuts |= {start, end}
    for one in covered:
        cuts |= {one.start, one.end}
    places = sorted(cut for cut in cuts if 0 <= cut <= len(text))
    found: list[Piece] = []
    for start, end in pairwise(places):
        if start < end:
            labels = [label for first, last, label in marked if first <= start and end <= last]
            reason = next((one.reason for one in covered if one.start <= start and end <= one.end), "")
            found.append(Piece(text[start:end], labels, reason))
    return found
