"""Texts with known changes: sentences that were edited, moved, deleted and left, for `bench quotations` and tests."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import replace
from html import escape
from typing import NamedTuple

from consult.documents.blocks import Block, Kind
from consult.quotations import quotable
from consult.quotations.later_text import Change

FEWEST_WORDS = 6
"""Words of the sentences that are changed: what becomes of "Not applicable." no one can tell."""


class Known(NamedTuple):
    """A quotation of the block `key`, what happened to it, and how it was made so."""

    key: str
    quote: str
    change: Change
    how: str


def changed(blocks: Sequence[Block], seed: int, share: float = 0.3) -> tuple[list[Block], list[Known]]:
    """The same text with about so many of its sentences and blocks changed, and what happened to each sentence and of
    some words in it."""
    return _Changing(blocks, seed, share).all()


class _Changing:
    def __init__(self, blocks: Sequence[Block], seed: int, share: float) -> None:
        self.chance = random.Random(seed)
        self.blocks, self.share = blocks, share
        self.vocabulary = [
            word for block in blocks for word in block.text.split() if word.isalpha() and len(word) > 3
        ]
        self.known: list[Known] = []

    def all(self) -> tuple[list[Block], list[Known]]:
        prose = [
            block for block in self.blocks
            if block.kind in {Kind.PARAGRAPH, Kind.LIST_ITEM} and block.text and "<sup" not in block.html
        ]  # fmt: skip
        moving = self._moving(prose)
        later: list[Block] = []
        for block in self.blocks:
            if block.key in moving:
                continue
            kept = self._sentences(block) if block in prose else block
            if kept is None:
                continue
            later.append(kept)
        for block in moving.values():
            self._note_all(block, Change.MOVED, "block in another clause")
            at = self._far_from(block, later)
            later.insert(at, replace(block, key=f"{block.key}.moved"))
        return later, self.known

    def _moving(self, prose: Sequence[Block]) -> dict[str, Block]:
        """Blocks that go elsewhere: those with sentences that a reader would find again."""
        texts = [block.text for block in prose]
        fit = [
            block
            for block in prose
            if texts.count(block.text) == 1
            and all(len(one.split()) >= FEWEST_WORDS for one in quotable.sentences(block.text))
        ]
        return {block.key: block for block in self.chance.sample(fit, round(len(fit) * self.share / 6))}

    def _far_from(self, block: Block, later: Sequence[Block]) -> int:
        """A place in the text that is far from where the block was."""
        was = self.blocks.index(block) * len(later) // len(self.blocks)
        far = [at for at in range(1, len(later)) if abs(at - was) > len(later) // 10]
        return self.chance.choice(far)

    def _sentences(self, block: Block) -> Block | None:
        """The block with some of its sentences changed; None where none is left."""
        words: list[str] = []
        for one in quotable.sentences(block.text):
            if len(one.split()) < FEWEST_WORDS or self.chance.random() >= self.share:
                self.known.append(Known(block.key, one, Change.UNCHANGED, "left"))
                self._note_part(block, one, Change.UNCHANGED, "part of it")
                words.append(one)
                continue
            words += self._changed(block, one)
        text = " ".join(words)
        return replace(block, text=text, html=escape(text)) if text else None

    def _changed(self, block: Block, one: str) -> list[str]:
        how = self.chance.choice([*_EDITS, "delete", "rewrite"])
        if how == "delete":
            self.known.append(Known(block.key, one, Change.DELETED, how))
            self._note_part(block, one, Change.DELETED, "part of it")
            return []
        if how == "rewrite":  # another sentence in its place
            self.known.append(Known(block.key, one, Change.DELETED, "another in its place"))
            return [" ".join(self._others(len(one.split()))) + "."]
        self.known.append(Known(block.key, one, Change.EDITED, how))
        return [_EDITS[how](self, one.split())]

    def _others(self, number: int) -> list[str]:
        return [self.chance.choice(self.vocabulary) for _ in range(number)]

    def _replace(self, words: list[str], share: float) -> str:
        """So many of the words are others."""
        for at in self.chance.sample(range(len(words)), max(1, round(len(words) * share))):
            words[at] = self.chance.choice(self.vocabulary) + ("." if words[at].endswith(".") else "x")
        return " ".join(words)

    def _cut(self, words: list[str]) -> str:
        """A third leaves at one place."""
        length = len(words) // 3
        at = self.chance.randrange(len(words) - length)
        return " ".join(words[:at] + words[at + length :])

    def _extend(self, words: list[str]) -> str:
        """Half as many words come in at one place."""
        at = self.chance.randrange(1, len(words))
        return " ".join(words[:at] + self._others(len(words) // 2) + words[at:])

    def _note_all(self, block: Block, change: Change, how: str) -> None:
        for one in quotable.sentences(block.text):
            self.known.append(Known(block.key, one, change, how))

    def _note_part(self, block: Block, one: str, change: Change, how: str) -> None:
        """Some words of a sentence, now and then; of those that are in it only once."""
        words = one.split()
        if len(words) < FEWEST_WORDS or self.chance.random() > 0.2:
            return
        length = self.chance.randint(2, len(words) - 2)
        at = self.chance.randrange(len(words) - length)
        part = " ".join(words[at : at + length])
        if "".join(block.text.split()).count("".join(part.split())) == 1:
            self.known.append(Known(block.key, part, change, f"{how} ({change})"))


_EDITS = {
    "one word": lambda changing, words: changing._replace(words, 0.0),
    "10 % of its words": lambda changing, words: changing._replace(words, 0.1),
    "25 % of its words": lambda changing, words: changing._replace(words, 0.25),
    "40 % of its words": lambda changing, words: changing._replace(words, 0.4),
    "a third cut": lambda changing, words: changing._cut(words),
    "half as many more": lambda changing, words: changing._extend(words),
}


def sentences(blocks: Sequence[Block]) -> Iterator[tuple[str, str]]:
    """(key of its block, words) of every sentence of a text, headings and captions left out."""
    for block in blocks:
        if block.kind is not Kind.HEADING:
            parts = [" ".join(filter(None, row)) for row in quotable.rows(block.html)]
            for one in parts if any(parts) else quotable.sentences(block.text):
                if one:
                    yield block.key, one
