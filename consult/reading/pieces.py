"""The text of a frozen version as HTML, made once for each language and kept: only what is said about it changes."""

from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from threading import Lock
from typing import Any
from urllib.parse import quote

from flask import current_app
from flask_babel import get_locale
from markupsafe import Markup

from consult.consultations.models import Consultation
from consult.drafts import queries as drafts
from consult.drafts.blocks import Kind
from consult.drafts.models import Version

CAPACITY = 24 * 1024 * 1024
"""Characters of text one process keeps."""

AROUND = 8
"""Blocks shown before and after the chosen one where its clause is long."""


@dataclass(frozen=True, slots=True)
class Piece:
    """One block of the text, as it reads."""

    key: str
    address: str
    """Its key as a part of an address."""
    kind: Kind
    level: int
    number: str
    title: str
    clause: str
    line: int
    text: str
    looks: str
    """Its classes."""
    words: Markup
    """Its HTML, but for the links below it."""
    act: Markup
    """The link to comment on it."""
    row: drafts.BlockRow


@dataclass(frozen=True)
class Text:
    """All blocks of a version, in order."""

    pieces: Sequence[Piece]

    @cached_property
    def places(self) -> Mapping[str, int]:
        """Where each block stands."""
        return {piece.key: number for number, piece in enumerate(self.pieces)}

    @cached_property
    def headings(self) -> Sequence[Piece]:
        """The headings, in order."""
        return [piece for piece in self.pieces if piece.kind is Kind.HEADING]

    def get(self, key: str) -> Piece | None:
        """The block with this key, if the text has it."""
        return self.pieces[self.places[key]] if key in self.places else None

    def around(self, key: str) -> Sequence[Piece]:
        """The clause of the block; of a long one only what stands near the block."""
        at = self.places[key]
        first = last = at
        clause = self.pieces[at].clause
        while first and self.pieces[first - 1].clause == clause and at - first < AROUND:
            first -= 1
        while last + 1 < len(self.pieces) and self.pieces[last + 1].clause == clause and last - at < AROUND:
            last += 1
        return self.pieces[first : last + 1]

    def way_to(self, clause: str) -> Sequence[Piece]:
        """The outermost headings, those above the clause, and what lies directly under any of these."""
        above: list[Piece] = []
        parents: dict[str, str] = {}
        for heading in self.headings:
            above = [*(one for one in above if one.level < heading.level), heading]
            parents[heading.key] = above[-2].key if len(above) > 1 else ""
        open_ = {""}
        while clause in parents:
            open_.add(clause)
            clause = parents[clause]
        return [heading for heading in self.headings if parents[heading.key] in open_]

    def beside(self, key: str) -> tuple[Piece | None, Piece | None]:
        """The headings of the clauses before and after that of the block."""
        keys = [heading.key for heading in self.headings]
        clause = self.pieces[self.places[key]].clause
        at = keys.index(clause) if clause in keys else -1
        before = self.headings[at - 1] if at > 0 else None
        return before, self.headings[at + 1] if at + 1 < len(keys) else None


class Shelf:
    """Texts one process keeps, the ones read longest ago leaving first."""

    def __init__(self, capacity: int = CAPACITY) -> None:
        self.capacity = capacity
        self.size = 0
        self.texts: OrderedDict[tuple[object, ...], tuple[int, Text]] = OrderedDict()
        self.lock = Lock()

    def take(self, key: tuple[object, ...], make: Callable[[], Text]) -> Text:
        """The text kept under `key`, or the one that `make` makes now."""
        with self.lock:
            if key in self.texts:
                self.texts.move_to_end(key)
                return self.texts[key][1]
        text = make()
        weight = sum(len(piece.words) + len(piece.act) + 2 * len(piece.text) for piece in text.pieces)
        with self.lock:
            if key not in self.texts:
                self.texts[key] = (weight, text)
                self.size += weight
            while self.size > self.capacity and self.texts:
                self.size -= self.texts.popitem(last=False)[1][0]
        return text


_shelf = Shelf()


def text_of(consultation: Consultation) -> Text:
    """The text of a consultation's version in the language of the page; kept once it can no longer change."""
    version = consultation.version
    if version is None:
        return Text([])
    if version.frozen_at is None:
        return _made(consultation, version)
    key = (version.id, version.sha256, version.frozen_at, consultation.slug, str(get_locale()))
    return _shelf.take(key, lambda: _made(consultation, version))


def _made(consultation: Consultation, version: Version) -> Text:
    parts: Any = current_app.jinja_env.get_template("reading/_pieces.html").module
    comment = f"/consultations/{consultation.slug}/sheet/comments/new"
    return Text(
        [
            Piece(
                row.key, quote(row.key, safe=""), row.kind, row.level, row.number, row.title, row.clause, row.line,
                row.text, str(parts.looks(row)), parts.words(row), parts.act(row, comment), row,
            )
            for row in drafts.blocks(version.id)
        ]
    )  # fmt: skip
