"""What happened to the passages of comments in a later version of the draft. Reads, and writes nothing."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from consult.core import redline
from consult.core.limited_cache import LimitedCache
from consult.core.multilingual import Words
from consult.core.redline import Operation
from consult.documents.blocks import Kind
from consult.drafts import queries as drafts
from consult.drafts.passage_labels import passage_label
from consult.quotations.later_text import Change, LaterText

LARGEST = 3_000_000
"""Characters of two versions together that are compared while a page waits."""
MOST_CHANGES = 4_000
"""Sentences that may have changed between two versions: others are different texts."""
CAPACITY = 2_000_000
"""Words of versions that one process keeps compared."""


class DraftVersion(Protocol):
    """A version of a draft."""

    @property
    def id(self) -> Any:
        """The number of the version in the database."""

    @property
    def language(self) -> Any:
        """The language of its text."""

    @property
    def sha256(self) -> Any:
        """Its hash, once it is frozen."""

    @property
    def frozen_at(self) -> datetime | None:
        """Since when it does not change."""


class PassageComment(Protocol):
    """A comment, as far as it says what it is on."""

    @property
    def id(self) -> Any:
        """The number of the comment in the database."""

    @property
    def version_id(self) -> Any:
        """The version it was written on."""

    @property
    def block_key(self) -> Any:
        """The key of its passage."""

    @property
    def quote(self) -> Any:
        """The words of the passage that it is about, "" for all of them."""


@dataclass(frozen=True)
class LaterPassage:
    """What happened to a passage. `key` and `place`: the block of the later version where its words are, or where the
    rest of their sentence is, and its position as it is kept; "" for nowhere. `steps`: from the sentences as they were
    to what stands there, in short."""

    change: Change
    key: str
    place: Words
    steps: Sequence[Operation]


_kept: LimitedCache[LaterText] = LimitedCache(CAPACITY, lambda pair: 1000 + pair.size)


def later_passages(comments: Iterable[PassageComment], later: DraftVersion) -> Mapping[int, LaterPassage]:
    """Comment id → what happened to its passage in the version `later`; nothing of comments on no passage, on that same
    version, or on a version in another language."""
    written: dict[int, list[PassageComment]] = {}
    for one in comments:
        if one.block_key and one.version_id not in {None, later.id}:
            written.setdefault(one.version_id, []).append(one)
    found: dict[int, LaterPassage] = {}
    for version in drafts.frozen(written) if written else ():
        if version.language != later.language or version.translates_id is not None:
            continue
        pair = _compared(version, later)
        if pair is None or pair.changes > MOST_CHANGES:
            continue
        for one in written[version.id]:
            passage = _passage(pair, one, later.language)
            if passage is not None:
                found[one.id] = passage
    return found


def _compared(before: DraftVersion, later: DraftVersion) -> LaterText | None:
    """Both texts, compared; None where they are too long for that."""

    def compare() -> LaterText | None:
        texts = [drafts.blocks(version.id) for version in (before, later)]
        if sum(len(block.text) for text in texts for block in text) > LARGEST:
            return None
        return LaterText(*texts)

    if later.frozen_at is None:
        return compare()
    name = tuple((one.id, one.sha256, one.frozen_at) for one in (before, later))
    kept = _kept.get(name)
    if kept is None:
        kept = compare()
        if kept is not None:
            _kept.add(name, kept)
    return kept


def _passage(pair: LaterText, comment: PassageComment, language: str) -> LaterPassage | None:
    outcome = pair.outcome(comment.block_key, comment.quote)
    if outcome is None:
        return None
    place = ""
    if outcome.key:
        block = pair.block(outcome.key)
        heading = pair.block(block.clause) if block.kind != Kind.HEADING and block.clause else None
        place = passage_label(heading, block)
    steps = redline.shortened(redline.ops(outcome.before, outcome.after)) if outcome.after else ()
    return LaterPassage(outcome.change, outcome.key, Words(place, language), tuple(steps))
